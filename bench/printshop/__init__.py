"""Printing through real workers and a real broker: how fast it is, and what becomes of it when everything is killed.

What runs here runs in production; only the people are made up.
"""
