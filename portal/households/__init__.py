"""Households with residents and care categories, and establishments.

A household belongs to one grid; what is sensitive about a resident is need-to-know.
"""
