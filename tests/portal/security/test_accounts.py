"""Accounts, roles and the separation of the three administrators, on screen."""

from __future__ import annotations

import datetime as dt
import re
import time
from typing import Any

import pytest
from flask import Flask
from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.foundation.audit import AuditEntry, Deed, person_name
from portal.foundation.clock import now
from portal.members.models import Member
from portal.security import roles, sessions
from portal.security.models import AccountState
from portal.security.names import split_name
from portal.security.roles import grant_problem
from tests.fixtures.world import World
from tests.portal.security.conftest import Enter

FIRST = "Chu-shi-2026"


def person(session: Session, username: str) -> User:
    return session.scalars(select(User).where(User.username == username)).one()


def ids(session: Session, *names: str) -> list[int]:
    return [session.scalars(select(Role.id).where(Role.name == name)).one() for name in names]


def opening(**changes: Any) -> dict[str, Any]:
    form = {"name": "欧阳新", "username": "ouyang", "active": "y"}
    return {**form, "new_password": FIRST, "new_password_again": FIRST, **changes}


def test_an_account_is_opened_granted_and_used(app: Flask, session: Session, enter: Enter) -> None:
    answer = enter(roles.SYSTEM).post("/accountview/add", data=opening())
    assert answer.status_code == 302, answer.text
    new = person(session, "ouyang")
    assert (new.last_name, new.first_name, new.roles) == ("欧阳", "新", [])
    assert sessions.state_of(session, new.id).must_change
    pk, head = new.id, ids(session, roles.HEAD)
    session.rollback()
    answer = enter(roles.SECURITY).post(f"/grantview/edit/{pk}", data={"roles": head})
    assert answer.status_code == 302, answer.text
    assert [role.name for role in person(session, "ouyang").roles] == [roles.HEAD]
    changes = session.scalars(
        select(AuditEntry.changes).where(AuditEntry.subject_id == pk, AuditEntry.subject == "ab_user")
    ).all()
    assert any("村级网格长" in (change or "") for change in changes)
    assert not any(FIRST in (change or "") for change in changes)
    session.rollback()
    client = app.test_client()
    assert client.post("/login/", data={"username": "ouyang", "password": FIRST}).status_code == 302
    assert client.get("/").location.endswith("/resetmypassword/form")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"username": "x y"}, "3 到 32 位"), ({"username": "WEST-HEAD"}, "已存在"), ({"name": ""}, "请填写姓名"),
        ({"new_password": "kurz", "new_password_again": "kurz"}, "至少 8 位"), ({"new_password_again": "anders"}, "不一样"),
        ({"new_password": "Ouyang-2026", "new_password_again": "Ouyang-2026"}, "不能包含用户名"),
    ],
)  # fmt: skip
def test_a_bad_account_is_refused(enter: Enter, changes: dict[str, str], says: str) -> None:
    answer = enter(roles.SYSTEM).post("/accountview/add", data=opening(**changes))
    assert answer.status_code == 422
    assert says in answer.text
    assert FIRST not in answer.text


