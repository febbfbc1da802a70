"""The tables that plans name, filled from the records and laid out as such offices lay them out.

No tables of its own: what stands in a column is said by the profile.
"""
