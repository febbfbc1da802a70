"""Who was met, what is known of the absent and what was answered, on the sheet of visits."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.campaigns.models import VisitTask
from portal.campaigns.services import open_campaign
from portal.foundation.clock import today
from portal.grids.models import Grid
from portal.households.models import Household, Resident
from portal.visits.models import Visit, VisitAbsence
from tests.fixtures.profiles import put_in_force
from tests.fixtures.world import World
from tests.portal.exchange.conftest import Desk, book, edited, rows_of

ROW = {"所属网格": "西村第一网格", "户号": "002", "走访日期": "2026-03-02", "方式": "入户"}
AWAY = {
    **ROW, "方式": "无人在家", "外出联系电话": "13900001111", "外出时间": "2026-02-01", "外出住址": "无锡市", "外出职业": "务工",
    "预计返回": "2026-12-01", "外出联系人": "赵大",
}  # fmt: skip
LIST = {"key": "safety", "name": "安全清单", "sections": [{"key": "fire", "name": "消防", "questions": [
    {"key": "gas", "text": "用煤气吗", "kind": "boolean"}, {"key": "many", "text": "几口人", "kind": "integer"},
]}]}  # fmt: skip


def newest(session: Session) -> Visit:
    session.expire_all()
    return session.scalars(select(Visit).order_by(Visit.id.desc()).limit(1)).one()


def out(desk: Desk, visit: Visit) -> dict[str, Any]:
    return next(row for row in rows_of(desk.export("visits")) if f"visit:{visit.id}:" in row["记录编号（请勿修改）"])


def test_what_is_known_of_the_absent_comes_in_out_and_back_again(session: Session, desk: Desk, world: World) -> None:
    run = desk.load("visits", book([AWAY]))
    assert (run.new, run.bad) == (1, 0), desk.findings(run)
    visit = newest(session)
    assert visit.absence is not None
    assert (visit.absence.address, str(visit.absence.until), visit.absence.contact) == ("无锡市", "2026-12-01", "赵大")
    assert {key: out(desk, visit)[key] for key in AWAY} == AWAY

    def moved(row: dict[str, Any]) -> None:
        if row["外出住址"]:
            row["外出住址"], row["外出联系人"] = "苏州市", ""

    changed = desk.load("visits", edited(desk.export("visits"), moved))
    assert (changed.changed, changed.bad) == (1, 0), desk.findings(changed)
    stored = newest(session).absence
    assert stored is not None
    assert (stored.address, stored.contact, stored.phone) == ("苏州市", None, "13900001111")
    assert desk.undo(changed.id).left == 0
    assert (newest(session).absence or stored).address == "无锡市"
    assert desk.undo(run.id).left == 0
    assert session.scalar(select(VisitAbsence.visit_id)) is None


def test_who_was_met_is_named_and_settles_the_own_task(session: Session, desk: Desk, world: World) -> None:
    home = session.get_one(Household, world.households["west1-2"])
    people = {"key": "people", "name": "居民", "subject": "resident"}
    put_in_force(session, tables=[], rates=[], campaigns=[
        {"key": "spring", "name": "春季走访", "starts_on": str(today()), "ends_on": str(today()), "objects": [people]},
    ])  # fmt: skip
    session.add(Resident(household_id=home.id, name="赵小乙", relation="other"))
    session.flush()
    open_campaign(session, "spring", session.get_one(Grid, world.grids["town"]))
    session.commit()
    run = desk.load("visits", book([{**ROW, "走访日期": str(today()), "见到的人": "赵小乙"}]))
    assert (run.new, run.bad) == (1, 0), desk.findings(run)
    tasks = select(Resident.name, VisitTask.state).join(VisitTask.resident).where(VisitTask.household_id == home.id)
    states = {row.name: row.state for row in session.execute(tasks)}
    assert states.pop("赵小乙") == "visited"
    assert set(states.values()) == {"open"}
    assert out(desk, newest(session))["见到的人"] == "赵小乙"


def test_answers_go_out_in_words_and_never_in(session: Session, desk: Desk, world: World) -> None:
    version = put_in_force(session, checklists=[LIST], campaigns=[], tables=[], rates=[])
    visit = session.scalars(select(Visit).where(Visit.household_id == world.households["west1-1"])).one()
    visit.checklist, visit.answers, visit.plan_version_id = "safety", {"gas": False, "many": 4}, version.id
    session.commit()
    assert out(desk, visit)["清单答案"] == "用煤气吗：否；几口人：4"
    same = desk.upload("visits", desk.export("visits"))
    assert (same.new, same.changed, same.bad, desk.findings(same)) == (0, 0, 0, [])
    run = desk.upload("visits", book([{**ROW, "清单答案": "用煤气吗：是"}]))
    assert (run.new, run.bad) == (1, 0)
    assert "不从表格导入" in str(desk.findings(run))


@pytest.mark.parametrize(
    ("values", "column", "sentence"),
    [
        ({"见到的人": "孙悟空"}, "见到的人", "孙悟空不在这一户"), ({"方式": "拒访", "见到的人": "赵乙"}, "见到的人", "没有见到人"),
        ({"外出住址": "无锡市"}, "方式", "不填不在家的情况"), ({"方式": "电话", "外出时间": "2099-01-01"}, "外出时间", "不能晚于今天"),
        ({"方式": "电话", "外出时间": "2026-02-01", "预计返回": "2026-01-01"}, "预计返回", "早于外出时间"),
        ({"户号": "", "单位": "west1 商店", "见到的人": "赵乙"}, "见到的人", "走访单位的不填"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named_on_its_cell(desk: Desk, values: dict[str, str], column: str, sentence: str) -> None:
    run = desk.upload("visits", book([{**ROW, **values}]))
    ((_row, where, said),) = desk.findings(run)
    assert (run.bad, where, sentence in said) == (1, column, True), said