def test_a_user_name_is_kept_in_lower_case_and_times_in_those_of_china(
    session: Session, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        assert enter(roles.SYSTEM).post("/accountview/add", data=opening(username=" OuYang ")).status_code == 302
        opened = person(session, "ouyang")
        assert opened.email == "ouyang@portal.invalid"
        assert abs(opened.created_on - now()) < dt.timedelta(hours=1)
        assert abs(opened.changed_on - now()) < dt.timedelta(hours=1)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_pages_of_accounts_speak_chinese(session: Session, enter: Enter, world: World) -> None:
    pk = person(session, world.users[roles.HEAD]).id
    session.rollback()
    system, security = enter(roles.SYSTEM), enter(roles.SECURITY)
    pages = [
        system.get(path).text
        for path in ("/accountview/list/", "/accountview/add", f"/accountview/edit/{pk}", f"/accountview/show/{pk}")
    ]
    pages += [
        security.get(path).text
        for path in ("/grantview/list/", f"/grantview/edit/{pk}", "/roleview/list/", "/resetmypassword/form")
    ]
    for page in pages:
        assert not [word for word in ("None", "True", "First Name", "Password", "Role", "Email") if f">{word}" in page]
    assert "郑西长" in pages[3]
    assert roles.VISITOR not in pages[5]


def test_a_closed_account_is_out_at_once_and_stays_out(
    app: Flask, session: Session, enter: Enter, world: World
) -> None:
    head, user = enter(roles.HEAD), person(session, world.users[roles.HEAD])
    pk, form = user.id, {"name": person_name(user)}
    session.rollback()
    system = enter(roles.SYSTEM)
    assert head.get("/householdview/list/").status_code == 200
    assert system.post(f"/accountview/edit/{pk}", data=form).status_code == 302
    assert head.get("/householdview/list/").status_code == 302
    assert system.post(f"/accountview/edit/{pk}", data={**form, "active": "y"}).status_code == 302
    assert head.get("/householdview/list/").status_code == 302


def test_nobody_closes_their_own_or_the_last_administrator(session: Session, enter: Enter, world: World) -> None:
    for role, says in ((roles.SYSTEM, "自己的账号"), (roles.AUDIT, "最后一个")):
        user = person(session, world.users[role])
        pk, form = user.id, {"name": person_name(user)}
        session.rollback()
        answer = enter(roles.SYSTEM).post(f"/accountview/edit/{pk}", data=form)
        assert answer.status_code == 422
        assert says in answer.text


@pytest.mark.parametrize(
    ("whose", "wanted", "says"),
    [
        (roles.SECURITY, (roles.SECURITY, ), "自己的角色"), (roles.HEAD, (roles.HEAD, roles.AUDIT), "互斥"),
        (roles.SYSTEM, (roles.SYSTEM, roles.AUDIT), "互斥"), (roles.AUDIT, (roles.HEAD,), "最后一个"),
    ],
)  # fmt: skip
def test_grants_keep_the_rules(
    session: Session, enter: Enter, world: World, whose: str, wanted: tuple[str, ...], says: str
) -> None:
    pk, chosen = person(session, world.users[whose]).id, ids(session, *wanted)
    session.rollback()
    answer = enter(roles.SECURITY).post(f"/grantview/edit/{pk}", data={"roles": chosen})
    assert answer.status_code == 422
    assert says in answer.text


def test_the_security_administrator_unlocks(session: Session, enter: Enter, world: World) -> None:
    pk = person(session, world.users[roles.HEAD]).id
    session.execute(
        update(AccountState).where(AccountState.user_id == pk).values(locked_until=now().replace(year=2099))
    )
    session.commit()
    client = enter(roles.SECURITY)
    assert "锁定" in client.get("/grantview/list/").text
    client.post("/grantview/action_post", data={"action": "unlock", "rowid": [pk]})
    assert sessions.state_of(session, pk).locked_until is None
    assert Deed.UNLOCKED in session.scalars(select(AuditEntry.deed)).all()


def test_administrators_exclude_each_other_and_all_else() -> None:
    for one in roles.ADMINISTRATORS:
        assert grant_problem({one}) is None
        assert all(grant_problem({one, other.name}) for other in roles.ROLES if other.name != one)
    assert grant_problem({roles.HEAD, roles.DEPARTMENT}) is None
    assert grant_problem({roles.VISITOR})


def test_answers_carry_safe_headers(app: Flask, enter: Enter) -> None:
    for answer in (app.test_client().get("/login/"), enter(roles.HEAD).get("/householdview/list/")):
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self' 'nonce-" in policy
        assert "unsafe-eval" not in policy
        assert "no-store" in answer.headers["Cache-Control"]
        expected = {
            "X-Frame-Options": "SAMEORIGIN",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
        }
        assert expected.items() <= dict(answer.headers).items()
        assert "Strict-Transport-Security" not in answer.headers


def test_the_stock_screens_are_gone(app: Flask) -> None:
    names = {type(view).__name__ for view in app.extensions["appbuilder"].baseviews}
    assert not names & {
        "UserInfoEditView",
        "ResetPasswordView",
        "UserDBModelView",
        "RoleModelView",
        "UserGroupModelView",
        "UserStatsChartView",
    }


def test_names_stand_in_one_piece_and_are_searched_so(session: Session, enter: Enter, world: World) -> None:
    pk = person(session, world.users[roles.HEAD]).id
    session.rollback()
    system, security = enter(roles.SYSTEM), enter(roles.SECURITY)
    for page in (
        system.get("/accountview/list/?_flt_0_name=郑西").text,
        security.get("/grantview/list/?_flt_0_name=郑西").text,
    ):
        assert "共 <strong>1</strong> 条" in page
        assert re.search(rf'<a href="/\w+/show/{pk}">郑西长</a>', page)
    assert 'value="郑西长"' in system.get(f"/accountview/edit/{pk}").text


def test_the_page_of_an_account_says_who_links_it(session: Session, enter: Enter, world: World) -> None:
    session.execute(update(Member).where(Member.id == world.members["west1-member"]).values(user_id=None))
    session.commit()
    ids = {role: person(session, world.users[role]).id for role in (roles.HEAD, roles.MEMBER, roles.AUDIT)}
    session.rollback()
    client = enter(roles.SYSTEM)
    pages = {role: client.get(f"/accountview/show/{pk}").text for role, pk in ids.items()}
    assert "尚未关联" in pages[roles.MEMBER]
    assert "尚未关联" not in pages[roles.HEAD]
    assert ["由综治中心在“网格员”页面" in pages[role] for role in ids] == [True, True, False]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("王建国", ("王", "建国")),
        ("诸葛亮", ("诸葛", "亮")),
        ("上官婉儿", ("上官", "婉儿")),
        ("马超", ("马", "超")),
        ("王", ("王", "")),
    ],
)
def test_a_name_is_split_after_its_surname(name: str, parts: tuple[str, str]) -> None:
    assert split_name(name) == parts
