"""What may be registered already is shown first, and the person decides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.grids.models import Grid
from portal.households.models import Household
from portal.issues.models import Issue, IssueCategory
from portal.issues.similar import likeness, similar
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import SOUTH, WEST, World
from tests.portal.issues.conftest import Register, Take


@given(st.text(min_size=2), st.text(min_size=2))
def test_likeness_is_a_share_and_takes_no_side(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) == likeness(other, one) <= 1
    assert likeness(one, one) == 1


def draft(session: Session, world: World, **values: object) -> Issue:
    given = {"category": session.get_one(IssueCategory, world.others["category"]), "title": "井盖坏了", "text": "请修"}
    return Issue(**{**given, **values})


@pytest.mark.parametrize(("east", "found"), [(0.0010, True), (0.0030, False)])
def test_the_same_kind_close_by_is_found(
    session: Session, world: World, register: Register, east: float, found: bool
) -> None:
    there = Point(WEST + 0.012, SOUTH + 0.02)
    known = register(location=there, title="路面塌陷")
    session.flush()
    grid = session.get_one(Grid, world.grids["west2"])
    asked = similar(session, draft(session, world, grid=grid, location=Point(there.x + east, there.y)))
    assert ([each.issue.id for each in asked] == [known.id]) == found


def test_the_same_home_and_the_same_words_are_found_while_open(
    session: Session, world: World, register: Register, take: Take
) -> None:
    home = session.get_one(Household, world.households["west2-2"])
    known = register(household=home, title="下水道堵塞")
    grid = session.get_one(Grid, world.grids["west2"])
    assert [each.issue.id for each in similar(session, draft(session, world, household=home))] == [known.id]
    assert [each.why for each in similar(session, draft(session, world, grid=grid, title="下水道又堵塞"))] == [
        "同一网格里标题相近"
    ]
    assert similar(session, draft(session, world, grid=grid, title="路灯坏了")) == []
    take(known, "handle", "已告知", outcome="explained")
    take(known, "close", "已说明")
    assert similar(session, draft(session, world, household=home)) == []


def test_the_person_is_asked_and_decides(sign_in: SignIn, session: Session, world: World) -> None:
    client, known = sign_in(roles.MEMBER), world.issues["west1-registered"]
    data = {
        "household": world.households["west1-1"], "category": world.others["category"], "title": "污水外溢", "text": "井盖冒水",
        "source": "visit",
    }  # fmt: skip
    before = session.scalar(select(func.count(Issue.id)))
    asked = client.post("/issueview/add", data=data)
    assert asked.status_code == 422
    assert "可能已经登记过" in asked.text
    assert "west1 第 0 件" in asked.text
    assert session.scalar(select(func.count(Issue.id))) == before
    assert client.post("/issueview/add", data={**data, "alike": "none"}).status_code == 302
    assert client.post("/issueview/add", data={**data, "title": "再报一次", "alike": str(known)}).status_code == 302
    session.expire_all()
    merged = session.scalars(select(Issue).where(Issue.title == "再报一次")).one()
    assert (merged.merged_into_id, merged.stage) == (known, "closed")
    page = client.get(f"/issueview/show/{merged.id}").text
    assert "已并入" in page
    assert "None" not in page


def test_what_lies_out_of_sight_is_not_shown(
    sign_in: SignIn, session: Session, world: World, register: Register
) -> None:
    """Right across the border: the same kind, a few metres away, in a grid that the member does not see."""
    there = Point(WEST + 0.02, SOUTH + 0.02)
    register("west2", location=there, title="邻村的事")
    session.commit()
    data = {
        "grid": world.grids["west1"], "category": world.others["category"], "title": "污水外溢", "text": "井盖冒水", "source": "visit",
        "location": f"{there.x - 0.0001},{there.y}",
    }  # fmt: skip
    assert "邻村的事" not in sign_in(roles.MEMBER).post("/issueview/add", data=data).text


def test_rest_tells_what_is_known(sign_in: SignIn, world: World) -> None:
    address = f"/api/v1/issue/similar?household={world.households['west1-1']}&title=x"
    found = sign_in(roles.MEMBER).get(address).json["result"]
    assert {each["id"] for each in found} == {world.issues["west1-registered"], world.issues["west1-assigned"]}
    hidden = f"/api/v1/issue/similar?household={world.households['east1-1']}"
    assert sign_in(roles.MEMBER).get(hidden).status_code == 422
    assert sign_in(roles.DEPARTMENT).get(address).status_code == 403
