"""The profile in force: levels, categories, schemes and texts as data.

Applying a profile twice changes nothing.
"""
