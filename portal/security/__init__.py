"""Who may do what (roles: role -> screens and verbs) and who sees which rows (scope).

Roles come from one table, scope from assignments; neither is decided anywhere else.
"""
