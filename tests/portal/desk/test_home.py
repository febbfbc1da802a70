"""The home page: what waits for each role, within its scope."""

import datetime as dt
import re

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.desk import services
from portal.foundation.audit import AuditEntry, Deed
from portal.foundation.clock import today
from portal.households.models import Household
from portal.issues.models import department_staff
from portal.members.models import Assignment, Member
from portal.navigation import screens
from portal.visits.models import Visit
from tests.fixtures.pages import ROLES, check_page
from tests.fixtures.people import SignIn
from tests.fixtures.world import PASSWORD, World


def figures(page: str) -> dict[str, str]:
    """{name of a figure: its value}."""
    pattern = r'figure-name">([^<]+)</span>\s*<span class="figure-value[^"]*">([^<]+)<'
    return dict(re.findall(pattern, page))


def test_without_sign_in_the_home_page_is_the_sign_in_page(app: Flask) -> None:
    answer = app.test_client().get("/")
    assert answer.status_code == 302
    assert "/login/" in answer.location


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_chinese_home_page_with_figures(sign_in: SignIn, role: str) -> None:
    page = sign_in(role).get("/")
    assert page.status_code == 200
    check_page(page.text)
    assert figures(page.text)


def test_the_centre_counts_the_whole_town_and_a_head_only_the_village(sign_in: SignIn) -> None:
    town, village = figures(sign_in("中心管理员").get("/").text), figures(sign_in("村级网格长").get("/").text)
    assert (town["住户"], village["住户"]) == ("12", "6")
    assert (town["待回访"], village["待回访"]) == ("1", "0")
    assert (town["超期诉求"], village["超期诉求"]) == ("2", "2")


def test_a_department_sees_its_own_issues_only(sign_in: SignIn) -> None:
    page = sign_in("部门经办").get("/").text
    assert "west1 第 1 件" in page
    assert "west1 第 0 件" not in page
    assert "住户" not in figures(page)


def first(page: str) -> list[str]:
    """The homes of a page that lead to a visit, in its order."""
    return re.findall(r'href="/rounds/((?:household|establishment)/\d+)"', page)


def test_home_and_round_begin_with_the_same_homes(sign_in: SignIn, session: Session, world: World) -> None:
    day = today() - dt.timedelta(days=5)
    for name, agreed in (("west1-3", day + dt.timedelta(days=1)), ("west1-2", today())):
        session.add(Visit(household_id=world.households[name], visited_on=day, way="absent", next_on=agreed))
    session.commit()
    client = sign_in("网格员")
    order = [world.households[name] for name in ("west1-3", "west1-2", "west1-1")]
    expected = [*(f"household/{each}" for each in order), f"establishment/{world.others['shop-west1']}"]
    assert first(client.get("/rounds/").text) == expected
    assert first(client.get("/").text) == expected


def test_who_was_out_today_goes_down_and_is_called_so(sign_in: SignIn, session: Session, world: World) -> None:
    home = world.households["west1-1"]
    session.add(Visit(household_id=home, visited_on=today(), way="absent"))
    session.commit()
    client = sign_in("网格员")
    assert f"household/{home}" not in first(client.get("/").text)
    page = client.get("/rounds/").text
    assert page.index("今天去过 1 户") < page.index("今日无人在家") < page.index(f"上次走访 {today()} 无人在家")


def test_a_figure_leads_to_the_list_of_what_it_counts(sign_in: SignIn) -> None:
    client = sign_in("中心管理员")
    page = client.get("/").text
    for name, number in (("待分流诉求", 1), ("超期诉求", 2), ("待回访", 1)):
        assert listed_behind(client, page, name) == number


def test_the_households_nobody_visited_are_listed_and_exported(sign_in: SignIn, session: Session, world: World) -> None:
    visit = Visit(
        household_id=world.households["west1-2"],
        member_id=world.members["west1-member"],
        visited_on=today(),
        way="home",
    )
    session.add(visit)
    session.get_one(Household, world.households["west2-1"]).kind = "vacant"
    session.commit()
    client = sign_in("村级网格长")
    page = client.get("/").text
    left = int(figures(page)[f"{today().year} 年未见面也未联系"])
    assert listed_behind(client, page, f"{today().year} 年未见面也未联系") == left
    found = client.get("/api/v1/household/?q=(filters:!((col:unvisited,opr:truth,value:y)))").json
    assert found["count"] == left
    assert not {world.households["west1-2"], world.households["west2-1"]} & set(found["ids"])


