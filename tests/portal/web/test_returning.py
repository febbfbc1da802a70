"""Where a person lands after saving, deleting, an action or giving up: said by the page itself, whatever was opened before."""

from __future__ import annotations

import io
import re
from urllib.parse import quote

import pytest
from shapely import box, to_geojson
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.foundation.clock import today
from portal.grids.models import Grid
from portal.households.models import Household, Resident
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import SOUTH, WEST, World


def test_a_new_row_is_shown_and_named(sign_in: SignIn, session: Session, world: World) -> None:
    client = sign_in(roles.MEMBER)
    client.get("/issueview/list/")
    data = {"grid": world.grids["west1"], "head_name": "周新户", "address": "新路 1 号", "kind": "resident"}
    answer = client.post("/householdview/add", data=data)
    household = session.scalars(select(Household).where(Household.head_name == "周新户")).one()
    assert answer.location == f"/householdview/show/{household.id}"
    assert "已保存“周新户 · 新路 1 号”" in client.get(answer.location).text


def test_a_row_added_in_a_tab_leads_back_to_that_tab(sign_in: SignIn, world: World) -> None:
    client, household = sign_in(roles.MEMBER), world.households["west1-2"]
    address = f"/residentview/add?_flt_0_household={household}"
    page = client.get(address).text
    back = f"/householdview/show/{household}#panel-ResidentView"
    assert f'href="{back}">取消' in page
    assert "登记居民 · 赵乙 · west1 路 2 号" in page
    assert client.post(address, data={"name": "赵小乙", "relation": "son"}).location == back


def test_a_change_leads_to_the_row_and_giving_up_to_where_one_came_from(
    sign_in: SignIn, session: Session, world: World
) -> None:
    client, household = sign_in(roles.MEMBER), world.households["west1-1"]
    listed = "/householdview/list/?_flt_0_head_name=%E8%B5%B5"
    assert f"/householdview/edit/{household}?back={quote(listed, safe='/?')}" in client.get(listed).text
    address = f"/householdview/edit/{household}"
    assert f'href="{address.replace("edit", "show")}">取消' in client.get(address).text
    assert f'href="{listed}">取消' in client.get(address, query_string={"back": listed}).text
    data = {"grid": world.grids["west1"], "head_name": "赵甲", "address": "西路", "kind": "resident", "code": "001"}
    answer = client.post(address, data=data, query_string={"back": listed})
    assert answer.location == f"/householdview/show/{household}"


@pytest.mark.parametrize("elsewhere", ["https://example.invalid/", "//example.invalid/", "/\\example.invalid", "x"])
def test_no_address_leads_out_of_the_portal(sign_in: SignIn, world: World, elsewhere: str) -> None:
    household = world.households["west1-1"]
    page = sign_in(roles.MEMBER).get(f"/householdview/edit/{household}", query_string={"back": elsewhere}).text
    assert f'href="/householdview/show/{household}">取消' in page


def test_a_deleted_row_leads_to_its_list_or_to_the_tab_it_was_in(
    sign_in: SignIn, session: Session, world: World
) -> None:
    client, household = sign_in(roles.CENTRE), world.households["west1-2"]
    resident = session.scalars(select(Resident.id).where(Resident.household_id == household)).one()
    tab = f"/householdview/show/{household}#panel-ResidentView"
    assert f"/residentview/delete/{resident}?back={quote(tab, safe='/?')}" in client.get(tab).text
    assert client.post(f"/residentview/delete/{resident}", query_string={"back": tab}).location == tab
    own = f"/householdview/show/{household}"
    client.get(own)
    answer = client.post(f"/householdview/delete/{household}", query_string={"back": own})
    assert answer.location == "/householdview/list/"
    page = client.get(answer.location)
    assert (page.status_code, "已删除“赵乙 · west1 路 2 号”" in page.text) == (200, True)


def test_what_is_not_deleted_is_shown_again(sign_in: SignIn, world: World) -> None:
    client, household = sign_in(roles.CENTRE), world.households["west1-1"]
    answer = client.post(f"/householdview/delete/{household}")
    assert answer.location == f"/householdview/show/{household}"
    assert "不能删除" in client.get(answer.location).text


