"""Which text stands where: the nearest wins, and paper keeps the text of its time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.clock import now
from portal.grids.models import Grid
from portal.plans.models import PlanVersion
from portal.wordings.drafting import codes_up
from portal.wordings.models import Wording
from portal.wordings.services import paper_texts, wording_for
from tests.fixtures.world import World


def laid(session: Session, world: World, grid: str, title: str, **values: Any) -> Wording:
    """A wording of the letter at a grid; approved a day ago unless said otherwise."""
    content = {"title": title, "salutation": "{head}：", "paragraphs": ["您好。"], "signature": "{centre}"}
    known = session.scalars(select(Wording.version).where(Wording.grid_id == world.grids[grid])).all()
    facts = {
        "state": "approved",
        "decided_at": now() - dt.timedelta(days=1),
        "version": max(known, default=0) + 1,
    } | values
    wording = Wording(
        kind="letter",
        grid_id=world.grids[grid],
        design="letter",
        content=content,
        created_at=now(),
        created_by="甲",
        **facts,
    )
    session.add(wording)
    session.flush()
    return wording


def title_at(session: Session, world: World, grid: str, **how: Any) -> str:
    codes = codes_up(session, session.get_one(Grid, world.grids[grid]))
    return paper_texts(session, **how).of(codes).letter.title


def test_without_a_wording_the_profile_stands(planned: Session, world: World) -> None:
    codes = codes_up(planned, planned.get_one(Grid, world.grids["west1"]))
    assert paper_texts(planned).of(codes).letter.title == "致{town}居民朋友的一封信"
    assert wording_for(planned, world.grids["west1"], "letter") is None


def test_the_nearest_wording_wins_and_others_kinds_stay(planned: Session, world: World) -> None:
    town, west = laid(planned, world, "town", "镇里的信"), laid(planned, world, "west", "西村的信")
    assert [title_at(planned, world, grid) for grid in ("west1", "west", "east1", "town")] == [
        "西村的信", "西村的信", "镇里的信", "镇里的信",
    ]  # fmt: skip
    assert wording_for(planned, world.grids["west2"], "letter") is west
    assert wording_for(planned, world.grids["east2"], "letter") is town
    codes = codes_up(planned, planned.get_one(Grid, world.grids["west1"]))
    assert paper_texts(planned).of(codes).card.title == "网格服务联系卡"


def test_what_is_not_approved_is_not_in_force(planned: Session, world: World) -> None:
    for state in ("draft", "submitted", "returned"):
        laid(planned, world, "town", state, state=state, decided_at=None)
    assert title_at(planned, world, "west1") == "致{town}居民朋友的一封信"


def test_paper_keeps_the_text_of_its_time(planned: Session, world: World) -> None:
    old = laid(planned, world, "town", "旧的", state="retired", decided_at=now() - dt.timedelta(days=9))
    laid(planned, world, "town", "新的")
    ago = [now() - dt.timedelta(days=days) for days in (10, 5, 0)]
    assert [title_at(planned, world, "west1", at=at) for at in ago] == ["致{town}居民朋友的一封信", "旧的", "新的"]
    assert title_at(planned, world, "west1", at=now(), wording_id=old.id) == "旧的", "重印用当时的文字"


def test_a_sample_shows_the_draft_whatever_stands_nearer(planned: Session, world: World) -> None:
    laid(planned, world, "west", "西村的信")
    draft = laid(planned, world, "town", "草稿", state="draft", decided_at=None)
    assert title_at(planned, world, "west1", wording_id=draft.id) == "草稿"
    assert title_at(planned, world, "west1") == "西村的信"


def test_the_plans_own_text_for_a_village_stands_against_a_wording_of_the_town(planned: Session, world: World) -> None:
    plan = planned.scalars(select(PlanVersion)).one()
    own = '\ntexts_by_area:\n  - area: "900000100001"\n    texts: {letter: {title: 方案给西村的信}}\n'
    plan.content = plan.resolved = plan.content + own
    plan.digest = "0" * 64
    planned.flush()
    laid(planned, world, "town", "镇里的信")
    assert [title_at(planned, world, grid) for grid in ("west1", "east1")] == ["方案给西村的信", "镇里的信"]
    laid(planned, world, "west", "西村自己的信")
    assert title_at(planned, world, "west1") == "西村自己的信"
