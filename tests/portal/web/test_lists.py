"""Lists on a screen of 1280 pixels: a plan's own columns stand among the first, and long texts take three lines."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from portal.households.models import Household
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.profiles import put_in_force
from tests.fixtures.world import World

ADDRESS = "试验县试验镇西村第一村民小组大槐树东巷甲八号"


def columns(page: str) -> list[str]:
    heads = re.findall(r'<th scope="col">(.*?)</th>', page, re.DOTALL)
    return [re.sub(r"<.*?>|\s", "", head) for head in heads]


def test_the_columns_of_a_plan_stand_before_the_last_of_the_list(sign_in: SignIn, session: Session) -> None:
    put_in_force(session, fields={"household": [{"key": "well", "name": "水井", "kind": "text", "in_list": True}]})
    names = columns(sign_in(roles.CENTRE).get("/householdview/list/").text)
    assert names == ["户号", "户主", "地址", "电话", "类别", "关爱类别", "水井", "网格", "上次走访", "走访次序"]


def test_a_long_text_is_cut_to_three_lines_and_stands_whole_in_its_hint(
    sign_in: SignIn, session: Session, world: World
) -> None:
    home = session.get_one(Household, world.households["west1-1"])
    home.address = ADDRESS
    session.commit()
    page = sign_in(roles.CENTRE).get("/householdview/list/").text
    assert f'<span class="clamp" title="{ADDRESS}">{ADDRESS}</span>' in page
    assert page.count("clamp") < page.count("<td")
