"""What campaigns ask of a visit is asked of the rows of a sheet too, each counting for those below it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.campaigns.models import VisitTask
from portal.foundation.clock import today
from tests.fixtures.world import World
from tests.portal.exchange.conftest import Desk, book, edited
from tests.portal.visits.test_admitting import FIRST, reached, run


@pytest.fixture(autouse=True)
def _spring(session: Session, world: World) -> None:
    run(session, world, telephone=[{"objects": ["homes"], "required": True}])


def row(code: str, way: str, days_ago: int = 0) -> dict[str, Any]:
    day = today() - dt.timedelta(days=days_ago)
    return {"所属网格": "西村第一网格", "户号": code, "走访日期": str(day), "方式": way}


def test_a_call_to_which_nobody_went_is_named_by_its_row(session: Session, desk: Desk) -> None:
    before = reached(session)
    sheet = [row("002", "电话"), row("002", "无人在家", 1), row("003", "无人在家", 1), row("003", "电话")]
    run_ = desk.load("visits", book(sheet))
    assert (run_.new, run_.bad) == (3, 1), desk.findings(run_)
    ((number, column, sentence),) = desk.findings(run_)
    assert (number, column, FIRST in sentence) == (2, "方式", True)
    assert reached(session) == before + 1
    assert desk.load("visits", book(sheet[:1])).new == 1, "now somebody was there"


def test_a_row_cannot_take_away_what_a_call_stands_on_and_undoing_leaves_it(session: Session, desk: Desk) -> None:
    shut = desk.load("visits", book([row("002", "无人在家", 1)]))
    desk.load("visits", book([row("002", "电话")]))
    before = reached(session)

    def refused(each: dict[str, Any]) -> None:
        if each["方式"] == "无人在家":
            each["方式"] = "拒访"

    run_ = desk.upload("visits", edited(desk.export("visits"), refused))
    assert (run_.changed, run_.bad) == (0, 1), desk.findings(run_)
    assert "的电话走访以" in str(desk.findings(run_))
    undone = desk.undo(shut.id)
    assert undone.left == 1, undone
    assert reached(session) == before


def test_tasks_are_settled_by_the_rows(session: Session, desk: Desk) -> None:
    desk.load("visits", book([row("002", "入户", 1), row("002", "电话")]))
    counts = select(func.count(VisitTask.id)).where(VisitTask.state == "visited")
    assert session.scalar(counts) == 1
