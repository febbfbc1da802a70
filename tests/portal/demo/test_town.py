"""The demo of one profile in both databases: whole, sound and always the same."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
import shapely
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.assessments.models import Assessment, AssessmentScore
from portal.assessments.rules import AssessmentState
from portal.assessments.sections import posts_named
from portal.demo import people
from portal.demo.loading import is_empty, load_demo
from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.grids.services import coverage_of
from portal.households.models import Establishment, Household, Resident
from portal.issues.models import Issue, IssueEvent
from portal.issues.rules import Action
from portal.issues.workflow import workflow_of
from portal.members.models import Assignment, Member
from portal.members.rules import Duty
from portal.security import roles
from portal.visits.models import Visit
from tests.fixtures.application import provisioned
from tests.fixtures.databases import BOTH, own_database
from tests.portal.issues.replaying import replay

PLAN = "longcheng"
TODAY = dt.date(2026, 11, 21)
"""A fixed day: what the town holds must not hang on when the tests run."""

TABLES = (Grid, Household, Resident, Establishment, Member, Assignment, Visit, Issue, Assessment, AssessmentScore)
CHANGING = {"id_number", "id_number_index", "plan_version_id"}
"""Sealed anew each time, and so never the same at rest; or counted on from what a database had before."""


@pytest.fixture(scope="module", params=BOTH)
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application whose database holds the demo town and nothing else; tests only read it."""
    with own_database(request, "town") as url, provisioned(tmp_path_factory.mktemp("town"), url) as app:
        with app.app_context():
            load_demo(db.session(), TODAY, PLAN)
            people.make_accounts(db.session())
            db.session.commit()
            db.session.remove()
        yield app


@pytest.fixture
def session(town: Flask) -> Iterator[Session]:
    """A session over the town, rolled back."""
    with town.app_context():
        yield db.session()
        db.session.remove()


def test_the_town_has_its_grids_and_households(session: Session) -> None:
    counts = {model.__tablename__: session.scalar(select(func.count()).select_from(model)) for model in TABLES}
    assert counts["grid"] == 37
    assert counts["household"] == 8000
    assert all(counts.values())


def test_every_boundary_is_covered_by_the_ones_below(session: Session) -> None:
    grids = session.scalars(select(Grid)).all()
    reports = {grid.name: coverage_of(session, grid) for grid in grids}
    assert sum(report is not None for report in reports.values()) > 1
    assert {name: report.sentences() for name, report in reports.items() if report and report.sentences()} == {}
    assert all(grid.boundary is not None and grid.boundary.is_valid for grid in grids)


def test_every_home_and_shop_lies_in_its_grid(session: Session) -> None:
    shapes = {grid.id: grid.boundary for grid in session.scalars(select(Grid))}
    for model in (Household, Establishment):
        rows = session.execute(select(model.grid_id, model.location)).all()
        assert all(shapely.intersects(shapes[grid], point) for grid, point in rows)


def test_grids_without_a_member_are_few_and_the_same_everywhere(session: Session) -> None:
    held = select(Assignment.grid_id).where(Assignment.duty.in_([Duty.MEMBER, Duty.HELPER]))
    vacant = session.scalars(select(Grid).where(Grid.level.has(visits=True), Grid.id.not_in(held))).all()
    assert len(vacant) == 1
    assert session.scalar(select(func.count(Visit.id)).join(Household).where(Household.grid_id == vacant[0].id)) == 0


def test_every_history_leads_to_the_state_by_allowed_steps(session: Session) -> None:
    histories: dict[int, list[IssueEvent]] = {}
    for event in session.scalars(select(IssueEvent).order_by(IssueEvent.issue_id, IssueEvent.id)):
        histories.setdefault(event.issue_id, []).append(event)
    issues = session.scalars(select(Issue)).all()
    flow = workflow_of(session)
    assert {issue.stage for issue in issues} == {"new", "working", "answered", "closed"}
    for issue in issues:
        events = histories[issue.id]
        assert (events[0].action, events[0].from_state) == (Action.REGISTER, None)
        assert events[0].at == issue.registered_at
        assert events[-1].to_state == issue.state
        assert (issue.closed_at is not None) == (issue.state == "closed")
        assert replay(events, flow) == issue.state
        assert all(before.at <= after.at for before, after in pairwise(events))
        assert events[-1].at.date() <= TODAY


def test_one_head_a_household_and_the_head_is_named(session: Session) -> None:
    heads = select(Resident.household_id, Resident.name).where(Resident.relation == "head")
    named = {row.household_id: row.name for row in session.execute(heads)}
    homes = session.execute(select(Household.id, Household.head_name))
    assert all(named.get(home.id, home.head_name) == home.head_name for home in homes)


def test_one_account_a_role(session: Session, town: Flask) -> None:
    manager: Any = town.extensions["appbuilder"].sm
    held = {user.username: [role.name for role in user.roles] for user in manager.get_all_users()}
    assert held == {username: [role] for username, role in people.ACCOUNTS}
    assert sorted(role for _, role in people.ACCOUNTS) == sorted(role.name for role in roles.ROLES)
    assert len(people.make_accounts(session)) == len(people.ACCOUNTS)


def test_what_is_final_was_signed_at_every_level_by_other_people(session: Session) -> None:
    final = session.scalars(select(Assessment).where(Assessment.state == AssessmentState.FINAL)).all()
    assert final
    for assessment in final:
        posts = [name for _, name in posts_named(session, assessment)]
        signed = [(each["post"], each["name"]) for each in (assessment.frozen or {})["signatures"]]
        assert [post for post, _ in signed] == posts
        assert len({name for _, name in signed} | {str(assessment.member and assessment.member.name)}) == len(posts) + 1


def test_a_database_with_grids_is_left_alone(session: Session) -> None:
    assert not is_empty(session)
    with pytest.raises(Refusal, match="只能装入空库"):
        load_demo(session, TODAY, PLAN)


def test_the_same_town_every_time_on_every_database(session: Session, request: pytest.FixtureRequest) -> None:
    remembered: dict[str, str] = request.config.stash.setdefault(FINGERPRINTS, {})
    found = {model.__tablename__: fingerprint(session, model) for model in TABLES}
    assert found == (remembered or found)
    remembered |= found


FINGERPRINTS = pytest.StashKey[dict[str, str]]()


def fingerprint(session: Session, model: Any) -> str:
    """A hash of all rows but for what changes each time; shapes to a millionth of a degree."""
    columns = [column for column in model.__table__.columns if column.name not in CHANGING]
    digest = hashlib.sha256()
    for row in session.execute(select(*columns).order_by(model.id)):
        digest.update(repr([plain(value) for value in row]).encode())
    return digest.hexdigest()


def plain(value: Any) -> Any:
    """A shape as text, what is kept as JSON in order of its keys, anything else as it is."""
    if isinstance(value, dict):
        return json.dumps(value, sort_keys=True, ensure_ascii=False)
    return shapely.to_wkt(value, rounding_precision=6) if isinstance(value, shapely.Geometry) else value
