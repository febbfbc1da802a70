"""The screens of households: what must be filled in, and numbers given by the portal."""

import datetime as dt
import re
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.households.models import Household
from portal.security import roles
from portal.visits.models import Visit
from tests.fixtures.people import SignIn
from tests.fixtures.world import World


def newest(session: Session) -> Household:
    session.expire_all()
    return session.scalars(select(Household).order_by(Household.id.desc())).first() or Household()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "请填写地址"),
        ({"head_name": "周新"}, "请填写地址"),
        ({"head_name": "周新", "address": " 　"}, "请填写地址"),
        ({"address": "西村 9 号"}, "请填写户主"),
        ({"address": "西村 9 号", "head_name": "  "}, "请填写户主"),
    ],
)
def test_an_empty_household_is_refused(
    sign_in: SignIn, session: Session, world: World, values: dict[str, Any], sentence: str
) -> None:
    before, client = newest(session).id, sign_in(roles.MEMBER)
    answer = client.post("/householdview/add", data={"grid": world.grids["west1"], "kind": "resident", **values})
    assert (answer.status_code, sentence in answer.text) == (422, True)
    rest = client.post("/api/v1/household/", json={"grid": world.grids["west1"], **values})
    assert (rest.status_code, sentence in rest.json["message"]) == (422, True)
    assert newest(session).id == before


def test_nobody_heads_a_vacant_home(sign_in: SignIn, session: Session, world: World) -> None:
    data = {"grid": world.grids["west1"], "kind": "vacant", "address": "西村 9 号"}
    assert sign_in(roles.MEMBER).post("/householdview/add", data=data).status_code == 302
    assert (newest(session).head_name, newest(session).code, newest(session).walking_order) == (None, "004", 4)


def test_the_place_in_the_walk_is_not_preset_and_empty_means_last(
    sign_in: SignIn, session: Session, world: World
) -> None:
    client = sign_in(roles.MEMBER)
    box = re.search(r'<input[^>]*name="walking_order"[^>]*>', client.get("/householdview/add").text)
    assert box is not None
    assert 'value=""' in box[0]
    household = session.get_one(Household, world.households["west1-1"])
    data = {
        "grid": household.grid_id,
        "head_name": "赵甲",
        "address": "西村",
        "kind": "resident",
        "code": "001",
        "walking_order": "",
    }
    assert client.post(f"/householdview/edit/{household.id}", data=data).status_code == 302
    session.expire_all()
    assert household.walking_order == 4


@pytest.mark.parametrize("typed", ["１３９ ００００-０００２", "139 0000 0002", "139-0000-0002", "13900000002"])
def test_a_phone_is_found_however_it_is_typed(sign_in: SignIn, typed: str) -> None:
    client = sign_in(roles.MEMBER)
    page = client.get("/householdview/list/", query_string={"_flt_0_phone": typed}).text
    assert "赵乙" in page
    assert "赵甲" not in page
    found = client.get(
        "/api/v1/household/", query_string={"q": f"(filters:!((col:phone,opr:ct,value:'{typed}')))"}
    ).json
    assert [row["head_name"] for row in found["result"]] == ["赵乙"]


def test_digits_of_an_address_may_be_typed_in_full_width(sign_in: SignIn) -> None:
    page = sign_in(roles.MEMBER).get("/householdview/list/", query_string={"_flt_0_address": "west1 路 ２ 号"}).text
    assert "赵乙" in page
    assert "赵丙" not in page


def test_a_landline_keeps_its_hyphen(sign_in: SignIn, session: Session, world: World) -> None:
    data = {
        "grid": world.grids["west1"],
        "kind": "vacant",
        "address": "西村 9 号",
        "phone": "０５５７－５０２ １２３４",
    }
    assert sign_in(roles.MEMBER).post("/householdview/add", data=data).status_code == 302
    assert newest(session).phone == "0557-5021234"


def test_the_page_of_a_household_leads_on_with_large_buttons(sign_in: SignIn, session: Session, world: World) -> None:
    household = session.get_one(Household, world.households["west1-1"])
    page = sign_in(roles.MEMBER).get(f"/householdview/show/{household.id}").text
    for address in (
        f"/visitview/add?_flt_0_household={household.id}", f"tel:{household.phone}",
        f"/issueview/add?_flt_0_household={household.id}", f"/map/?grid={household.grid_id}",
    ):  # fmt: skip
        assert f'href="{address}"' in page
    assert "2026-03-01 入户 · 满意" in page
    reader = sign_in(roles.LEADER).get(f"/householdview/show/{household.id}").text
    assert "登记走访</a>" not in reader


def test_the_list_tells_the_last_visit(sign_in: SignIn, session: Session, world: World) -> None:
    session.add(Visit(household_id=world.households["west1-1"], visited_on=dt.date(2026, 3, 1), way="absent"))
    session.commit()
    page = sign_in(roles.MEMBER).get("/householdview/list/").text
    assert "2026-03-01 无人在家" in page
    assert page.count("尚未走访") == 2
