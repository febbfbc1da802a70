"""Keys with labels as the options of a column: from the profile where it has a list, else from an enumeration."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.choices import Options as Choices

Options = tuple[tuple[str, str], ...]


def options_of(session: Session, entries: Iterable[tuple[str, str]], otherwise: Choices, column: Any) -> Options:
    """(key, label) of the profile's entries, else of the enumeration; keys that live rows hold besides come last."""
    known = dict(entries) or dict(otherwise.options())
    labels = dict(otherwise.options())
    used = session.scalars(select(column).distinct(), execution_options={"unscoped": True})
    return tuple(
        {**known, **{key: labels.get(key, key) for key in sorted(filter(None, used)) if key not in known}}.items()
    )
