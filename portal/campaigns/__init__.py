"""Campaigns: whom to visit by when, and who of them has been met.

Tasks are made once from the profile and settled by visits; nobody ticks one off by hand.
"""
