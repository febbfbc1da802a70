"""Every profile that comes with the portal has a demo that both databases take, each in a transaction of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import shapely
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.demo import people
from portal.demo.loading import load_demo
from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.foundation.sealed import blind_index, data_key
from portal.grids.fitting import misfits
from portal.grids.models import Grid, GridLevel
from portal.households.models import Establishment, Household, Resident
from portal.issues.models import Issue
from portal.members.models import Assignment, Member
from portal.plans.current import profile_in_force, version_in_force
from portal.plans.custom import extra_problems
from portal.security import roles
from portal.visits.models import Visit
from portal.wordings.models import Wording
from seeds.loading import available_profiles
from tests.fixtures.application import provisioned, rolled_back
from tests.fixtures.databases import BOTH, own_database

TODAY = dt.date(2026, 11, 21)
HOUSEHOLDS = 150


@pytest.fixture(scope="module", params=BOTH)
def empty_portal(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application on a database that holds nothing but tables and roles."""
    with own_database(request, "plans") as url, provisioned(tmp_path_factory.mktemp("plans"), url) as app:
        yield app


@pytest.fixture
def session(empty_portal: Flask) -> Iterator[Session]:
    """A session whose work is rolled back."""
    with rolled_back(empty_portal):
        yield db.session()


@pytest.mark.parametrize("plan", sorted(available_profiles()))
def test_the_demo_of_every_profile_loads(session: Session, plan: str) -> None:
    said: list[str] = []
    demo = load_demo(session, TODAY, plan, HOUSEHOLDS, said.append)
    session.expire_all()
    counts = {
        model: session.scalar(select(func.count(model.id))) for model in (Grid, Household, Member, Assignment, Issue)
    }
    assert counts[Grid] == len(demo.plans)
    assert counts[Household] == demo.planned >= HOUSEHOLDS // 2
    assert all(counts.values())
    assert any(f"住户 {demo.planned:,} 户" in sentence and "每秒" in sentence for sentence in said)
    visiting = session.scalars(
        select(GridLevel.rank).join(Grid).join(Household, Household.grid_id == Grid.id).distinct()
    )
    assert visiting.all() == [demo.profile.visiting_level.rank]
    assert session.scalars(select(Wording.state)).all() == ["approved"]
    version = version_in_force(session)
    assert version is not None
    assert set(session.scalars(select(Visit.plan_version_id).distinct())) == {version.id}
    assert set(session.scalars(select(Issue.plan_version_id).distinct())) == {version.id}


@pytest.mark.parametrize("plan", sorted(available_profiles()))
def test_what_was_loaded_is_sound(session: Session, plan: str) -> None:
    load_demo(session, TODAY, plan, HOUSEHOLDS)
    profile = profile_in_force(session)
    grids = {grid.id: grid for grid in session.scalars(select(Grid))}
    for grid in grids.values():
        assert grid.path == (grids[grid.parent_id].path if grid.parent_id else "/") + f"{grid.id}/"
        assert grid.boundary is not None
        assert grid.boundary.is_valid
        assert "演示虚构" in (grid.remark or "")
        assert extra_problems(profile.fields.grid, grid.extra, grid.kind) == []
    for model in (Household, Establishment):
        rows = session.execute(select(model.grid_id, model.location)).all()
        assert all(shapely.intersects(grids[grid_id].boundary, point) for grid_id, point in rows)
    for home in session.scalars(select(Household).limit(40)):
        assert extra_problems(profile.fields.household, home.extra, home.kind) == []
    for person in session.scalars(select(Resident).limit(40)):
        assert extra_problems(profile.fields.resident, person.extra, None) == []
        assert person.id_number is not None
        assert person.id_number_index == blind_index(person.id_number, "resident.id_number", data_key())
    # What has no homes yet is not to be measured.
    assert [str(each) for each in misfits(session, profile) if not each.figure.startswith("0 ")] == []
    keys = {role.key: role.acts_as for role in profile.roles}
    assert all(keys[held.role or ""] == held.duty for held in session.scalars(select(Assignment)))


@pytest.mark.parametrize("plan", sorted(available_profiles()))
def test_every_role_can_sign_in(session: Session, plan: str) -> None:
    load_demo(session, TODAY, plan, HOUSEHOLDS)
    made = people.make_accounts(session)
    assert {role for _, role, _ in made} == {role.name for role in roles.ROLES}


def test_new_rows_follow_those_of_the_demo(session: Session) -> None:
    demo = load_demo(session, TODAY, sorted(available_profiles())[0], HOUSEHOLDS)
    last = session.scalar(select(func.max(Household.id))) or 0
    home = Household(grid_id=min(demo.grids.values()), code="X1", address="新村 1 号", head_name="张新")
    session.add(home)
    session.flush()
    assert home.id > last


def test_a_profile_nobody_knows_is_refused_with_those_there_are(session: Session) -> None:
    with pytest.raises(Refusal, match="没有名为“nowhere”的方案，可选：") as caught:
        load_demo(session, TODAY, "nowhere")
    assert all(plan in str(caught.value) for plan in available_profiles())
