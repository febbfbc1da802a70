"""The screen of profiles: the system administrator applies one, nobody else."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.grids.models import GridLevel
from portal.plans.models import PlanVersion
from portal.security import roles
from tests.fixtures.people import SignIn

OTHERS = [role.name for role in roles.ROLES if role.name != roles.SYSTEM]


def test_the_list_offers_the_profiles_by_place_and_title(sign_in: SignIn) -> None:
    page = sign_in(roles.SYSTEM).get("/planview/list/").text
    assert "龙城镇" in page
    assert "还没有应用实施方案" in page


def test_the_system_administrator_applies_a_profile(sign_in: SignIn, session: Session) -> None:
    client = sign_in(roles.SYSTEM)
    answer = client.post("/planview/apply", data={"name": "longcheng"}, follow_redirects=True)
    assert "已应用「" in answer.text
    session.expire_all()
    record = session.scalars(select(PlanVersion)).one()
    assert record.key == "longcheng"
    shown = client.get(f"/planview/show/{record.id}").text
    assert record.title in shown
    assert "None" not in shown


def test_an_unknown_profile_is_a_bad_request(sign_in: SignIn, session: Session) -> None:
    answer = sign_in(roles.SYSTEM).post("/planview/apply", data={"name": "../etc"})
    assert answer.status_code == 400
    assert "没有这个方案" in answer.text
    assert session.scalars(select(PlanVersion)).all() == []


@pytest.mark.parametrize("role", OTHERS)
def test_others_may_neither_see_nor_apply(role: str, sign_in: SignIn, session: Session) -> None:
    client = sign_in(role)
    before = session.scalars(select(GridLevel.name)).all()
    assert client.get("/planview/list/").status_code == 403
    assert client.post("/planview/apply", data={"name": "longcheng"}).status_code == 403
    session.expire_all()
    assert session.scalars(select(PlanVersion)).all() == []
    assert session.scalars(select(GridLevel.name)).all() == before
