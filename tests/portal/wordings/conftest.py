"""Fixtures of wordings: the plan in force on the small world."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.portal.printing.papers import apply_plan


@pytest.fixture
def planned(session: Session) -> Session:
    """A session without scope on a database whose plan is applied."""
    apply_plan(session)
    session.commit()
    return session
