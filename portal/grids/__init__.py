"""Grids: the one tree of towns, villages, grids and cells, with boundaries.

A child lies inside its parent and beside its siblings; the database holds to it as the forms do.
"""
