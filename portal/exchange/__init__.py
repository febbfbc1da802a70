"""Excel in and out: templates, reading, cleaning, error workbooks, and the runs that load what was read.

Knows no concept: a concept declares its sheet in its own `workbook.py`.
"""
