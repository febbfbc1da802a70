"""People are assigned in the roles that the plan names: those that fit the grid, as many as it wants, called as it calls them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.clock import today
from portal.members.models import Assignment, Member
from portal.members.posts import posts_of
from portal.members.staffing import staffing
from portal.printing.contacts import places
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.profiles import put_in_force
from tests.fixtures.world import World


def role(key: str, name: str, level: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "name": name, "level": level, "duties": ["做好本职工作"], **more}


ROLES = [
    role("leader", "镇分管领导", "town", acts_as="leader"), role("centre", "镇中心工作人员", "town", acts_as="centre", minimum=1),
    role("head", "村网格长", "village", acts_as="head", minimum=1, maximum=1),
    role("clerk", "部门经办人", "town"),
    role("member", "专职网格员", "grid", acts_as="member", minimum=1, maximum=1, covers="one", employment=["full"], kinds=["ordinary"]),
    role("micro", "微网格员", "grid", acts_as="helper", maximum=2, covers="many", employment=["part"]),
    role("keeper", "专属网格员", "grid", acts_as="member", kinds=["dedicated"]),
]  # fmt: skip


@pytest.fixture(autouse=True)
def plan(session: Session) -> None:
    """A plan with roles on every level; what the profile ties to the roles of its own is left out."""
    put_in_force(session, roles=ROLES, teams=[], routines=[], visit_frequencies=[])


def form(world: World, **changes: Any) -> dict[str, Any]:
    wanted = {
        "member": world.members["west-head"],
        "grid": world.grids["west2"],
        "role": "micro",
        "starts_on": "2026-01-01",
    }
    return {**wanted, **changes}


def stored(session: Session, world: World, grid: str) -> list[tuple[str | None, str]]:
    found = session.execute(select(Assignment.role, Assignment.duty).where(Assignment.grid_id == world.grids[grid]))
    return [(key, duty) for key, duty in found]


def test_the_duty_follows_from_the_role(sign_in: SignIn, session: Session, world: World) -> None:
    assert sign_in(roles.CENTRE).post("/assignmentview/add", data=form(world)).status_code == 302
    assert stored(session, world, "west2") == [("micro", "helper")]


def test_the_form_offers_what_fits_the_grid(sign_in: SignIn, world: World) -> None:
    client = sign_in(roles.CENTRE)
    page = client.get(f"/assignmentview/add?_flt_0_grid={world.grids['west2']}").text
    assert "微网格员" in page
    assert "专职网格员" in page
    assert not any(name in page for name in ("村网格长", "专属网格员", "部门经办人", 'name="duty"'))
    assert "村网格长（村" in client.get("/assignmentview/add").text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"role": "head"}, "村网格长不能在“西村第二网格”（网格）任职，可选：专职网格员、微网格员"),
        ({"role": "keeper"}, "专属网格员不能在"), ({"role": "clerk"}, "没有名为“clerk”的角色"), ({"role": "", "duty": "head"}, "请选择角色"),
    ],
)  # fmt: skip
def test_a_role_that_does_not_fit_is_refused(
    sign_in: SignIn, world: World, change: dict[str, str], sentence: str
) -> None:
    answer = sign_in(roles.CENTRE).post("/assignmentview/add", data=form(world, **change))
    assert answer.status_code == 422
    assert sentence in answer.text


def test_more_than_the_plan_allows_are_refused(sign_in: SignIn, session: Session, world: World) -> None:
    client = sign_in(roles.CENTRE)
    for key in ("west-head", "west1-member"):
        assert client.post("/assignmentview/add", data=form(world, member=world.members[key])).status_code == 302
    third = client.post("/assignmentview/add", data=form(world, member=world.members["east1-member"]))
    assert third.status_code == 422
    assert "微网格员最多 2 名" in third.text
    first = session.scalars(select(Assignment).where(Assignment.role == "micro")).first()
    assert first is not None
    ended = {**form(world), "ends_on": "2026-02-01"}
    assert client.post(f"/assignmentview/edit/{first.id}", data=ended).status_code == 302
    later = form(world, member=world.members["east1-member"], starts_on="2026-03-01")
    assert client.post("/assignmentview/add", data=later).status_code == 302


def test_who_looks_after_one_grid_gets_no_second(sign_in: SignIn, session: Session, world: World) -> None:
    client, wanted = sign_in(roles.CENTRE), form(world, role="member", member=world.members["east1-member"])
    saved = client.post("/assignmentview/add", data=wanted, follow_redirects=True)
    assert "实施方案规定专职网格员为专职，档案登记的是兼职" in saved.text
    again = client.post("/assignmentview/add", data={**wanted, "grid": world.grids["east2"]})
    assert again.status_code == 422
    assert "专管一格，该网格员已在“试验镇/西村/西村第二网格”任专职网格员" in again.text


def test_an_older_assignment_is_called_by_its_duty_and_can_be_ended(
    sign_in: SignIn, session: Session, world: World
) -> None:
    held = session.scalars(select(Assignment).where(Assignment.grid_id == world.grids["west"])).one()
    assert (held.role, held.post) == (None, "网格长")
    data = {"member": held.member_id, "grid": held.grid_id, "starts_on": "2025-01-01", "ends_on": "2026-05-01"}
    answer = sign_in(roles.CENTRE).post(f"/assignmentview/edit/{held.id}", data=data)
    assert answer.status_code == 302, answer.text
    session.refresh(held)
    assert (held.duty, str(held.ends_on)) == ("head", "2026-05-01")


def test_lists_pages_the_map_and_letters_say_the_role(sign_in: SignIn, session: Session, world: World) -> None:
    assignment = session.scalars(select(Assignment).where(Assignment.grid_id == world.grids["west1"])).one()
    assignment.role = "member"
    session.commit()
    client = sign_in(roles.CENTRE)
    for path in (
        "/assignmentview/list/",
        f"/memberview/show/{world.members['west1-member']}",
        f"/assignmentview/show/{assignment.id}",
    ):
        assert "专职网格员" in client.get(path).text
    assert "专职网格员" in client.get("/assignmentview/list/?_flt_0_role=member").text
    features = client.get("/map/boundaries").json["features"]
    assert {"专职网格员"} == {
        each["duty"]
        for one in features
        for each in one["properties"]["people_in_charge"]
        if one["properties"]["name"] == "西村第一网格"
    }
    contact = places(session, [world.grids["west1"]], today())[world.grids["west1"]].contact
    assert contact is not None
    assert contact.post == "专职网格员"


def test_the_report_says_what_is_missing(sign_in: SignIn, session: Session, world: World) -> None:
    session.get_one(Member, world.members["west1-member"]).employment = "full"
    session.commit()
    found = staffing(session, today())
    said = {(gap.grid.rpartition("/")[2], gap.role, gap.problem) for gap in found.gaps}
    assert ("西村第二网格", "专职网格员", "至少应有 1 名，现有 0 名") in said
    assert not any(grid == "西村第一网格" and name == "专职网格员" for grid, name, _ in said)
    assert any(grid == "东村第一网格" and "档案登记的是兼职" in problem for grid, _, problem in said)
    assert dict(found.totals)["村网格长"] == 2
    page = sign_in(roles.CENTRE).get("/teams/").text
    assert "至少应有 1 名，现有 0 名" in page
    assert "东村" not in sign_in(roles.HEAD).get("/teams/").text
    assert sign_in(roles.MEMBER).get("/teams/").status_code == 403


def test_staffing_of_a_place_goes_before_the_rule(session: Session, world: World) -> None:
    special = {"areas": ["西村"], "employment": "part", "number": 2}
    put_in_force(
        session, roles=[*ROLES[:4], {**ROLES[4], "staffing": [special], "employment": ["full", "part"]}, *ROLES[5:]],
        teams=[], routines=[], visit_frequencies=[],
    )  # fmt: skip
    assert posts_of(session)
    said = {
        (gap.grid.rpartition("/")[2], gap.problem)
        for gap in staffing(session, today()).gaps
        if gap.role == "专职网格员"
    }
    assert ("西村第一网格", "至少应有 2 名，现有 1 名") in said
    assert ("东村第二网格", "至少应有 1 名，现有 0 名") in said
