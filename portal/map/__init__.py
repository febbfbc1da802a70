"""The grid map: a page and the data behind it.

No tables; everything it shows is scoped.
"""
