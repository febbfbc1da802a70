"""Who listens to bulk writing: it passes by the session, so what other rooms derive from the records is told here.

The listeners are installed when the portal is put together; this room knows none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy.orm import Session

Listener = Callable[[Session, str, Sequence[int]], None]
"""Called with the table's name and the ids of records, before they are changed or deleted and after they were stored or changed."""

_installed: list[Listener] = []


def install(listeners: Iterable[Listener]) -> None:
    """Say who listens."""
    _installed[:] = listeners


def tell(session: Session, table: str, ids: Sequence[int]) -> None:
    """Tell all listeners of these records."""
    for listener in _installed:
        listener(session, table, ids)
