"""Two people at one proposal, one scheme or one member at the same moment, each in a transaction of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.assessments.models import Assessment, AssessmentScheme
from portal.consequences import services
from portal.consequences.models import DutyFailure, Proposal
from portal.foundation.database import db
from portal.grids.models import Grid
from portal.members.models import Member
from portal.plans.models import PlanVersion
from tests.fixtures.races import Step, raced
from tests.fixtures.world import World
from tests.portal.assessments.plan import BY, follow, scheme
from tests.portal.consequences.conftest import ONE, PLAN, final


@pytest.fixture
def made(world_app: tuple[Flask, World]) -> Iterator[int]:
    """A scheme with two final results, really committed; taken away with all that follows from it."""
    app, world = world_app
    with app.app_context(), Session(db.engine) as session:
        known = session.scalar(select(func.max(AssessmentScheme.id)))
        (row,) = follow(session, scheme(indicators=ONE, signers=[], methods=[]), **PLAN)
        for name, total in (("west1-member", "95.0"), ("east1-member", "55.0")):
            final(session, row, session.get_one(Member, world.members[name]), total)
        session.commit()
        number = row.id
    yield number
    with app.app_context(), Session(db.engine) as session:
        session.execute(delete(Proposal))
        session.execute(delete(DutyFailure))
        for each in session.scalars(select(Assessment).where(Assessment.scheme_id > known)):
            session.delete(each)
        session.flush()
        for row in session.scalars(select(AssessmentScheme).where(AssessmentScheme.id > known)):
            session.delete(row)
        session.execute(delete(PlanVersion))
        session.commit()


def test_a_double_click_proposes_once_and_one_person_decides(world_app: tuple[Flask, World], made: int) -> None:
    app, world = world_app

    def propose(session: Session) -> None:
        row, town = session.get_one(AssessmentScheme, made), session.get_one(Grid, world.grids["town"])
        found.append(sorted(each.id for each in services.propose(session, row, "2026", town, BY)))

    def decide(accept: bool) -> Step:
        return lambda session: services.decide(session, session.get_one(Proposal, found[0][0]), accept, "已议", BY)

    found: list[list[int]] = []
    assert raced(app, propose, propose) == ""
    assert found[0] == found[1]
    assert raced(app, decide(True), decide(False)) == "这条建议已采纳，不能再改"


def test_two_failures_noted_at_once_are_the_first_and_the_second(world_app: tuple[Flask, World], made: int) -> None:
    app, world = world_app

    def fail(day: int) -> Step:
        return lambda session: services.record_failure(
            session, key="tasks", member=session.get_one(Member, world.members["west1-member"]), task="禁烧",
            happened_on=dt.date(2026, 3, day), by=BY,
        )  # fmt: skip

    assert raced(app, fail(1), fail(2)) == ""
    with app.app_context(), Session(db.engine) as session:
        assert sorted(session.scalars(select(Proposal.text))) == ["约谈", "降职"]
