"""The campaign that is shown for a place where nobody asked for one: never one of another area."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.campaigns.rules import CampaignState
from portal.campaigns.shown import campaign_shown
from portal.grids.models import Grid
from portal.security.people import scope_for
from portal.security.roles import HEAD
from portal.security.scope import set_scope
from tests.fixtures.world import World
from tests.portal.campaigns.campaigns import campaign
from tests.portal.security.sight import account


def shown(session: Session, world: World, area: str = "", running: bool = False) -> str:
    path = session.get_one(Grid, world.grids[area]).path if area else ""
    found = campaign_shown(session, path, running=running)
    return found.name if found else ""


def test_a_campaign_of_another_village_is_not_shown(session: Session, world: World) -> None:
    campaign(session, world, "east", 2, "east1-1")
    assert [shown(session, world, area) for area in ("west", "west1", "east1")] == ["", "", "east走访2"]
    campaign(session, world, "town", 1, "west1-1")
    assert [shown(session, world, area) for area in ("west", "west2", "east", "east2")] == [
        "town走访1", "town走访1", "east走访2", "east走访2"
    ]  # fmt: skip
    assert shown(session, world, "town") == "town走访1", "that of the whole before that of a part"
    assert shown(session, world) == "east走访2"


def test_that_with_tasks_there_comes_first_and_that_which_runs_before_all(session: Session, world: World) -> None:
    campaign(session, world, "town", 1, "west1-1")
    campaign(session, world, "town", 3, "east1-1")
    assert shown(session, world, "west") == "town走访1"
    assert shown(session, world, "east") == "town走访3"
    campaign(session, world, "west", 5, "west1-1", CampaignState.CLOSED)
    assert shown(session, world, "west") == "town走访1"


def test_one_that_ended_is_shown_only_where_none_need_run(session: Session, world: World) -> None:
    campaign(session, world, "west", 5, "west1-1", CampaignState.CLOSED)
    assert (shown(session, world, "west"), shown(session, world, "west", running=True)) == ("west走访5", "")


def test_who_sees_a_village_is_shown_the_towns_campaign(session: Session, world: World) -> None:
    campaign(session, world, "town", 1, "west1-1")
    session.commit()
    set_scope(session, scope_for(session, account(session, world, HEAD)))
    assert (shown(session, world, "west"), shown(session, world)) == ("town走访1", "town走访1")