def test_an_action_leads_back_to_its_list_or_its_row(sign_in: SignIn, world: World) -> None:
    client, grid = sign_in(roles.CENTRE), world.grids["west1"]
    assert client.post(f"/gridview/action/retire/{grid}").location == f"/gridview/show/{grid}"
    listed = "/assessmentview/list/?_flt_0_period=2025"
    answer = client.post("/assessmentview/action_post", query_string={"back": listed}, data={"action": "propose"})
    assert answer.location == listed


def test_a_photo_is_to_be_chosen_again_when_another_field_is_wrong(sign_in: SignIn, world: World) -> None:
    data = {
        "name": "新网格员", "grid": world.grids["west"], "sex": "male", "ethnicity": "汉族", "employment": "part",
        "phone": "123", "photo": (io.BytesIO(_picture()), "me.png"),
    }  # fmt: skip
    answer = sign_in(roles.CENTRE).post("/memberview/add", data=data)
    assert answer.status_code == 422
    assert "电话“123”不对" in answer.text
    assert "请重新选择照片" in answer.text


def _picture() -> bytes:
    from PIL import Image

    kept = io.BytesIO()
    Image.new("RGB", (8, 8)).save(kept, "PNG")
    return kept.getvalue()


def test_what_was_done_is_said(sign_in: SignIn, world: World) -> None:
    client = sign_in(roles.MEMBER)
    data = {"category": world.others["category"], "title": "路灯", "text": "不亮", "source": "visit", "alike": "none"}
    answer = client.post(f"/issueview/add?_flt_0_household={world.households['west1-1']}", data=data)
    assert re.search(r"已登记诉求 \d{12}，期限 \d{4}-\d\d-\d\d", client.get(answer.location).text)
    step = f"/issueview/step/{world.issues['west1-assigned']}/handle"
    answer = client.post(step, data={"outcome": "solved", "note": "已换灯"})
    assert "已答复，待回访" in client.get(answer.location).text


def test_the_first_resident_is_the_head_and_an_assignment_begins_today(
    sign_in: SignIn, session: Session, world: World
) -> None:
    client, household = sign_in(roles.CENTRE), world.households["west1-2"]
    address = f"/residentview/add?_flt_0_household={household}"
    assert 'selected value="head"' not in client.get(address).text
    session.execute(delete(Resident).where(Resident.household_id == household))
    session.commit()
    assert 'selected value="head"' in client.get(address).text
    page = client.get(f"/assignmentview/add?_flt_0_member={world.members['west1-member']}").text
    assert "安排任职 · 冯西一" in page
    assert f'value="{today()}"' in page
    assert 'selected value="member"' in page


def test_all_that_contradicts_an_identity_number_is_said_at_once(sign_in: SignIn, world: World) -> None:
    data = {
        "name": "新网格员", "grid": world.grids["west"], "sex": "male", "ethnicity": "汉族", "employment": "part",
        "id_number": "11010519491231002X", "birth_date": "1950-01-01",
    }  # fmt: skip
    page = sign_in(roles.CENTRE).post("/memberview/add", data=data).text
    assert "出生日期 1950-01-01 与身份证号中的" in page
    assert "性别与身份证号不一致" in page


def test_a_grid_is_offered_only_what_can_be_done_with_it(sign_in: SignIn, session: Session, world: World) -> None:
    client, grid = sign_in(roles.CENTRE), world.grids["west2"]
    page = client.get(f"/gridview/show/{grid}").text
    assert ("action/retire/" in page, "action/reactivate/" in page) == (True, False)
    session.get_one(Grid, grid).status = "retired"
    session.commit()
    page = client.get(f"/gridview/show/{grid}").text
    assert ("action/retire/" in page, "action/reactivate/" in page) == (False, True)


def test_all_that_is_wrong_with_a_grid_is_said_at_once(sign_in: SignIn, world: World) -> None:
    over = to_geojson(box(WEST, SOUTH, WEST + 0.03, SOUTH + 0.04))
    data = {
        "parent": world.grids["west"],
        "level": 3,
        "code": "x-1",
        "name": "新网格",
        "kind": "ordinary",
        "boundary": over,
    }
    page = sign_in(roles.CENTRE).post("/gridview/add", data=data).text
    assert "只能由数字和大写字母组成" in page
    assert "与同级网格“西村第一网格”重叠" in page
