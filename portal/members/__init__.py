"""Members: real-name records, and assignments of members to grids.

A member's identity number is sealed at rest and masked on screen.
"""
