"""REST follows the same rules as the screens, in JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.grids.models import Grid
from portal.households.models import Household
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import PASSWORD, World


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_household_is_added_changed_and_deleted(sign_in: SignIn, session: Session, world: World) -> None:
    client = sign_in(roles.HEAD)
    body = {
        "grid": world.grids["west1"],
        "head_name": " 吴接口 ",
        "address": "西村 9 号",
        "location": {"type": "Point", "coordinates": [116.91, 34.2]},
    }
    made = client.post("/api/v1/household/", json=body)
    assert made.status_code == 201, made.text
    household = session.get_one(Household, made.json["id"])
    assert (household.head_name, household.code, household.kind) == ("吴接口", "004", "resident")
    changed = client.put(f"/api/v1/household/{household.id}", json={"phone": "13900009999"})
    assert changed.status_code == 200, changed.text
    session.expire_all()
    assert (household.head_name, household.phone) == ("吴接口", "13900009999")
    shown = client.get(f"/api/v1/household/{household.id}").json["result"]
    assert shown["location"] == {"type": "Point", "coordinates": [116.91, 34.2]}
    assert client.delete(f"/api/v1/household/{household.id}").status_code == 200
    assert client.get(f"/api/v1/household/{household.id}").status_code == 404


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"phone": "12"}, "phone", "电话“12”不对"),
        ({"kind": "castle"}, "kind", "应为 resident"),
        ({"walking_order": 10**30}, "walking_order", "数值太大"),
        ({"head_name": "长" * 65}, "head_name", "最长 64 个字"),
        ({"code": "001"}, "code", "已有相同户号"),
        ({"grid": "east1"}, "grid", "不在您的管辖范围内"),
        ({"grid": 10**12}, "grid", "应为编号"),
        ({"grid": None}, "grid", "不能为空"),
        ({"location": {"type": "Point", "coordinates": [999, 0]}}, "location", ""),
        ({"location": "POLYGON((0 0"}, "location", ""),
        ({"path": "/1/"}, "path", "没有这个字段"),
        ({"head_name": 5}, "head_name", "格式不对"),
    ],
)
def test_a_refusal_says_which_field_and_writes_nothing(
    sign_in: SignIn, session: Session, world: World, change: dict[str, Any], field: str, sentence: str
) -> None:
    before = count(session, Household)
    if change.get("grid") == "east1":
        change = {"grid": world.grids["east1"]}
    body = {"grid": world.grids["west1"], "head_name": "不收", "address": "西村", "code": "777", **change}
    client = sign_in(roles.HEAD)
    answers = [client.post("/api/v1/household/", json=body)]
    answers.append(client.put(f"/api/v1/household/{world.households['west1-2']}", json=change))
    for answer in answers:
        assert answer.status_code == 422, answer.text
        assert answer.json["field"] == field
        assert sentence in answer.json["message"]
    session.expire_all()
    assert count(session, Household) == before
    assert session.get_one(Household, world.households["west1-2"]).head_name == "赵乙"


@pytest.mark.parametrize("body", ["[1]", "nonsense", "", '"text"'])
def test_a_body_that_is_no_object_is_refused(sign_in: SignIn, body: str) -> None:
    answer = sign_in(roles.HEAD).post("/api/v1/household/", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json["message"] == "请求内容应为 JSON 对象"


@pytest.mark.parametrize(
    "query",
    [
        "((", "(page:x)", "(order_column:nope,order_direction:asc)", "(filters:!((col:nope,opr:eq,value:1)))",
        "(filters:!((col:head_name,opr:nope,value:1)))", "(filters:!((col:grid,opr:rel_o_m,value:abc)))",
        "(filters:!((col:grid,opr:rel_o_m)))", "(filters:!((col:head_name,opr:ct,value:(a:1))))",
    ],
)  # fmt: skip
def test_nonsense_queries_are_400(sign_in: SignIn, query: str) -> None:
    assert sign_in(roles.HEAD).get("/api/v1/household/", query_string={"q": query}).status_code == 400


def test_pages_are_capped(sign_in: SignIn) -> None:
    answer = sign_in(roles.HEAD).get("/api/v1/household/?q=(page_size:-1)")
    assert len(answer.json["result"]) == 6
    assert sign_in(roles.HEAD).get("/api/v1/household/?q=(page_size:2)").json["count"] == 6


def test_lists_are_searched_by_grid_and_word(sign_in: SignIn, world: World) -> None:
    client = sign_in(roles.CENTRE)
    query = f"(filters:!((col:grid,opr:rel_o_m,value:{world.grids['west']}),(col:head_name,opr:ct,value:甲)))"
    names = [row["head_name"] for row in client.get("/api/v1/household/", query_string={"q": query}).json["result"]]
    assert names == ["赵甲", "钱甲"]


def test_rules_of_grids_hold_over_rest(sign_in: SignIn, session: Session, world: World) -> None:
    client = sign_in(roles.CENTRE)
    cycle = client.put(f"/api/v1/grid/{world.grids['west']}", json={"parent": world.grids["west1"]})
    assert (cycle.status_code, cycle.json["field"]) == (422, "parent")
    bowtie = {
        "type": "Polygon",
        "coordinates": [[[116.9, 34.18], [116.91, 34.19], [116.91, 34.18], [116.9, 34.19], [116.9, 34.18]]],
    }
    crossed = client.put(f"/api/v1/grid/{world.grids['west1']}", json={"boundary": bowtie})
    assert (crossed.status_code, crossed.json["field"]) == (422, "boundary")
    shown = client.get(f"/api/v1/grid/{world.grids['west1']}").json["result"]
    assert shown["boundary"]["type"] == "MultiPolygon"
    session.expire_all()
    assert session.get_one(Grid, world.grids["west"]).parent_id == world.grids["town"]
    removed = client.delete(f"/api/v1/grid/{world.grids['west1']}")
    assert removed.status_code == 422
    assert "3 户住户" in removed.json["message"]


def test_nothing_sealed_or_binary_is_handed_out(sign_in: SignIn, world: World) -> None:
    client = sign_in(roles.CENTRE)
    pages = [client.get(f"/api/v1/{name}/{key}").text for name in ("member", "resident") for key in ("1", "_info")]
    pages.append(client.get("/api/v1/_openapi").text)
    for page in pages:
        assert "id_number" not in page
        assert "photo" not in page
        assert "刑满释放" not in page
    refused = client.put(f"/api/v1/member/{world.members['centre']}", json={"id_number": "11010519491231002X"})
    assert refused.status_code == 422


def test_info_offers_small_tables_and_never_large_ones(sign_in: SignIn) -> None:
    info = sign_in(roles.HEAD).get("/api/v1/grid/_info").json
    fields = {field["name"]: field for field in info["add_columns"]}
    assert fields["parent"]["values"] == []
    assert [each["value"] for each in fields["level"]["values"]] == ["镇", "村(社区)", "网格"]
    assert {"key": "ordinary", "label": "普通网格"} in fields["kind"]["choices"]


def token(app: Flask, world: World, role: str) -> dict[str, str]:
    body = {"username": world.users[role], "password": PASSWORD, "provider": "db"}
    answer = app.test_client().post("/api/v1/security/login", json=body)
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json['access_token']}"}


def test_a_token_acts_in_its_owners_scope(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    client, head = app.test_client(), token(app, world, roles.HEAD)
    assert client.get("/api/v1/household/", headers=head).json["count"] == 6
    body = {"grid": world.grids["west1"], "head_name": "令牌", "address": "西村"}
    assert client.post("/api/v1/household/", json=body, headers=head).status_code == 201
    assert (
        client.post("/api/v1/household/", json={**body, "grid": world.grids["east1"]}, headers=head).status_code == 422
    )
    for headers in ({}, {"Authorization": "Bearer nonsense"}):
        stranger = client.get("/api/v1/household/", headers=headers)
        assert stranger.status_code == 401
        assert "登录" in stranger.json["message"]


def test_a_cookie_alone_writes_nothing(
    app: Flask, sign_in: SignIn, session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(roles.HEAD)
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    body = {"grid": world.grids["west1"], "head_name": "伪造"}
    answer = client.post("/api/v1/household/", json=body)
    assert answer.status_code == 400
    assert "安全校验" in answer.json["message"]
    assert session.scalar(select(Household.id).where(Household.head_name == "伪造")) is None


def test_the_api_is_described_for_the_centre(sign_in: SignIn) -> None:
    client = sign_in(roles.CENTRE)
    page = client.get("/swagger/v1")
    assert page.status_code == 200
    paths = client.get("/api/v1/_openapi").json["paths"]
    for name in ("grid", "member", "household", "resident", "establishment"):
        assert f"/api/v1/{name}/" in paths
    assert sign_in(roles.MEMBER).get("/swagger/v1").status_code == 403


@pytest.mark.parametrize(
    ("resource", "titles"),
    [
        ("grid", ("新增网格", "修改网格")),
        ("issue", ("登记诉求", "修改诉求内容")),
        ("household", ("登记住户", "修改住户")),
    ],
)
def test_titles_are_those_of_the_screen(sign_in: SignIn, resource: str, titles: tuple[str, str]) -> None:
    client = sign_in(roles.CENTRE)
    info = client.get(f"/api/v1/{resource}/_info").json
    assert (info["add_title"], info["edit_title"]) == titles
    assert client.get(f"/api/v1/{resource}/").json["list_title"].isascii() is False


@pytest.mark.parametrize("name", ["username", "password"])
def test_half_a_character_at_sign_in_is_nonsense(app: Flask, name: str) -> None:
    whole = {"username": "centre", "password": "x", "provider": "db"}
    body = json.dumps({**whole, name: "x\ud800"})
    answer = app.test_client().post("/api/v1/security/login", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["message"]) == (400, "请求内容中有不完整的字符")
