"""Care categories of homes: given on the household and not on its residents, and need-to-know where they are sensitive."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.exchange.actors import COMMAND_LINE
from portal.foundation.audit import AuditEntry
from portal.foundation.errors import Refusal
from portal.households.care import HIDDEN, check_subject
from portal.households.models import CareCategory, Household, household_care
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.exchange.conftest import Desk, book, desk_of, edited, own_files
from tests.portal.plans.profiles import applied, blocked, row, without

__all__ = ["desk_of", "own_files"]
POOR, SECRET = "低保家庭", "防返贫监测户"


@pytest.fixture
def poor(session: Session, world: World) -> dict[str, int]:
    """Two categories of homes, one of them sensitive; the first home of the west village has both."""
    kinds = [
        CareCategory(code="low_income", name=POOR, group="困难群众", applies_to="household"),
        CareCategory(code="relapse", name=SECRET, group="困难群众", applies_to="household", sensitive=True),
    ]
    session.add_all(kinds)
    home = session.get_one(Household, world.households["west1-1"])
    home.care.extend(kinds)
    session.commit()
    return {each.code: each.id for each in kinds}


def form(home: Household, **changes: object) -> dict[str, object]:
    return {
        "grid": home.grid_id, "head_name": home.head_name, "address": home.address, "kind": home.kind, "code": home.code, **changes,
    }  # fmt: skip


def codes(session: Session, home: Household) -> set[str]:
    session.expire_all()
    return {each.code for each in home.care}


def test_forms_offer_what_is_meant_for_homes_there_and_the_rest_to_residents(
    sign_in: SignIn, session: Session, world: World, poor: dict[str, int]
) -> None:
    client, home = sign_in(roles.CENTRE), session.get_one(Household, world.households["west1-2"])
    assert (POOR in (page := client.get(f"/householdview/edit/{home.id}").text), "独居老人" in page) == (True, False)
    page = client.get(f"/residentview/add?_flt_0_household={home.id}").text
    assert (POOR in page, "独居老人" in page) == (False, True)
    answer = client.post(f"/householdview/edit/{home.id}", data=form(home, care=[poor["low_income"]]))
    assert (answer.status_code, codes(session, home)) == (302, {"low_income"})
    smuggled = {"household": home.id, "name": "赵丁", "relation": "other", "care": [poor["low_income"]]}
    assert client.post("/residentview/add", data=smuggled).status_code == 422


def test_lists_and_pages_show_it_and_hide_what_is_sensitive(
    sign_in: SignIn, session: Session, world: World, poor: dict[str, int]
) -> None:
    looks = select(func.count(AuditEntry.id)).where(AuditEntry.deed == "look")
    page = sign_in(roles.CENTRE).get("/householdview/list/").text.split("<tbody>")[1]
    assert (POOR in page, HIDDEN in page, SECRET in page) == (True, True, False)
    for role, sees in ((roles.HEAD, False), (roles.MEMBER, True), (roles.CENTRE, True)):
        before = session.scalar(looks) or 0
        page = sign_in(role).get(f"/householdview/show/{world.households['west1-1']}").text
        assert (POOR in page, SECRET in page) == (True, sees), role
        session.expire_all()
        assert (session.scalar(looks) or 0) - before == sees, role


def test_who_may_not_see_it_neither_sets_nor_loses_it(
    sign_in: SignIn, session: Session, world: World, poor: dict[str, int]
) -> None:
    home, client = session.get_one(Household, world.households["west1-1"]), sign_in(roles.HEAD)
    assert SECRET not in client.get(f"/householdview/edit/{home.id}").text
    assert client.post(f"/householdview/edit/{home.id}", data=form(home, care=[])).status_code == 302
    assert codes(session, home) == {"relapse"}
    assert client.post(f"/householdview/edit/{home.id}", data=form(home, care=[poor["relapse"]])).status_code == 422


def test_homes_are_found_by_it(sign_in: SignIn, poor: dict[str, int]) -> None:
    client = sign_in(roles.HEAD)
    page = client.get(f"/householdview/list/?_flt_0_care={poor['low_income']}").text
    assert ("赵甲" in page, "赵乙" in page) == (True, False)
    assert client.get(f"/householdview/list/?_flt_0_care={poor['relapse']}").status_code == 403


def test_rest_hands_out_what_is_not_sensitive(sign_in: SignIn, world: World, poor: dict[str, int]) -> None:
    answer = sign_in(roles.CENTRE).get(f"/api/v1/household/{world.households['west1-1']}").json
    assert answer["result"]["care_open"] == POOR
    assert SECRET not in str(answer)


def test_a_home_is_not_given_what_is_meant_for_people(session: Session, world: World, poor: dict[str, int]) -> None:
    home = session.get_one(Household, world.households["west1-2"])
    home.care.append(session.scalars(select(CareCategory).where(CareCategory.code == "alone")).one())
    with session.no_autoflush, pytest.raises(Refusal, match="“独居老人”登记在居民上"):
        check_subject(home)
    session.rollback()


def test_a_sheet_carries_it_and_keeps_what_its_reader_does_not_see(
    session: Session, world: World, poor: dict[str, int], desk_of: Callable[[str], Desk]
) -> None:
    desk = desk_of(roles.HEAD)

    def clear(line: dict[str, object]) -> None:
        if line["户主"] == "赵甲":
            assert line["家庭关爱类别"] == POOR
            line["家庭关爱类别"] = None

    run = desk.load("households", edited(desk.export("households"), clear))
    assert (run.changed, run.bad) == (1, 0), desk.findings(run)
    assert codes(session, session.get_one(Household, world.households["west1-1"])) == {"relapse"}


def test_new_homes_come_with_it(session: Session, world: World, poor: dict[str, int]) -> None:
    desk = Desk(session, COMMAND_LINE)
    line = {"所属网格": "西村第一网格", "户主": "钱新", "地址": "西村 9 号", "家庭关爱类别": f"{POOR}、{SECRET}"}
    desk.load("households", book([line]))
    home = session.scalars(select(Household).where(Household.head_name == "钱新")).one()
    assert codes(session, home) == {"low_income", "relapse"}
    run = desk.upload("households", book([{**line, "户主": "钱二", "家庭关爱类别": "独居老人"}]))
    assert [column for _, column, _ in desk.findings(run)] == ["家庭关爱类别"]


def test_the_profile_says_whom_a_category_means(session: Session, world: World) -> None:
    applied(session)
    category = session.scalars(select(CareCategory).where(CareCategory.code == "low_income")).one()
    assert category.applies_to == "household"
    home = session.get_one(Household, world.households["west1-1"])
    home.care.append(category)
    session.commit()
    (obstacle,) = blocked(session, without("care_categories", code="low_income")).obstacles
    assert "还有 1 户在用" in obstacle.sentence
    assert obstacle.rows[0].name.endswith("001 号")


def test_a_category_that_changes_sides_stays_with_who_has_it(session: Session, world: World) -> None:
    applied(session)
    category = session.scalars(select(CareCategory).where(CareCategory.code == "low_income")).one()
    home = session.get_one(Household, world.households["west1-1"])
    home.care.append(category)
    session.commit()
    applied(session, lambda data: row(data, "care_categories", code="low_income").pop("applies_to"))
    session.commit()
    assert session.execute(select(func.count()).select_from(household_care)).scalar() == 1
    assert session.scalars(select(CareCategory.applies_to).where(CareCategory.code == "low_income")).one() == "person"


def test_searching_homes_by_what_is_sensitive_is_a_look_and_sheets_say_what_they_tell(
    sign_in: SignIn, session: Session, world: World, poor: dict[str, int]
) -> None:
    told, said = select(AuditEntry.label).order_by(AuditEntry.id.desc()), f"，按敏感类别“{SECRET}”查询"
    sheet, search = "/importview/export/households", f"_flt_0_care={poor['relapse']}"
    client = sign_in(roles.CENTRE)
    client.get(f"/householdview/list/?{search}")
    assert session.scalars(told).first() == f"住户{said}"
    client.get(f"/householdview/export?{search}")
    assert session.scalars(told).first() == f"住户 1 条{said}"
    client.get(f"{sheet}?{search}")
    assert session.scalars(told).first() == f"住户与居民（可修改的表）1 行，含敏感类别{said}"
    sign_in(roles.HEAD).get(f"{sheet}?_flt_0_care={poor['low_income']}")
    assert "敏感" not in (session.scalars(told).first() or "敏感")
