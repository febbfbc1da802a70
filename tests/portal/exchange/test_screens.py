"""Imports on screen: who may, what they see, what nonsense comes to."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.exchange.models import ImportRun
from portal.exchange.steps import run_step
from portal.foundation.audit import AuditEntry
from portal.households.models import Household
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.exchange.conftest import Desk, book, rows_of

ROW = {
    "所属网格": "西村第一网格",
    "户号": "201",
    "户主": "章一",
    "地址": "新路 1 号",
    "姓名": "章一",
    "与户主关系": "户主",
}
BAD = {**ROW, "户号": "202", "住户电话": "123"}


def upload(client: FlaskClient, content: bytes, name: str = "住户.xlsx", key: str = "households") -> int:
    answer = client.post(f"/importview/upload/{key}", data={"file": (io.BytesIO(content), name)})
    assert answer.status_code == 302, answer.text
    run_id = int(answer.location.rsplit("/", 1)[1])
    run_step(run_id)
    return run_id


def test_the_whole_way(app: Flask, session: Session, sign_in: SignIn) -> None:
    client = sign_in(roles.CENTRE)
    run_id = upload(client, book([ROW, BAD]))
    page = client.get(f"/importview/show/{run_id}").text
    assert "可新增 1 行" in page
    assert "住户电话" in page
    assert client.get(f"/importview/progress/{run_id}").json["state"] == "checked"
    problems = client.get(f"/importview/problems/{run_id}")
    assert [row["户号"] for row in rows_of(problems.data)] == ["202"]
    assert client.post(f"/importview/confirm/{run_id}").status_code == 302
    run_step(run_id)
    page = client.get(f"/importview/show/{run_id}").text
    assert "撤销本次导入" in page
    assert "删除记录" not in page
    assert client.post(f"/importview/remove/{run_id}").status_code == 422, "what it stored can be traced"
    assert "打开记录" in page
    home = session.scalars(select(Household.id).where(Household.code == "201")).one()
    assert f"/householdview/show/{home}" in page
    client.post(f"/importview/undo/{run_id}")
    run_step(run_id)
    assert session.scalar(select(func.count(Household.id)).where(Household.code == "201")) == 0
    deeds = session.execute(select(AuditEntry.deed, AuditEntry.actor).order_by(AuditEntry.id)).all()
    assert [deed for deed, actor in deeds if actor == "周中心"][-3:] == ["export", "import", "undo"]
    assert client.post(f"/importview/remove/{run_id}").status_code == 302
    assert client.get(f"/importview/show/{run_id}").status_code == 404


def test_a_head_exports_and_imports_only_their_own_village(
    session: Session, world: World, sign_in: SignIn, desk_of: Callable[[str], Desk]
) -> None:
    client = sign_in(roles.HEAD)
    exported = rows_of(desk_of(roles.HEAD).export("households"))
    assert {row["所属网格"] for row in exported} == {"西村第一网格", "西村第二网格"}
    run_id = upload(client, book([ROW, {**ROW, "所属网格": "东村第一网格"}, {**ROW, "所属网格": "900000100002001"}]))
    client.post(f"/importview/confirm/{run_id}")
    run_step(run_id)
    run = session.get_one(ImportRun, run_id)
    assert (run.new, run.bad) == (1, 2)
    places = session.scalars(select(Household.grid_id).where(Household.code == "201")).all()
    assert places == [world.grids["west1"]]


def test_record_numbers_of_others_are_not_found(session: Session, world: World, sign_in: SignIn) -> None:
    centre, head = sign_in(roles.CENTRE), sign_in(roles.HEAD)
    rows = rows_of(centre.get("/importview/export/households").data)
    far = next(row for row in rows if row["所属网格"] == "东村第一网格")
    stolen = {**far, "所属网格": "西村第一网格", "地址": "抢来的"}
    run_id = upload(head, book([stolen]))
    run = session.get_one(ImportRun, run_id)
    assert (run.state, run.bad, run.new, run.changed) == ("checked", 1, 0, 0)
    assert centre.get(f"/importview/show/{run_id}").status_code == 200, "the centre sees what a village imports"
    mine = upload(centre, book([ROW]))
    assert head.get(f"/importview/show/{mine}").status_code == 404


@pytest.mark.parametrize(
    ("role", "key", "status"),
    [
        (roles.MEMBER, "households", 403), (roles.HEAD, "members", 403), (roles.HEAD, "grids", 403), (roles.LEADER, "visits", 403),
        (roles.HEAD, "visits", 200), (roles.CENTRE, "issues", 200), (roles.CENTRE, "care_categories", 403),
        (roles.SYSTEM, "care_categories", 200), (roles.SYSTEM, "households", 403), (roles.CENTRE, "nothing", 404),
    ],
)  # fmt: skip
def test_sheets_open_to_those_who_may(sign_in: SignIn, role: str, key: str, status: int) -> None:
    client = sign_in(role)
    for place in ("upload", "template", "export"):
        assert client.get(f"/importview/{place}/{key}").status_code == status, place


def test_identity_numbers_in_full_only_for_those_who_may_reveal(
    session: Session, world: World, sign_in: SignIn, desk_of: Callable[[str], Desk]
) -> None:
    home = session.get_one(Household, world.households["west1-1"])
    home.residents[0].id_number, home.residents[0].birth_date = "110101199003078515", None
    session.commit()
    centre, head = sign_in(roles.CENTRE), sign_in(roles.HEAD)

    def numbers(client: FlaskClient, query: str = "") -> set[str]:
        return {row["身份证号"] for row in rows_of(client.get(f"/importview/export/households{query}").data)} - {""}

    shown = desk_of(roles.HEAD).export("households")
    assert numbers(centre) == {row["身份证号"] for row in rows_of(shown)} - {""} == {"1101************15"}
    assert numbers(centre, "?full=y") == {"110101199003078515"}
    assert head.get("/importview/export/households?full=y").status_code == 403
    assert "刑满释放人员" not in str(rows_of(shown))
    run_id = upload(head, shown)
    run = session.get_one(ImportRun, run_id)
    assert (run.new, run.changed, run.bad) == (0, 0, 0)


def test_rows_that_stayed_out_are_for_the_uploader_and_those_who_may_reveal(sign_in: SignIn) -> None:
    run_id = upload(sign_in(roles.HEAD), book([BAD]))
    place = f"/importview/problems/{run_id}"
    with_grant = {role: sign_in(role) for role in (roles.HEAD, roles.CENTRE)}
    assert {role: client.get(place).status_code for role, client in with_grant.items()} == dict.fromkeys(
        with_grant, 200
    )


def test_a_colleague_in_the_village_does_not_get_them(session: Session, sign_in: SignIn) -> None:
    head = sign_in(roles.HEAD)
    run_id = upload(head, book([BAD]))
    run = session.get_one(ImportRun, run_id)
    run.user_id, run.created_by = None, "前任"
    session.commit()
    page = head.get(f"/importview/show/{run_id}")
    assert (page.status_code, "下载问题行" in page.text) == (200, False)
    assert head.get(f"/importview/problems/{run_id}").status_code == 403


@pytest.mark.parametrize(
    ("content", "name", "status"),
    [
        (b"", "", 422), (b"x", "x.exe", 422), (b"", "空.xlsx", 302), (b"PK\x03\x04nonsense", "坏.xlsx", 302),
        ("户号,地址\n1,2".encode("gbk"), "半张.csv", 302),
    ],
)  # fmt: skip
def test_nonsense_is_refused_in_words(
    session: Session, sign_in: SignIn, content: bytes, name: str, status: int
) -> None:
    client = sign_in(roles.CENTRE)
    answer = client.post("/importview/upload/households", data={"file": (io.BytesIO(content), name)})
    assert answer.status_code == status
    if status == 302:
        run_id = int(answer.location.rsplit("/", 1)[1])
        run_step(run_id)
        run = session.get_one(ImportRun, run_id)
        assert (run.state, bool(run.error)) == ("refused", True)
        assert str(run.error) in client.get(answer.location).text.replace("&#34;", '"')
        assert client.post(f"/importview/confirm/{run_id}").status_code == 422


def test_a_search_narrows_the_export(sign_in: SignIn) -> None:
    client = sign_in(roles.CENTRE)
    assert len(rows_of(client.get("/importview/export/households?_flt_0_head_name=赵甲").data)) == 1
    assert client.get("/importview/export/households?_flt_0_nonsense=1").status_code == 400


def test_lists_lead_to_imports(sign_in: SignIn) -> None:
    assert "导出可修改的表" in sign_in(roles.CENTRE).get("/householdview/list/").text
    assert "导出可修改的表" not in sign_in(roles.MEMBER).get("/householdview/list/").text


def test_people_are_handed_out_only_to_those_who_may_export_them(sign_in: SignIn) -> None:
    head = sign_in(roles.HEAD)  # may export homes, not residents
    assert head.get("/importview/export/households").status_code == 403
    assert head.get("/importview/template/households").status_code == 200
    for place in ("/householdview/list/", "/importview/upload/households"):
        assert "导出可修改的表" not in head.get(place).text
    assert head.get("/importview/export/visits").status_code == 200
    assert "导入表格" in head.get("/householdview/list/").text
