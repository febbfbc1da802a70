"""Kinds of the profile as the options of a column."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.plans.vocabulary import Vocabulary

Options = tuple[tuple[str, str], ...]


def options_of(session: Session, vocabulary: Vocabulary, column: Any) -> Options:
    """(key, label) of what is offered; retired or unknown keys that live rows still hold come last."""
    offered = dict(vocabulary.options(session=session))
    labels = dict(vocabulary.options(retired=True, session=session))
    used = session.scalars(select(column).distinct(), execution_options={"unscoped": True})
    held = {key: labels.get(key, key) for key in sorted(filter(None, used)) if key not in offered}
    return tuple({**offered, **held}.items())
