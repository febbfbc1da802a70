"""What the tests of issues need: fresh issues, steps in one line, and a plan in force without the rest of a town."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.foundation.clock import now
from portal.grids.models import Grid
from portal.issues import services
from portal.issues.models import Issue, IssueCategory, IssueEvent
from portal.issues.registration import register_issue
from portal.issues.services import StepFacts
from portal.plans.current import version_changed
from portal.plans.models import PlanVersion
from seeds.loading import available_profiles
from tests.fixtures.world import World

Register = Callable[..., Issue]
Take = Callable[..., list[IssueEvent]]


@pytest.fixture
def register(session: Session, world: World) -> Register:
    """A freshly registered issue; in the first west grid unless told otherwise."""

    def make(grid: str = "west1", **values: Any) -> Issue:
        category = session.get_one(IssueCategory, world.others["category"])
        place = (
            {} if values.keys() & {"household", "establishment"} else {"grid": session.get_one(Grid, world.grids[grid])}
        )
        given = {"category": category, "title": "路灯不亮", "text": "坏了三天", **place, **values}
        return register_issue(session, Issue(**given))

    return make


@pytest.fixture
def take(session: Session) -> Take:
    """`take(issue, "handle", "已修好", outcome="solved")`."""

    def step(issue: Issue, word: str, note: str = "", **facts: Any) -> list[IssueEvent]:
        return services.take_step(session, issue, word, StepFacts(note, **facts))

    return step


@pytest.fixture
def under(session: Session) -> Callable[[str], None]:
    """`under("dalu")`: the plan's workflow, limits and words hold; the tables of the world stay as they are."""

    def put_in_force(key: str) -> None:
        text = available_profiles()[key].read_text(encoding="utf-8")
        session.add(PlanVersion(
            key=key, number=1, title=key, content=text, resolved=text, digest=f"test-{key}", applied_at=now() + dt.timedelta(seconds=1),
        ))  # fmt: skip
        session.flush()
        version_changed(session)

    return put_in_force
