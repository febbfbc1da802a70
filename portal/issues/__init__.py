"""Issues: from registration to closing, with an append-only history.

State changes only through services; “closed” is not “solved”.
"""
