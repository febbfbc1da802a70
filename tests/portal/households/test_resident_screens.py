"""Residents: what is sensitive is need-to-know, and every look is in the audit trail."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.foundation.audit import AuditEntry
from portal.households.care import HIDDEN
from portal.households.models import CareCategory, Resident
from portal.security import roles
from tests.fixtures.numbers import id_number
from tests.fixtures.people import SignIn
from tests.fixtures.world import World

SECRET = "刑满释放人员"


def resident(session: Session, world: World, household: str) -> Resident:
    return session.scalars(select(Resident).where(Resident.household_id == world.households[household])).first()  # type: ignore[return-value]


def care_id(session: Session, code: str) -> int:
    return session.scalars(select(CareCategory.id).where(CareCategory.code == code)).one()


def looks(session: Session) -> int:
    return session.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.deed == "look")) or 0


def form(row: Resident, **changes: object) -> dict[str, object]:
    return {"household": row.household_id, "name": row.name, "relation": row.relation, "sex": "male", **changes}


def test_lists_hide_what_is_sensitive_from_everybody(sign_in: SignIn) -> None:
    for role in (roles.CENTRE, roles.LEADER, roles.HEAD, roles.MEMBER):
        page = sign_in(role).get("/residentview/list/").text
        assert SECRET not in page.split("residentview/show")[-1]
        assert HIDDEN in page


def test_who_may_see_it_is_recorded_with_each_look(sign_in: SignIn, session: Session, world: World) -> None:
    address = f"/residentview/show/{resident(session, world, 'west1-1').id}"
    for role, seen in ((roles.CENTRE, 1), (roles.MEMBER, 2), (roles.HEAD, 2), (roles.LEADER, 2)):
        page = sign_in(role).get(address).text
        assert (SECRET in page) == (role in {roles.CENTRE, roles.MEMBER}), role
        assert looks(session) == seen, role


def test_a_page_without_sensitive_facts_is_not_recorded(sign_in: SignIn, session: Session, world: World) -> None:
    sign_in(roles.CENTRE).get(f"/residentview/show/{resident(session, world, 'west1-2').id}")
    assert looks(session) == 0


def test_who_may_not_see_it_neither_sets_nor_loses_it(sign_in: SignIn, session: Session, world: World) -> None:
    row, client = resident(session, world, "west1-1"), sign_in(roles.HEAD)
    assert SECRET not in client.get(f"/residentview/edit/{row.id}").text
    alone = care_id(session, "alone")
    assert client.post(f"/residentview/edit/{row.id}", data=form(row, care=[alone])).status_code == 302
    session.expire_all()
    assert {each.code for each in row.care} == {"alone", "released"}
    smuggled = client.post(f"/residentview/edit/{row.id}", data=form(row, care=[care_id(session, "released")]))
    assert smuggled.status_code == 422


def test_the_member_of_the_grid_keeps_it(sign_in: SignIn, session: Session, world: World) -> None:
    row, client = resident(session, world, "west1-2"), sign_in(roles.MEMBER)
    assert SECRET in client.get(f"/residentview/edit/{row.id}").text
    chosen = form(row, care=[care_id(session, "released")])
    assert client.post(f"/residentview/edit/{row.id}", data=chosen).status_code == 302
    session.expire_all()
    assert [each.code for each in row.care] == ["released"]


def test_nobody_finds_people_by_a_sensitive_category_without_the_right(sign_in: SignIn, session: Session) -> None:
    query = f"/residentview/list/?_flt_0_care={care_id(session, 'released')}"
    assert sign_in(roles.CENTRE).get(query).status_code == 200
    assert sign_in(roles.HEAD).get(query).status_code == 403


def test_an_identity_number_gives_birth_date_and_sex(sign_in: SignIn, session: Session, world: World) -> None:
    data = {
        "household": world.households["west1-2"],
        "name": "赵小丙",
        "relation": "son",
        "id_number": id_number("19990909", 1),
    }
    assert sign_in(roles.MEMBER).post("/residentview/add", data=data).status_code == 302
    row = session.scalars(select(Resident).where(Resident.name == "赵小丙")).one()
    assert (str(row.birth_date), row.sex) == ("1999-09-09", "male")
    assert row.id_number_index is not None


def test_a_household_has_one_head(sign_in: SignIn, world: World) -> None:
    data = {"household": world.households["west1-2"], "name": "赵二主", "relation": "head"}
    answer = sign_in(roles.MEMBER).post("/residentview/add", data=data)
    assert answer.status_code == 422
    assert "一户只能有一名户主" in answer.text


def test_a_search_by_a_sensitive_category_is_a_look(sign_in: SignIn, session: Session) -> None:
    """Whoever it finds is in the category: the names alone tell it."""
    client, released, alone = sign_in(roles.CENTRE), care_id(session, "released"), care_id(session, "alone")
    told, said = select(AuditEntry.label).order_by(AuditEntry.id.desc()), f"，按敏感类别“{SECRET}”查询"
    page = client.get(f"/residentview/list/?_flt_0_care={released}").text
    assert ("赵甲" in page, looks(session), session.scalars(told).first()) == (True, 1, f"居民{said}")
    client.get(f"/residentview/export?_flt_0_care={released}")
    assert session.scalars(told).first() == f"居民 4 条{said}"
    for address in (f"list/?_flt_0_care={alone}", "list/?_flt_0_name=赵", "list/"):
        assert client.get(f"/residentview/{address}").status_code == 200
    client.get("/residentview/export")
    assert (looks(session), session.scalars(told).first()) == (1, "居民 12 条")
