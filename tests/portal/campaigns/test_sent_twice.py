"""A page of a campaign that is sent twice does once what it says, and leads to what the first made."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign, VisitorArea, VisitTask
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.campaigns.conftest import in_force

SAID = "这一页已经提交过，没有重复办理"


@pytest.fixture
def running(session: Session, campaign: Campaign) -> int:
    session.commit()
    return campaign.id


def mark_of(page: str) -> str:
    """The mark of the first form."""
    return str(re.findall(r'name="once" value="([0-9a-f-]{36})"', page)[0])


def sent_twice(client: Any, address: str, filled: dict[str, Any]) -> str:
    """Where both lead to, and the second with what is said."""
    filled = {**filled, "once": mark_of(client.get(address).text)}
    first, again = (client.post(address, data=filled) for _ in range(2))
    assert (first.status_code, again.status_code, again.location) == (302, 302, first.location)
    assert SAID in client.get(again.location).text
    return str(first.location)


def test_opening(session: Session, world: World, sign_in: SignIn) -> None:
    in_force(session)
    asked = {"key": "june", "grid": world.grids["west"], "starts_on": "2026-06-01", "ends_on": ""}
    client = sign_in("中心管理员")
    looked = client.post("/campaignview/opening", data={**asked, "do": "preview"}).text
    asked |= {"do": "open", "once": mark_of(looked)}
    first, again = (client.post("/campaignview/opening", data=asked) for _ in range(2))
    assert again.location == first.location == f"/campaignview/show/{session.scalar(select(Campaign.id))}"
    elsewhere = client.post("/campaignview/opening", data={**asked, "grid": world.grids["east"]})
    assert elsewhere.location not in (None, first.location), "who goes back may open it for another grid"


def test_pairing(session: Session, running: int, world: World, sign_in: SignIn) -> None:
    pair = {"grid": world.grids["west2"], "member": world.members["west1-member"], "object": ""}
    address = f"/campaignview/pairs/{running}"
    assert sent_twice(sign_in("中心管理员"), address, pair) == address
    assert session.scalar(select(func.count(VisitorArea.id))) == 1


def test_picking_by_hand(session: Session, running: int, world: World, sign_in: SignIn) -> None:
    client, address = sign_in("中心管理员"), f"/campaignview/choosing/{running}/picked"
    subjects = re.findall(r'name="subject" value="(r\d+)"', client.get(address).text)
    assert sent_twice(client, address, {"subject": subjects}) == address
    picked = select(func.count(VisitTask.id)).where(VisitTask.object == "picked")
    assert session.scalar(picked) == len(subjects) > 0
