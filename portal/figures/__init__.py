"""Rates, dashboards and early warnings, every figure derived from the records and opening to what it counts.

No tables; nothing here ranks or scores people.
"""
