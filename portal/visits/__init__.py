"""Visits: one entry a visit.

Whatever counts visits derives it from these rows.
"""
