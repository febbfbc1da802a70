"""Every page is Chinese, says whose it is, and asks nobody outside."""

import re
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import BuildError

from portal.navigation import screens
from portal.security import roles
from seeds.loading import available_profiles
from tests.fixtures.pages import ROLES, check_page
from tests.fixtures.people import SignIn
from tests.fixtures.profiles import put_in_force
from tests.fixtures.world import World

WORDS = Path(__file__).parents[3] / "portal/translations/zh/LC_MESSAGES"


@pytest.mark.parametrize("role", ROLES)
def test_every_list_and_add_page_of_every_role_is_chinese(sign_in: SignIn, app: Flask, role: str) -> None:
    client = sign_in(role)
    manager = app.extensions["appbuilder"].sm
    role_id = manager.find_role(role).id
    opened = 0
    for screen in screens():
        for verb in ("list", "add"):
            if manager.exist_permission_on_roles(screen.name, f"can_{verb}", [role_id]):
                opened += open_page(client, app, f"{screen.name}.{verb}")
    assert opened or not menu_of(role)


def test_what_the_plan_has_nothing_for_is_not_in_the_menu(sign_in: SignIn, session: Session) -> None:
    client = sign_in(roles.CENTRE)
    names = ("走访活动", "走访任务", "网格事项清单", "外部平台")
    assert all(f"</i>{name}<" in client.get("/").text for name in names)
    plan = yaml.safe_load(available_profiles()["longcheng"].read_text("utf-8"))
    bare = {name: part for name, part in plan["casework"].items() if name not in ("admission", "platforms")}
    put_in_force(session, casework=bare, campaigns=[], tables=[], rates=[])
    pages = client.get("/").text + client.get("/dashboard/").text
    assert [name for name in names if f"</i>{name}<" in pages] == []
    assert "/dashboard/chart/progress" not in pages
    assert client.get("/campaignview/list/").status_code == 200


def menu_of(role: str) -> set[str]:
    """The screens now registered that the role may list."""
    from portal.security.roles import BY_NAME

    known = {screen.name for screen in screens()}
    return {name for name, verbs in BY_NAME[role].screens.items() if name in known and "can_list" in verbs}


def open_page(client: FlaskClient, app: Flask, endpoint: str) -> int:
    with app.test_request_context():
        try:
            address = app.url_for(endpoint)
        except BuildError:
            return 0
    answer = client.get(address, follow_redirects=True)
    assert answer.status_code == 200, address
    check_page(answer.text)
    return 1


@pytest.mark.parametrize("path", ["/gridview/show/{west}", "/gridview/edit/{west}", "/issueview/show/{issue}"])
def test_pages_of_a_row_are_chinese_and_called_by_its_name(sign_in: SignIn, world: World, path: str) -> None:
    address = path.format(west=world.grids["west"], issue=world.issues["west1-registered"])
    page = sign_in("村级网格长").get(address)
    assert page.status_code == 200
    check_page(page.text)
    assert re.search(r"<h1>(试验镇/西村|2026030100.*)</h1>", page.text)


def test_the_sign_in_page_is_chinese_and_says_what_went_wrong(app: Flask) -> None:
    client = app.test_client()
    check_page(client.get("/login/").text)
    answer = client.post("/login/", data={"username": "nobody", "password": "wrong"}, follow_redirects=True)
    check_page(answer.text)
    assert "用户名或密码不对" in answer.text


def test_a_page_opened_without_sign_in_asks_to_sign_in(app: Flask) -> None:
    page = app.test_client().get("/gridview/list/", follow_redirects=True).text
    assert "请先登录" in page
    assert "拒绝" not in page


def test_an_unknown_page_is_a_chinese_page_with_a_way_back(sign_in: SignIn) -> None:
    answer = sign_in("中心管理员").get("/nothing/here")
    assert answer.status_code == 404
    check_page(answer.text)
    assert "回到首页" in answer.text


def test_the_frame_names_the_person_surname_first_with_their_role(sign_in: SignIn) -> None:
    page = sign_in("村级网格长").get("/gridview/list/").text
    assert "郑西长" in page
    assert "村级网格长" in page


def test_a_member_gets_no_button_for_what_they_may_not_do(sign_in: SignIn) -> None:
    page = sign_in("网格员").get("/gridview/list/").text
    assert "/gridview/add" not in page
    assert "/gridview/delete" not in page


def test_a_search_by_words_narrows_the_list_and_stays_in_its_box(sign_in: SignIn) -> None:
    client = sign_in("中心管理员")
    page = client.get("/gridview/list/").text
    name = re.findall(r'name="(_flt_\d_name)"', page)[0]
    found = client.get("/gridview/list/", query_string={name: "第一"}).text
    assert "西村第一网格" in found
    assert "西村第二网格" not in found
    assert 'value="第一"' in found


def test_empty_search_boxes_do_not_narrow_the_list(sign_in: SignIn) -> None:
    answer = sign_in("中心管理员").get("/gridview/list/?_flt_0_name=&_flt_0_code=")
    assert answer.status_code == 302
    assert answer.location.endswith("/gridview/list/")


def test_an_empty_list_says_what_to_do(sign_in: SignIn) -> None:
    page = sign_in("中心管理员").get("/gridview/list/", query_string={"_flt_0_name": "没有这个"}).text
    assert "没有符合条件的记录" in page
    assert "清除条件" in page


def test_the_compiled_words_are_those_of_the_catalogue() -> None:
    catalogue = read_po(BytesIO((WORDS / "messages.po").read_bytes()))
    compiled = read_mo(BytesIO((WORDS / "messages.mo").read_bytes()))
    assert {each.id: each.string for each in catalogue if each.id} == {
        each.id: each.string for each in compiled if each.id
    }
