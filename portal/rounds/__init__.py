"""A member's round: the page on which one visit is recorded once, at a desk or on a phone without signal.

No tables; what is recorded goes to visits, tasks and issues through their services.
"""
