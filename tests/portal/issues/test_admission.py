"""The admission list: what it says of an issue, never in the way of registering it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.issues import admission
from portal.issues.models import Issue, IssueCategory
from portal.security import roles
from seeds.loading import available_profiles, load_profile
from seeds.sections.casework import Casework
from tests.fixtures.pages import check_page
from tests.fixtures.people import SignIn
from tests.fixtures.profiles import put_in_force
from tests.fixtures.world import World

ITEMS = [
    {"key": "living", "name": "环境整治", "group": "民生", "category": "livelihood"},
    {
        "key": "fire",
        "name": "防火",
        "group": "安全",
        "category": "hazards",
        "admitted_on": "2026-01-01",
        "withdrawn_on": "2026-06-01",
    },
]
LIST = {"admits": ["群众需要"], "withdraws": ["不再适宜"], "decided_by": "镇综治中心", "items": ITEMS}


def casework() -> Casework:
    plain = load_profile(available_profiles()["longcheng"]).casework.model_dump(mode="json", exclude_unset=True)
    return Casework.model_validate({**plain, "admission": LIST})


@pytest.mark.parametrize(
    ("code", "day", "item", "notice"),
    [
        ("environment", "2026-03-01", "环境整治", ""),
        ("hazards", "2026-03-01", "防火", ""),
        ("hazards", "2025-12-31", None, "“防火”从 2026-01-01 起才列入网格事项清单"),
        ("hazards", "2026-06-01", None, "“防火”已于 2026-06-01 退出网格事项清单"),
        ("psychology", "2026-03-01", None, "“心理”不在网格事项清单内，请转交主管部门办理，或按程序申请准入"),
    ],
)
def test_a_category_stands_to_the_list_as_of_its_day(code: str, day: str, item: str | None, notice: str) -> None:
    found = admission.standing(casework(), code, "心理", dt.date.fromisoformat(day))
    assert found is not None
    assert (found.item.name if found.item else None) == item
    assert found.notice.startswith(notice)
    assert bool(found.notice) is not bool(found.item)


def test_without_a_list_or_for_a_category_of_no_plan_nothing_is_said(session: Session, world: World) -> None:
    assert admission.standing_of(session, session.get_one(Issue, world.issues["west1-registered"])) is None
    assert admission.standing(casework(), "life", "居住环境", dt.date(2026, 3, 1)) is None


@pytest.fixture
def listed(session: Session, world: World) -> Session:
    """A plan with a list is in force, and the world's category is one that the list lacks."""
    put_in_force(session, casework=casework().model_dump(mode="json", exclude_unset=True))
    session.get_one(IssueCategory, world.others["category"]).code = "psychology"
    session.commit()
    return session


def test_registering_what_is_not_listed_is_said_and_done(sign_in: SignIn, listed: Session, world: World) -> None:
    client = sign_in(roles.MEMBER)
    form = {
        "household": world.households["west1-2"],
        "category": world.others["category"],
        "title": "夜里睡不着",
        "text": "需要心理疏导",
        "source": "visit",
        "alike": "none",
    }
    page = client.post("/issueview/add", data=form, follow_redirects=True).text
    assert "“居住环境”不在网格事项清单内" in page
    listed.rollback()
    issue = listed.scalars(select(Issue).where(Issue.title == "夜里睡不着")).one()
    pk = issue.id
    listed.rollback()
    assert "“居住环境”不在网格事项清单内" in client.get(f"/issueview/show/{pk}").text


def test_the_list_is_shown_with_its_rules(sign_in: SignIn, listed: Session) -> None:
    page = sign_in(roles.HEAD).get("/admission/").text
    check_page(page)
    for words in ("环境整治", "民生服务", "群众需要", "镇综治中心", "2026-06-01"):
        assert words in page


def test_a_plan_without_a_list_says_so(sign_in: SignIn) -> None:
    assert "没有网格事项清单" in sign_in(roles.CENTRE).get("/admission/").text
