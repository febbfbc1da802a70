"""Fields that a profile adds appear on every screen, typed and judged, without code; the next version changes them at once."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.audit import AuditEntry, Deed
from portal.households.models import Establishment, Household
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.profiles import put_in_force
from tests.fixtures.world import World

HOUSING = {"key": "housing", "name": "住房情况", "kind": "choice", "group": "things", "in_list": True, "in_search": True,
           "options": [{"key": "own", "name": "自住"}, {"key": "rented_out", "name": "出租房"}]}  # fmt: skip
HOUSEHOLD: list[dict[str, Any]] = [
    HOUSING,
    {"key": "rooms", "name": "房屋间数", "kind": "integer", "unit": "间", "minimum": 0, "maximum": 200, "in_list": True, "in_search": True},
    {"key": "land", "name": "承包耕地", "kind": "decimal", "unit": "亩", "in_list": True, "in_search": True},
    {"key": "flood", "name": "汛期转移", "kind": "boolean", "in_list": True, "in_search": True},
    {"key": "needs", "name": "代办事项", "kind": "choices", "in_list": True, "in_search": True,
     "options": [{"key": "relief", "name": "社会救助"}, {"key": "insurance", "name": "社会保障"}]},
    {"key": "since", "name": "入住时间", "kind": "date", "in_list": True, "in_search": True},
    {"key": "shelter", "name": "转移安置点", "kind": "text", "required": True, "hint": "写到门牌", "in_list": True, "in_search": True},
    {"key": "landlord", "name": "房东电话", "kind": "phone"},
    {"key": "note", "name": "帮扶说明", "kind": "long_text", "sensitive": True},
]  # fmt: skip
ESTABLISHMENT = [{"key": "pupils", "name": "在校人数", "kind": "integer", "kinds": ["school"], "in_list": True}]
FILLED = {
    "head_name": "吴新", "address": "西村 9 号", "kind": "resident", "x_housing": "own", "x_rooms": "5", "x_land": "2.5", "x_flood": "y",
    "x_needs": ["", "insurance", "relief"], "x_since": "2020-03-01", "x_shelter": "村小学", "x_landlord": "139 0000 1234",
    "x_note": "需长期照料",
}  # fmt: skip
STORED = {
    "housing": "own", "rooms": 5, "land": 2.5, "flood": True, "needs": ["relief", "insurance"], "since": "2020-03-01",
    "shelter": "村小学", "landlord": "13900001234", "note": "需长期照料",
}  # fmt: skip


@pytest.fixture(autouse=True)
def profile(session: Session) -> None:
    """A profile with fields of every type."""
    put_in_force(
        session, base_information=[{"key": "things", "name": "物品信息", "contents": "房屋"}],
        fields={"household": HOUSEHOLD, "establishment": ESTABLISHMENT},
    )  # fmt: skip


def added(sign_in: SignIn, session: Session, world: World) -> Household:
    """A household added with the form, all fields filled."""
    data = {**FILLED, "grid": world.grids["west1"]}
    answer = sign_in(roles.CENTRE).post("/householdview/add", data=data)
    assert answer.status_code == 302, answer.text
    return session.scalars(select(Household).where(Household.head_name == "吴新")).one()


def test_what_is_typed_is_stored_by_its_type(sign_in: SignIn, session: Session, world: World) -> None:
    assert added(sign_in, session, world).extra == STORED


def test_the_form_asks_with_hints_bounds_and_options(sign_in: SignIn) -> None:
    page = sign_in(roles.CENTRE).get("/householdview/add").text
    for part in ("物品信息", "房屋间数（间）", 'max="200"', "写到门牌", "自住", 'type="date"', "社会救助"):
        assert part in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"x_rooms": "201"}, "不能大于 200"), ({"x_rooms": "two"}, "不是整数"), ({"x_shelter": " "}, "请填写转移安置点"),
        ({"x_housing": "castle"}, "应从这些里选"), ({"x_landlord": "12"}, "应为 11 位手机号"), ({"x_needs": ["gold"]}, "应从这些里选"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_on_its_field(
    sign_in: SignIn, world: World, change: dict[str, Any], sentence: str
) -> None:
    data = {**FILLED, **change, "grid": world.grids["west1"]}
    answer = sign_in(roles.CENTRE).post("/householdview/add", data=data)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_the_page_groups_them_and_hides_the_sensitive(sign_in: SignIn, session: Session, world: World) -> None:
    household = added(sign_in, session, world)
    page = sign_in(roles.CENTRE).get(f"/householdview/show/{household.id}").text
    for part in ("<h2>物品信息</h2>", "自住", "社会救助、社会保障", "村小学", "******", "查看敏感信息"):
        assert part in page
    assert "需长期照料" not in page
    assert "需长期照料" not in sign_in(roles.CENTRE).get(f"/householdview/edit/{household.id}").text


def test_a_look_at_the_sensitive_is_recorded_without_it(sign_in: SignIn, session: Session, world: World) -> None:
    household = added(sign_in, session, world)
    answer = sign_in(roles.CENTRE).post(f"/householdview/action/reveal/{household.id}")
    assert "需长期照料" in answer.text
    entries = session.scalars(select(AuditEntry).where(AuditEntry.subject_id == household.id)).all()
    assert {entry.deed for entry in entries} == {Deed.CREATE, Deed.LOOK}
    kept = "".join(entry.changes or "" for entry in entries)
    assert "x_note" in kept
    assert not any(value in kept for value in ("需长期照料", "村小学", "13900001234", "insurance"))
    trail = sign_in(roles.AUDIT).get(f"/auditview/show/{entries[0].id}").text
    assert "转移安置点" in trail
    assert sign_in(roles.HEAD).post(f"/householdview/action/reveal/{household.id}").status_code == 403


def test_an_empty_sensitive_field_keeps_what_is_stored(sign_in: SignIn, session: Session, world: World) -> None:
    household = added(sign_in, session, world)
    data = {**FILLED, "grid": world.grids["west1"], "x_note": "", "x_rooms": "", "code": "009", "walking_order": "1"}
    answer = sign_in(roles.CENTRE).post(f"/householdview/edit/{household.id}", data=data)
    assert answer.status_code == 302, answer.text
    session.refresh(household)
    assert household.extra == {key: value for key, value in STORED.items() if key != "rooms"}


SEARCHES = {
    "_flt_0_x_housing=own": True, "_flt_0_x_housing=rented_out": False, "_flt_1_x_rooms=5": True, "_flt_2_x_rooms=4.5": False,
    "_flt_1_x_land=2.5": True, "_flt_1_x_land=2.6": False, "_flt_0_x_flood=y": True, "_flt_0_x_flood=n": False,
    "_flt_0_x_needs=relief": True, "_flt_0_x_shelter=小学": True, "_flt_0_x_shelter=大学": False, "_flt_1_x_since=2020-03-01": True,
    "_flt_2_x_since=2020-02-29": False, "_flt_0_x_rooms=5": True,
}  # fmt: skip


def test_lists_show_and_search_them(sign_in: SignIn, session: Session, world: World) -> None:
    added(sign_in, session, world)
    client = sign_in(roles.CENTRE)
    page = client.get("/householdview/list/").text
    assert all(part in page for part in ("住房情况", "房屋间数（间）不小于", "入住时间起", "社会救助"))
    assert "帮扶说明" not in page
    assert "房东电话" not in page
    found = {search: "吴新" in client.get(f"/householdview/list/?{search}").text for search in SEARCHES}
    assert found == SEARCHES


@pytest.mark.parametrize(
    "search", ["_flt_0_x_rooms=many", "_flt_0_x_housing=castle", "_flt_1_x_since=someday", "_flt_0_x_note=1"]
)
def test_nonsense_in_a_search_is_refused(sign_in: SignIn, search: str) -> None:
    assert sign_in(roles.CENTRE).get(f"/householdview/list/?{search}").status_code == 400


def test_exports_hold_the_columns_of_the_list(sign_in: SignIn, session: Session, world: World) -> None:
    added(sign_in, session, world)
    answer = sign_in(roles.CENTRE).get("/householdview/export?_flt_0_x_shelter=小学")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    row = dict(zip(sheet[1], sheet[2], strict=True))
    assert (row["住房情况"], row["房屋间数（间）"], row["承包耕地（亩）"], row["汛期转移"]) == ("自住", 5, 2.5, "是")
    assert str(row["入住时间"]) == "2020-03-01"
    assert "帮扶说明" not in row


def test_rest_reads_writes_and_searches_them(sign_in: SignIn, session: Session, world: World) -> None:
    client = sign_in(roles.CENTRE)
    body = {
        "grid": world.grids["west1"],
        "head_name": "吴新",
        "address": "西村 9 号",
        "x_rooms": 3,
        "x_shelter": "村小学",
        "x_flood": False,
    }
    made = client.post("/api/v1/household/", json=body)
    assert made.status_code == 201, made.text
    path = f"/api/v1/household/{made.json['id']}"
    assert client.put(path, json={"x_needs": ["relief"], "x_rooms": None}).status_code == 200
    shown = client.get(path).json["result"]
    assert (shown["x_flood"], shown["x_needs"], shown["x_rooms"], shown["x_shelter"]) == (
        False,
        ["relief"],
        None,
        "村小学",
    )
    assert "x_note" not in shown
    query = json.dumps(
        {"filters": [{"col": "x_needs", "opr": "has", "value": "relief"}], "columns": ["id", "x_shelter"]}
    )
    assert client.get("/api/v1/household/", query_string={"q": query}).json["result"] == [
        {"id": made.json["id"], "x_shelter": "村小学"}
    ]
    for wrong, sentence in (
        ({"x_rooms": "3"}, "应为整数"), ({"x_note": "密"}, "没有这个字段"), ({"x_shelter": None}, "必须填写"), ({"x_gone": 1}, "没有这个字段"),
    ):  # fmt: skip
        answer = client.put(path, json=wrong)
        assert answer.status_code == 422
        assert sentence in answer.json["message"]
    assert client.post("/api/v1/household/", json={**body, "x_shelter": ""}).status_code == 422
    described = client.get("/api/v1/_openapi").json["components"]["schemas"]["HouseholdApi.post"]["properties"]
    assert described["x_rooms"]["type"] == "integer"
    assert client.get("/api/v1/household/_info").json["filters"]["x_rooms"][1]["operator"] == "ge"


def test_a_field_of_some_kinds_is_asked_of_those_only(sign_in: SignIn, session: Session, world: World) -> None:
    client = sign_in(roles.CENTRE)
    assert 'data-kinds="school"' in client.get("/establishmentview/add").text
    for name, kind in (("试验小学", "school"), ("试验商铺", "shop")):
        data = {"grid": world.grids["west1"], "name": name, "kind": kind, "x_pupils": "300"}
        assert client.post("/establishmentview/add", data=data).status_code == 302
    places = {
        each.name: each for each in session.scalars(select(Establishment).where(Establishment.name.like("试验%")))
    }
    assert {name: place.extra for name, place in places.items()} == {"试验小学": {"pupils": 300}, "试验商铺": {}}
    assert "在校人数" in client.get(f"/establishmentview/show/{places['试验小学'].id}").text
    assert "在校人数" not in client.get(f"/establishmentview/show/{places['试验商铺'].id}").text
    path = f"/api/v1/establishment/{places['试验商铺'].id}"
    assert client.put(path, json={"x_pupils": 2}).json["field"] == "x_pupils"
    assert client.put(path, json={"x_pupils": None, "name": "试验商铺二"}).status_code == 200


def test_the_next_request_follows_another_version(sign_in: SignIn, session: Session, world: World) -> None:
    household = added(sign_in, session, world)
    client = sign_in(roles.CENTRE)
    assert "住房情况" in client.get("/householdview/list/").text
    retired = {**HOUSING, "retired": True}
    put_in_force(
        session, fields={"household": [retired, {"key": "well", "name": "水井", "kind": "text", "in_list": True}]}
    )
    page = client.get("/householdview/list/").text
    assert "水井" in page
    assert "住房情况" not in page
    form = client.get("/householdview/add").text
    assert "x_well" in form
    assert "x_housing" not in form
    assert "自住" in client.get(f"/householdview/show/{household.id}").text
    assert client.get("/householdview/list/?_flt_0_x_housing=own").status_code == 400
    assert set(client.get(f"/api/v1/household/{household.id}").json["result"]) >= {"x_well", "x_housing"}
    put_in_force(session, fields={})
    assert "水井" not in client.get("/householdview/list/").text
