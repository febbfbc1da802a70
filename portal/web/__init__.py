"""The guarded, scoped base of every screen: views, REST, form fields, formatters. Knows no concept.

Refusals become Chinese messages; anything else is logged with its traceback and becomes a neutral page.
"""
