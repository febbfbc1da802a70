"""Names in quotation marks within a sentence; a name that has marks of its own gets the inner ones, as a book would print it."""

from __future__ import annotations

_INNER = str.maketrans("“”", "‘’")


def quoted(name: object) -> str:
    """The name in “ ”, its own marks turned into ‘ ’."""
    return f"“{str(name).translate(_INNER)}”"
