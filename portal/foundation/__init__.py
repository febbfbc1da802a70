"""What every concept stands on: database, geometry columns, sealed fields, working days, audit, errors.

Nothing here knows any concept, and nothing here imports from the rest of the portal.
"""
