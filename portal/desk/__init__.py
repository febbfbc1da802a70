"""The home page: what waits for the person signed in.

No tables; counts come from the concepts' services.
"""
