"""Residents without an account: the code on a letter or card opens one household's page, and nothing else.

What they tell becomes an issue; what they see is its progress, never anybody's data.
"""
