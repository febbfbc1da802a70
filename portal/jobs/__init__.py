"""Queues, workers and the reconciler.

Jobs take ids, update their row and may run twice without harm.
"""
