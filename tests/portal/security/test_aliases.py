"""The scope holds aliases too, however they are joined."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from portal.issues.models import Issue
from portal.security import roles
from portal.security.people import scope_for
from portal.security.scope import set_scope
from tests.fixtures.world import World
from tests.portal.security.sight import account

Main = aliased(Issue, name="main")

JOINS: dict[str, Callable[[], Select[Any]]] = {
    "alone": lambda: select(Main.id),
    "along a relation": lambda: select(Main.id).select_from(Issue).join(Main, Issue.merged_into),
    "along a relation, outer": lambda: select(Main.id).select_from(Issue).outerjoin(Main, Issue.merged_into),
    "of its own type": lambda: select(Main.id).select_from(Issue).join(Issue.merged_into.of_type(Main)),
    "by a condition": lambda: select(Main.id).select_from(Issue).join(Main, Issue.merged_into_id == Main.id),
    "by a condition, outer": lambda: select(Main.id).select_from(Issue).outerjoin(Main, Issue.merged_into_id == Main.id),
}  # fmt: skip


@pytest.mark.parametrize("how", JOINS)
def test_an_alias_shows_only_what_is_in_scope(session: Session, world: World, how: str) -> None:
    own, far = world.issues["west1-registered"], world.issues["east1-handled"]
    session.get_one(Issue, own).merged_into_id = far
    session.flush()
    statement = JOINS[how]()
    assert far in set(session.scalars(statement))
    session.expunge_all()
    set_scope(session, scope_for(session, account(session, world, roles.HEAD)))
    assert far not in set(session.scalars(statement))