def test_a_call_is_not_shown_as_a_visit(sign_in: SignIn, session: Session, world: World) -> None:
    session.execute(delete(Visit))
    for home, way in (("west1-1", "home"), ("west1-2", "phone"), ("west1-3", "home")):
        session.add(Visit(household_id=world.households[home], visited_on=today(), way=way))
    session.get_one(Household, world.households["west1-3"]).kind = "vacant"
    session.commit()
    page = sign_in("领导").get("/").text
    assert figures(page)[f"{today().year} 年见面或电话联系率"] == "18.2%"
    assert "2 / 11 户，其中入户 1 户" in page
    assert f"{today().year} 年见面或电话联系 2/5（40.0%）" in page


def listed_behind(client: FlaskClient, page: str, name: str) -> int:
    """How many rows the list has that a figure leads to."""
    address = re.search(rf'href="([^"]+)">\s*<span class="figure-name">{name}<', page)
    assert address is not None
    listed = re.search(r"共 <strong>(\d+)</strong> 条", client.get(address[1].replace("&amp;", "&")).text)
    assert listed is not None
    return int(listed[1])


def test_no_data_is_never_zero(sign_in: SignIn, session: Session) -> None:
    session.execute(delete(Household))
    session.commit()
    page = sign_in("领导").get("/").text
    assert figures(page)[f"{today().year} 年见面或电话联系率"] == "—"
    assert "0%" not in page


def test_villages_add_up_what_lies_below(session: Session, world: World) -> None:
    found = {village.grid.name: village for village in services.villages(session, today())}
    assert set(found) == {"西村", "东村"}
    assert found["西村"].reached.denominator == 6
    assert found["西村"].open_issues == 2
    assert found["东村"].open_issues == 1


def without(session: Session, role: str, world: World, what: str) -> None:
    """Take from the account of a role its roles, its member record, its assignments or its departments."""
    user = session.scalars(select(User).where(User.username == world.users[role])).one()
    mine = select(Member.id).where(Member.user_id == user.id).scalar_subquery()
    if what == "roles":
        user.roles = []
    elif what == "assignments":
        session.execute(update(Assignment).where(Assignment.member_id == mine).values(ends_on=dt.date(2025, 2, 1)))
    elif what == "member":
        session.execute(update(Member).where(Member.user_id == user.id).values(user_id=None))
    else:
        session.execute(delete(department_staff).where(department_staff.c.user_id == user.id))
    session.commit()


@pytest.mark.parametrize(
    ("role", "what", "says"),
    [
        ("网格员", "roles", "账号尚未授予角色，请联系安全管理员"),
        ("网格员", "member", "账号尚未关联网格员档案，请联系综治中心在“网格员”页面关联登录账号"),
        ("村级网格长", "assignments", "还没有安排任职的网格，请联系"),
        ("部门经办", "departments", "账号尚未列为任何部门的经办人，请联系系统管理员"),
    ],
)
def test_an_account_not_set_up_is_told_what_is_missing(
    sign_in: SignIn, session: Session, world: World, role: str, what: str, says: str
) -> None:
    without(session, role, world, what)
    page = sign_in(role).get("/")
    assert page.status_code == 200
    assert says in page.text
    assert not figures(page.text)


def test_without_a_role_one_may_change_the_own_password_and_nothing_is_refused(
    sign_in: SignIn, session: Session, world: World
) -> None:
    without(session, "网格员", world, "roles")
    client = sign_in("网格员")
    form = {"old_password": PASSWORD, "new_password": "Xin-mi-ma-2026", "new_password_again": "Xin-mi-ma-2026"}
    assert client.get("/resetmypassword/form").status_code == 200
    assert client.post("/resetmypassword/form", data=form).status_code == 302
    assert "尚未授予角色" in client.get("/").text
    assert client.get("/householdview/list/").status_code in {302, 403}
    refused = select(AuditEntry).where(AuditEntry.deed == Deed.REFUSED, AuditEntry.label.contains("password"))
    assert session.scalars(refused).all() == []


@pytest.mark.parametrize("role", ROLES)
def test_buttons_are_named_as_the_menu_and_the_lists_name_them(app: Flask, sign_in: SignIn, role: str) -> None:
    page = sign_in(role).get("/").text
    with app.test_request_context():
        names = {url_for(f"{each.name}.{each.view.default_view}"): each.label for each in screens() if each.menu}
        adding = {
            url_for(f"{each.name}.add"): each.view.add_title for each in screens() if hasattr(each.view, "add_title")
        }
    buttons = re.findall(r'<a class="btn btn-lg [^"]+" href="([^"]+)"><i [^>]+></i>([^<]+)</a>', page)
    assert buttons or role == "部门经办"
    assert [(url, label) for url, label in buttons if label != {**names, **adding}[url]] == []


def test_menu_and_lists_call_a_screen_the_same() -> None:
    named = {screen.label: str(screen.view.list_title) for screen in screens() if hasattr(screen.view, "list_title")}
    assert [pair for pair in named.items() if pair[0] != pair[1]] == []
