"""Ticking letters and cards off on the screen: by grid, by member, all at once, and back again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.delivery.models import Delivery
from portal.foundation.clock import today
from portal.households.models import Household
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World

PAGE = "/deliveryview/ticking"


def listed(text: str) -> list[str]:
    return re.findall(r'name="home" value="(\d+)"', text)


def ticks(*homes: int, **values: Any) -> dict[str, Any]:
    return {"kind": "letters", "home": list(homes), "day": str(today()), "way": "hand", **values}


def stored(session: Session) -> int:
    return session.scalar(select(func.count(Delivery.id))) or 0


def test_a_member_ticks_off_the_own_grid_in_walking_order(sign_in: SignIn, session: Session, world: World) -> None:
    client = sign_in(roles.MEMBER)
    homes = [world.households[f"west1-{number}"] for number in (1, 2, 3)]
    page = client.get(PAGE).text
    assert listed(page) == [str(each) for each in homes]
    assert "还没送到 <strong>3</strong> 户" in page
    answer = client.post(PAGE, data=ticks(homes[0], homes[2]), follow_redirects=True).text
    assert "已登记 2 户送到" in answer
    assert listed(answer) == [str(homes[1])]
    shown = client.get(f"{PAGE}?all=1").text
    assert f"{today()} 已送到" in shown
    assert listed(client.get(f"{PAGE}?kind=cards").text) == [str(each) for each in homes]


def test_the_rest_of_a_grid_is_ticked_off_at_once(sign_in: SignIn, session: Session, world: World) -> None:
    client = sign_in(roles.HEAD)
    assert 'value="everybody"' not in client.get(PAGE).text
    page = client.get(f"{PAGE}?kind=cards&grid={world.grids['west2']}").text
    assert "其余 3 户全部送到" in page
    data = ticks(kind="cards", grid=world.grids["west2"], do="everybody", way="door")
    assert "都送到了" in client.post(PAGE, data=data, follow_redirects=True).text
    assert stored(session) == 3
    listing = client.get("/deliveryview/list/").text
    assert "放在家门口或信箱" in listing
    assert "西村第二网格" in listing


def test_what_was_ticked_by_mistake_is_taken_back(sign_in: SignIn, session: Session, world: World) -> None:
    client = sign_in(roles.MEMBER)
    client.post(PAGE, data=ticks(world.households["west1-1"], world.households["west1-2"]))
    rows = list(session.scalars(select(Delivery.id)))
    answer = client.post(
        "/deliveryview/action_post", data={"action": "undo_delivery", "rowid": rows[:1]}, follow_redirects=True
    )
    assert "已撤销 1 条送达登记" in answer.text
    assert client.post(f"/deliveryview/action/undo_delivery/{rows[1]}").status_code == 302
    assert stored(session) == 0


@pytest.mark.parametrize(
    ("data", "status", "sentence"),
    [
        ({"home": []}, 422, "请先勾选住户"), ({"day": "2026-02-30"}, 422, "真实的日期"),
        ({"day": ""}, 422, "请填写送达日期"), ({"day": "2199-01-01"}, 422, "不能晚于今天"),
        ({"way": "x"}, 422, "请选择送达方式"), ({"kind": "x"}, 400, "致群众一封信或服务联系卡"), ({"home": ["a"]}, 400, "编号不对"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_in_words(
    sign_in: SignIn, session: Session, world: World, data: dict[str, Any], status: int, sentence: str
) -> None:
    answer = sign_in(roles.MEMBER).post(PAGE, data={**ticks(world.households["west1-1"]), **data})
    assert (answer.status_code, sentence in answer.text) == (status, True), answer.text
    assert stored(session) == 0


def test_nobody_ticks_off_another_village(sign_in: SignIn, session: Session, world: World) -> None:
    client = sign_in(roles.HEAD)
    assert client.post(PAGE, data=ticks(world.households["east1-1"])).status_code == 403
    assert client.get(f"{PAGE}?grid={world.grids['east1']}").status_code == 404
    assert client.get(f"{PAGE}?batch=999999999").status_code == 404
    assert sign_in(roles.LEADER).get(PAGE).status_code == 403
    assert stored(session) == 0


def test_what_all_addresses_share_is_said_once_and_the_way_stands_before_the_homes(
    sign_in: SignIn, session: Session, world: World
) -> None:
    for number in (1, 2, 3):
        home = session.get_one(Household, world.households[f"west1-{number}"])
        home.address = f"龙城镇西村河边路{number}号"
    session.commit()
    page = sign_in(roles.MEMBER).get(PAGE).text
    assert page.count("龙城镇西村河边路") == 1
    assert "<small>2号</small>" in page
    assert page.index("怎样送到的") < page.index('name="home"') < page.index("登记所选住户")
