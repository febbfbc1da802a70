"""Forms: a refusal stands at its field, keeps what was typed, and writes nothing."""

from flask import Flask, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.foundation.database import db
from portal.grids.models import Grid
from portal.households.models import CareCategory, Household, Resident
from portal.security import roles
from portal.web.writing import answer_with
from tests.fixtures.people import SignIn
from tests.fixtures.world import World


def households(session: Session) -> int:
    return session.scalar(select(func.count(Household.id))) or 0


def test_a_refusal_keeps_the_input_and_names_its_field(sign_in: SignIn, session: Session, world: World) -> None:
    before = households(session)
    data = {
        "grid": world.grids["west1"],
        "head_name": "测试户主",
        "address": "西村",
        "phone": "123",
        "kind": "resident",
    }
    answer = sign_in(roles.MEMBER).post("/householdview/add", data=data)
    assert answer.status_code == 422
    assert "电话“123”不对" in answer.text
    assert 'value="测试户主"' in answer.text
    assert "西村第一网格</option>" in answer.text
    assert households(session) == before


def test_a_percent_sign_in_a_message_is_shown_as_it_is(sign_in: SignIn, world: World) -> None:
    data = {"grid": world.grids["west1"], "head_name": "百分", "address": "西村", "phone": "50%", "kind": "resident"}
    answer = sign_in(roles.MEMBER).post("/householdview/add", data=data)
    assert answer.status_code == 422
    assert "电话“50%”不对" in answer.text


def test_a_rule_of_the_database_is_shown_at_its_field(sign_in: SignIn, session: Session, world: World) -> None:
    data = {"grid": world.grids["west1"], "head_name": "重号", "address": "西村", "code": "００１", "kind": "resident"}
    answer = sign_in(roles.MEMBER).post("/householdview/add", data=data)
    assert answer.status_code == 422
    assert "该网格内已有相同户号的住户" in answer.text
    assert 'value="重号"' in answer.text


def test_typed_text_is_cleaned_before_it_is_stored(sign_in: SignIn, session: Session, world: World) -> None:
    data = {
        "grid": world.grids["west1"], "head_name": " 周新户 ", "address": " 西村 9 号 ", "remark": "   ", "phone": "１３９ ００００-８８８８",
        "kind": "resident",
    }  # fmt: skip
    assert sign_in(roles.MEMBER).post("/householdview/add", data=data).status_code == 302
    household = session.scalars(select(Household).where(Household.head_name == "周新户")).one()
    assert (household.phone, household.address, household.remark) == ("13900008888", "西村 9 号", None)
    assert (household.code, household.walking_order) == ("004", 4)


def test_a_blank_name_does_not_count_as_filled(sign_in: SignIn, world: World) -> None:
    data = {"household": world.households["west1-1"], "name": "   ", "relation": "son"}
    answer = sign_in(roles.MEMBER).post("/residentview/add", data=data)
    assert answer.status_code == 422
    assert "请填写姓名" in answer.text


def test_an_unreal_day_is_refused_at_its_field(sign_in: SignIn, world: World) -> None:
    data = {"household": world.households["west1-1"], "name": "日子", "relation": "son", "birth_date": "2025-02-30"}
    answer = sign_in(roles.MEMBER).post("/residentview/add", data=data)
    assert answer.status_code == 422
    assert "不是真实的日期" in answer.text


def test_adding_from_a_tab_fills_what_the_row_belongs_to(sign_in: SignIn, session: Session, world: World) -> None:
    client, household = sign_in(roles.MEMBER), world.households["west1-2"]
    page = client.get(f"/householdview/show/{household}").text
    assert f"/residentview/add?_flt_0_household={household}" in page
    address = f"/residentview/add?_flt_0_household={household}"
    assert 'name="household"' not in client.get(address).text
    assert client.post(address, data={"name": "赵小乙", "relation": "son"}).status_code == 302
    assert session.scalars(select(Resident).where(Resident.name == "赵小乙")).one().household_id == household


def test_a_preset_row_out_of_scope_is_not_found(sign_in: SignIn, session: Session, world: World) -> None:
    address = f"/residentview/add?_flt_0_household={world.households['east1-1']}"
    client = sign_in(roles.MEMBER)
    assert client.get(address).status_code == 404
    assert client.post(address, data={"name": "越界", "relation": "son"}).status_code == 404
    assert session.scalar(select(Resident.id).where(Resident.name == "越界")) is None


def test_a_foreign_key_out_of_scope_is_refused(sign_in: SignIn, session: Session, world: World) -> None:
    client, household = sign_in(roles.MEMBER), world.households["west1-1"]
    data = {"grid": world.grids["east1"], "head_name": "搬走", "address": "西村", "kind": "resident", "code": "001"}
    for address in ("/householdview/add", f"/householdview/edit/{household}"):
        answer = client.post(address, data=data)
        assert answer.status_code == 422
        assert "不在您的管辖范围内" in answer.text
    assert session.get_one(Household, household).grid_id == world.grids["west1"]
    assert session.scalar(select(Household.id).where(Household.head_name == "搬走")) is None


def test_editing_never_unlinks_a_row_that_is_out_of_sight(sign_in: SignIn, session: Session, world: World) -> None:
    """The head of a village does not see the town above it."""
    grid = session.get_one(Grid, world.grids["west"])
    data = {
        "level": grid.level_id,
        "code": grid.code,
        "name": "西新村",
        "kind": "ordinary",
        "status": "active",
        "parent": "",
    }
    from shapely import to_geojson

    answer = sign_in(roles.HEAD).post(f"/gridview/edit/{grid.id}", data={**data, "boundary": to_geojson(grid.boundary)})
    assert answer.status_code == 302, answer.text
    session.expire_all()
    assert (grid.name, grid.parent_id) == ("西新村", world.grids["town"])
    assert session.get_one(Grid, world.grids["west1"]).full_name == "试验镇/西新村/西村第一网格"


def test_an_unknown_fault_is_a_neutral_page(sign_in: SignIn, world: World, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from portal.households import services

    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(services, "check_household", broken)
    data = {"grid": world.grids["west1"], "head_name": "故障", "address": "西村", "kind": "resident"}
    answer = sign_in(roles.MEMBER).post("/householdview/add", data=data)
    assert answer.status_code == 500
    assert "系统出了差错" in answer.text
    assert "secret detail" not in answer.text
    assert db.session.scalar(select(Household.id).where(Household.head_name == "故障")) is None


def test_a_fault_after_a_refusal_stays_a_fault(app: Flask) -> None:
    for status, sent in ((200, 422), (500, 500), (503, 503)):
        with app.test_request_context("/"):
            answer_with(422)
            assert app.process_response(Response(status=status)).status_code == sent


def test_an_unticked_box_is_an_answer(sign_in: SignIn, session: Session) -> None:
    client = sign_in(roles.SYSTEM)
    data = {"code": "plain", "name": "普通类别", "group": "困难群众", "applies_to": "person"}
    assert client.post("/carecategoryview/add", data=data).status_code == 302
    added = session.scalars(select(CareCategory).where(CareCategory.code == "plain")).one()
    assert (added.sensitive, added.retired) == (False, False)
