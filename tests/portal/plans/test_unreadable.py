"""A version in force that this release cannot read: people are told what to do, nothing breaks, and another profile helps."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from portal.foundation.clock import now
from portal.foundation.errors import Refusal
from portal.plans.current import profile_in_force
from portal.plans.models import PlanVersion
from portal.security import roles
from tests.fixtures.people import SignIn

OLD = "schema_version: 0\n"


@pytest.fixture(autouse=True)
def _outdated(session: Session) -> None:
    session.add(
        PlanVersion(key="old", number=1, title="旧方案", content=OLD, resolved=OLD, digest="0" * 64, applied_at=now())
    )
    session.commit()


def test_the_services_refuse_with_the_remedy(session: Session) -> None:
    with pytest.raises(Refusal, match="旧方案（第 1 版）”是旧格式"):
        profile_in_force(session)


@pytest.mark.parametrize(
    "page", ["/householdview/list/", "/gridview/list/", "/householdview/add", "/assignmentview/list/"]
)
def test_pages_that_need_it_say_so(sign_in: SignIn, page: str) -> None:
    answer = sign_in(roles.CENTRE).get(page)
    assert answer.status_code == 503
    assert "请系统管理员在“实施方案”中应用新写的方案" in answer.text


def test_the_administrator_still_sees_the_profiles(sign_in: SignIn) -> None:
    client = sign_in(roles.SYSTEM)
    assert client.get("/planview/list/").status_code == 200
    assert client.get("/").status_code == 200
