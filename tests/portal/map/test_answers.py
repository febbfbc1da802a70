"""Answers know their version: nothing is sent twice, nothing old is kept, and what is sent is packed."""

import gzip
import json

import pytest
from shapely import MultiPolygon
from sqlalchemy.orm import Session

from portal.grids.models import Grid
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World

LAYERS = ("boundaries", "households", "issues")


@pytest.mark.parametrize("layer", LAYERS)
def test_what_did_not_change_is_not_sent_again(sign_in: SignIn, layer: str) -> None:
    client = sign_in(roles.CENTRE)
    first = client.get(f"/map/{layer}")
    again = client.get(f"/map/{layer}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert set(again.headers["Cache-Control"].split(", ")) == {"private", "no-cache"}
    assert {"Accept-Encoding", "Cookie"} <= set(again.vary)


def test_a_changed_grid_is_sent_again(sign_in: SignIn, session: Session, world: World) -> None:
    client = sign_in(roles.CENTRE)
    tag = client.get("/map/boundaries").headers["ETag"]
    session.get_one(Grid, world.grids["west1"]).name = "西村新网格"
    session.commit()
    again = client.get("/map/boundaries", headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert "西村新网格" in again.text
    assert again.headers["ETag"] != tag


def test_a_moved_border_is_sent_again(sign_in: SignIn, session: Session, world: World) -> None:
    client = sign_in(roles.CENTRE)
    tag = client.get("/map/boundaries").headers["ETag"]
    grid = session.get_one(Grid, world.grids["west2"])
    assert grid.boundary is not None
    grid.boundary = MultiPolygon([grid.boundary.geoms[0].buffer(-0.001)])
    session.commit()
    assert client.get("/map/boundaries", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("layer", LAYERS)
def test_the_tag_of_one_person_says_nothing_to_another(sign_in: SignIn, layer: str) -> None:
    tags = {sign_in(role).get(f"/map/{layer}").headers["ETag"] for role in (roles.CENTRE, roles.HEAD, roles.MEMBER)}
    assert len(tags) == 3


def test_what_is_sent_is_packed_for_who_can_unpack_it(sign_in: SignIn) -> None:
    client = sign_in(roles.CENTRE)
    plain = client.get("/map/boundaries", headers={"Accept-Encoding": "identity"})
    packed = client.get("/map/boundaries", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.data)) == json.loads(plain.data)
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 2
