"""The wall map by progress: every grid counts what lies below it, grids without a task have no data."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.campaigns.models import VisitTask
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.figures.campaign import open_campaign
from tests.portal.map.reading import read


def test_every_grid_shows_how_far_the_campaign_is(session: Session, sign_in: SignIn, world: World) -> None:
    campaign = open_campaign(session, world)
    session.commit()
    features = read(sign_in(roles.CENTRE), "boundaries", f"?campaign={campaign.id}")["features"]
    told = {
        each["properties"]["name"]: (each["properties"]["progress"], each["properties"]["progress_text"])
        for each in features
    }
    assert told["试验镇"] == (45.5, "5/11（45.5%）")
    assert told["西村第二网格"] == (0.0, "0/2（0.0%）")
    assert told["西村"] == (60.0, "3/5（60.0%）")


def test_a_grid_without_tasks_has_no_data(session: Session, sign_in: SignIn, world: World) -> None:
    campaign = open_campaign(session, world)
    for task in session.scalars(select(VisitTask).where(VisitTask.grid_id == world.grids["east2"])):
        session.delete(task)
    session.commit()
    features = read(sign_in(roles.CENTRE), "boundaries", f"?campaign={campaign.id}")["features"]
    told = next(each["properties"] for each in features if each["properties"]["name"] == "东村第二网格")
    assert (told["progress"], told["progress_text"]) == (None, "—")


@pytest.mark.parametrize("role", [roles.CENTRE, roles.HEAD, roles.MEMBER])
def test_the_page_offers_the_campaigns(session: Session, sign_in: SignIn, world: World, role: str) -> None:
    campaign = open_campaign(session, world)
    session.commit()
    page = sign_in(role).get(f"/map/?campaign={campaign.id}").text
    assert "走访进度：春季走访" in page


def test_a_campaign_out_of_sight_is_not_there(sign_in: SignIn) -> None:
    client = sign_in(roles.HEAD)
    assert client.get("/map/boundaries?campaign=999").status_code == 404
    assert client.get("/map/?campaign=x").status_code == 400
