"""Demos of the profiles: real place names, made-up boundaries and people, from `seeds.demo` into the tables.

Joins all concepts and owns no table; only an empty database is filled.
"""
