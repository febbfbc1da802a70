"""Maps on paper show the progress of a campaign of their own area, whoever draws them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.foundation.clock import now
from portal.printing.kinds import KINDS, Wish
from portal.printing.models import PrintBatch
from portal.printing.rules import PrintKind
from tests.fixtures.world import World
from tests.portal.campaigns.campaigns import campaign
from tests.portal.printing.papers import apply_plan

SHOWN = ("shows: [boundaries, houses", "shows: [progress, boundaries, houses")


def test_a_map_on_paper_shows_the_progress_of_its_own_area(planned: Session, world: World) -> None:
    apply_plan(planned, number=2, changed=SHOWN)
    campaign(planned, world, "town", 1, "west1-1")
    campaign(planned, world, "east", 2, "east1-1")
    kind = KINDS[PrintKind.MAPS]
    found = kind.check(planned, Wish(world.grids["town"], options={"each": "y"}))
    sheets = kind.contexts(planned, PrintBatch(kind=found.kind, created_at=now()), found.subjects)
    notes = {area: sheets[world.grids[area]].note for area in ("west", "east")}  # type: ignore[attr-defined]
    assert notes == {"west": "走访进度：town走访1", "east": "走访进度：east走访2"}


def test_the_check_of_maps_names_where_no_campaign_runs(planned: Session, world: World) -> None:
    apply_plan(planned, number=2, changed=SHOWN)
    wish = Wish(world.grids["town"], options={"each": "y"})
    assert "没有正在进行的走访活动，图上没有进度" in KINDS[PrintKind.MAPS].check(planned, wish).notes
    campaign(planned, world, "east", 2, "east1-1")
    assert "西村没有正在进行的走访活动，图上没有进度" in KINDS[PrintKind.MAPS].check(planned, wish).notes
