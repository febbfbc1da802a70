"""Where homes lie and in which order they are walked: bounded, and remarked upon when a point lies outside its grid."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from portal.households.models import Household
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World

OUTSIDE = "已保存。定位点不在所属网格的边界内，请核对位置或网格"
AWAY = "POINT(116.99 34.19)"
"""In the town, but in another grid."""


@pytest.mark.parametrize("place", ["POINT(0 0)", "POINT(-116.9 34.2)", "POINT(116.9 -34.2)"])
@pytest.mark.parametrize("resource", ["household", "establishment"])
def test_nothing_lies_outside_china(sign_in: SignIn, world: World, place: str, resource: str) -> None:
    client = sign_in(roles.HEAD)
    data = {"grid": world.grids["west1"], "head_name": "远方", "name": "远方", "address": "西村", "location": place}
    answer = client.post(f"/{resource}view/add", data={**data, "kind": {"household": "resident"}.get(resource, "shop")})
    assert answer.status_code == 422
    assert "不在我国范围内" in answer.text
    key = world.households["west1-1"] if resource == "household" else world.others["shop-west1"]
    refused = client.put(f"/api/v1/{resource}/{key}", json={"location": place})
    assert (refused.status_code, refused.json["field"]) == (422, "location")
    assert "不在我国范围内" in refused.json["message"]


def test_a_point_outside_its_grid_is_stored_with_a_remark(sign_in: SignIn, session: Session, world: World) -> None:
    client, key = sign_in(roles.HEAD), world.households["west1-1"]
    answer = client.put(f"/api/v1/household/{key}", json={"location": AWAY})
    assert (answer.status_code, answer.json["remarks"]) == (200, [OUTSIDE])
    session.expire_all()
    assert session.get_one(Household, key).location is not None
    inside = client.put(f"/api/v1/household/{key}", json={"location": "POINT(116.91 34.2)"})
    assert "remarks" not in (inside.json or {})
    shop = client.put(f"/api/v1/establishment/{world.others['shop-west1']}", json={"location": AWAY})
    assert shop.json["remarks"] == [OUTSIDE]
    data = {"grid": world.grids["west1"], "name": "远店", "kind": "shop", "location": AWAY}
    assert OUTSIDE in client.post("/establishmentview/add", data=data, follow_redirects=True).text


def test_nobody_is_walked_to_before_the_first(sign_in: SignIn, world: World) -> None:
    client = sign_in(roles.HEAD)
    refused = client.put(f"/api/v1/household/{world.households['west1-1']}", json={"walking_order": -5})
    assert (refused.status_code, refused.json) == (422, {"message": "走访次序不能为负", "field": "walking_order"})
    data = {
        "grid": world.grids["west1"],
        "head_name": "负数",
        "address": "西村",
        "kind": "resident",
        "walking_order": "-5",
    }
    answer = client.post("/householdview/add", data=data)
    assert answer.status_code == 422
    assert "走访次序不能为负" in answer.text
