"""The page of grids beside the plan: the report in scope, and the button that makes missing grids."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.grids.models import Grid
from portal.plans.services import apply_profile
from portal.security import roles
from seeds.loading import available_profiles
from tests.fixtures.people import SignIn
from tests.portal.grids.test_fitting import sized
from tests.portal.plans.profiles import applied


def test_without_a_profile_the_page_says_what_to_do(sign_in: SignIn) -> None:
    assert "还没有应用实施方案" in sign_in(roles.CENTRE).get("/gridplanview/").text


def test_everybody_sees_what_does_not_fit_in_their_own_grids(sign_in: SignIn, session: Session) -> None:
    applied(session, sized({"place": "any", "minimum": 5}))
    session.commit()
    centre, head = (sign_in(role).get("/gridplanview/").text for role in (roles.CENTRE, roles.HEAD))
    assert "东村第二网格" in centre
    assert "3 户" in centre
    assert "方案规定网格应不少于 5 户" in centre
    assert "西村第一网格" in head
    assert "东村" not in head


@pytest.mark.parametrize("role", [roles.SYSTEM, roles.CENTRE])
def test_the_missing_grids_are_made_once(role: str, sign_in: SignIn, emptied: Session) -> None:
    path = available_profiles()["dongye"]
    profile = apply_profile(emptied, path.read_text("utf-8"), path)
    emptied.commit()
    client = sign_in(role)
    assert "按方案建立网格" in client.get("/gridplanview/").text
    page = client.post("/gridplanview/plant", follow_redirects=True).text
    assert f"新建了 {len(profile.areas)} 个网格" in page
    assert "都已建立网格" in page
    client.post("/gridplanview/plant")
    emptied.expire_all()
    assert emptied.scalar(select(func.count(Grid.id))) == len(profile.areas)


@pytest.mark.parametrize("role", [roles.LEADER, roles.HEAD, roles.MEMBER])
def test_others_do_not_make_them(role: str, sign_in: SignIn) -> None:
    assert sign_in(role).post("/gridplanview/plant").status_code == 403


def test_the_planned_number_stands_beside_the_actual_one(sign_in: SignIn, session: Session) -> None:
    def plan(data: dict[str, Any]) -> None:
        data["levels"][1]["planned"], data["levels"][2]["planned"] = 2, 140

    applied(session, plan)
    session.commit()
    page = sign_in(roles.CENTRE).get("/gridplanview/").text
    assert "村（社区）：方案计划 2 个，现有 2 个，与方案一致。" in page
    assert "网格：方案计划 140 个，现有 4 个，还差 136 个。" in page
