"""Assessments: schemes, scores and grades.

No data is never zero, and every rate opens to its numerator and denominator.
"""
