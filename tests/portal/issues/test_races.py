"""Two clerks who join the same issues at the same moment."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal.issues import links
from portal.issues.models import Issue
from tests.fixtures.world import World

TAKEN = "SELECT id FROM issue WHERE id = :id FOR UPDATE NOWAIT"
DEEDS: dict[str, Callable[[Session, Issue, Issue], None]] = {"link": links.link, "merge": links.merge}


def two(session: Session, world: World) -> tuple[Issue, Issue]:
    first, second = session.query(Issue).filter_by(grid_id=world.grids["west1"]).order_by(Issue.id).limit(2)
    return first, second


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("crosswise", [False, True])
def test_who_joins_two_issues_holds_both_whichever_is_named_first(
    deed: str, crosswise: bool, connection: Connection, session: Session, world: World
) -> None:
    """So that the other clerk reads the first one's link before writing, and is told instead of doubling it."""
    if connection.dialect.name != "postgresql":
        pytest.skip("SpatiaLite has one writer at a time")
    first, second = two(session, world)
    DEEDS[deed](session, *((second, first) if crosswise else (first, second)))
    with connection.engine.connect() as other:
        for issue in (first, second):
            with pytest.raises(OperationalError, match="could not obtain lock"):
                other.execute(text(TAKEN), {"id": issue.id})
            other.rollback()
