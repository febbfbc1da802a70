"""Printing: letters, cards and assessment sheets through the queue.

The database is the record of what is printed; the queue only carries hints.
"""
