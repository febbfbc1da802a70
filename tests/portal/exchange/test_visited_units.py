"""Visits to establishments on the sheet of visits, and what may not be filled in together."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.visits.models import Visit
from tests.fixtures.world import World
from tests.portal.exchange.conftest import Desk, book, rows_of

ROW = {
    "所属网格": "西村第一网格",
    "走访日期": "2026-03-02",
    "方式": "入户",
    "意见建议": "门口积水",
    "下次走访": "2026-03-20",
}


def test_a_visit_to_an_establishment_comes_in_once_and_out_again(session: Session, desk: Desk, world: World) -> None:
    run = desk.load("visits", book([{**ROW, "单位": "west1 商店"}]))
    assert (run.new, run.bad) == (1, 0), desk.findings(run)
    visit = session.scalars(select(Visit).order_by(Visit.id.desc()).limit(1)).one()
    assert (visit.establishment_id, visit.household_id, visit.wishes) == (world.others["shop-west1"], None, "门口积水")
    row = next(row for row in rows_of(desk.export("visits")) if row["单位"])
    assert (row["所属网格"], row["单位"], row["户号"], row["意见建议"]) == (
        "西村第一网格",
        "west1 商店",
        "",
        "门口积水",
    )
    again = desk.upload("visits", book([{**ROW, "单位": "west1 商店"}]))
    assert (again.new, again.same, again.bad) == (0, 1, 0), desk.findings(again)


def test_a_row_names_one_home(desk: Desk) -> None:
    for values, sentence in (
        ({"单位": "west1 商店", "户号": "001"}, "只能填一个"), ({}, "应填一个"), ({"单位": "没有这家"}, "没有这个单位"),
        ({"户号": "001", "下次走访": "2026-03-01"}, "晚于走访日期"),
    ):  # fmt: skip
        run = desk.upload("visits", book([{**ROW, **values}]))
        assert run.bad == 1
        assert sentence in str(desk.findings(run)), desk.findings(run)
