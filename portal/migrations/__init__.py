"""Alembic migrations for SpatiaLite and PostGIS, and the triggers that hold the rules no constraint can.

Frozen once released: a later change is a new revision.
"""
