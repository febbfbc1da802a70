"""Every row that leaves an entry in the audit trail is told of in Chinese: the row, its table, its columns, its deeds."""

from __future__ import annotations

import ast
import json
import re
from typing import Any

import pytest
from flask import Flask
from flask_appbuilder import Model
from sqlalchemy import select
from sqlalchemy.orm import Mapper, Session

from portal.campaigns.models import Sample, SampleItem
from portal.campaigns.rules import SampleResult
from portal.foundation.audit import AuditEntry
from portal.foundation.clock import now
from portal.households.models import Household
from portal.security.audit_view import changes_in_words
from portal.security.privacy import STARS, told
from portal.security.trail import NOT_KEPT, told_columns
from portal.security.wording import column_label, subject_label
from portal.visits.models import Visit, VisitAbsence
from tests.architecture.test_house_rules import ROOT, python_files
from tests.fixtures.world import World

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def kept() -> list[Mapper[Any]]:
    """The mapped classes whose rows leave entries."""
    return [each for each in Model.registry.mappers if not issubclass(each.class_, NOT_KEPT)]


def test_every_row_that_is_told_of_has_a_name() -> None:
    own = {
        each.class_: {name for owner in each.class_.__mro__[:-1] for name in vars(owner)} & {"__str__", "last_name"}
        for each in kept()
    }
    own = {model: names | ({"__repr__"} & set(vars(model))) for model, names in own.items()}
    assert len(own) > 25
    assert [model.__name__ for model, names in own.items() if not names] == []


def test_every_table_and_column_that_is_told_of_is_named_in_chinese(app: Flask) -> None:
    tables = [each.local_table.name for each in kept()]  # type: ignore[attr-defined]
    assert [table for table in tables if not _CHINESE.search(subject_label(table))] == []
    columns = [(each.local_table.name, name) for each in kept() for name in told_columns(each)]  # type: ignore[attr-defined]
    assert [one for one in columns if not _CHINESE.search(column_label(*one))] == []


def test_every_deed_of_its_own_tells_its_subject_in_chinese(app: Flask) -> None:
    calls = (
        node for name in python_files() if name.startswith("portal/") for node in ast.walk(ast.parse((ROOT / name).read_text()))
        if isinstance(node, ast.Call)
    )  # fmt: skip
    subjects = {
        after.value for call in calls for before, after in zip(call.args, call.args[1:], strict=False)
        if re.search(r"\bDeed\.[A-Z_]+$", ast.unparse(before)) and isinstance(after, ast.Constant)
    }  # fmt: skip
    assert len(subjects) > 8
    assert [subject for subject in subjects if not _CHINESE.search(subject_label(str(subject)))] == []


@pytest.fixture
def checked(session: Session, world: World) -> AuditEntry:
    """The entry of a drawn visit that was checked."""
    visit = Visit(household_id=world.households["west1-1"], visited_on=now().date())
    session.add(visit)
    session.flush()
    item = SampleItem(position=3, visit_id=visit.id)
    session.add(Sample(key="spot", name="走访抽查", subject="visits", grid_id=world.grids["west"], period_from=now().date(),
                       period_to=now().date(), seed="x", population=9, newest=9, drawn_at=now(), drawn_by="试", items=[item]))  # fmt: skip
    session.flush()
    item.result, item.note = SampleResult.DIFFERS, "户主说没有来过"
    session.flush()
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    return entry


def test_a_checked_draw_is_told_of_without_what_was_said(checked: AuditEntry) -> None:
    assert subject_label(checked.subject) == "抽查核实"
    assert "object" not in checked.label
    said = str(changes_in_words(checked.subject, checked.changes))
    assert "核实结果：空 → 与记录不符" in said
    assert "没有来过" not in said


def test_when_an_issue_was_urged_is_told_and_what_is_nested_is_not_written_out(app: Flask) -> None:
    changes = {"urged_at": told("issue", "urged_at", [None, "2026-11-22 16:58:04"])}
    assert changes_in_words("issue", json.dumps(changes)) == "督办时间：空 → 2026-11-22 16:58:04"
    nested = json.dumps({"content": [{}, {"title": "公示牌", "shows": ["photo"]}]})
    assert changes_in_words("wording", nested) == "文字：空 → （略）"


def test_where_absent_people_are_is_not_told(session: Session, world: World) -> None:
    absence = VisitAbsence(address="上海市某厂", occupation="焊工", phone="13912345678", contact="试甲")
    home = session.get_one(Household, world.households["west1-1"])
    visit = Visit(household=home, visited_on=now().date(), absence=absence)
    session.add(visit)
    session.flush()
    entry = session.scalars(select(AuditEntry).where(AuditEntry.subject == "visit_absence")).one()
    changes = json.loads(entry.changes or "{}")
    assert entry.label == f"不在家登记 #{visit.id}（走访 #{visit.id}（住户 {home.grid.code}-001，{visit.visited_on}））"
    assert changes["phone"] == [None, "139*****678"]
    assert {changes[name][1] for name in ("address", "occupation", "contact")} == {STARS}
    assert told("visit_absence", "address", [None, "上海"]) == [None, STARS]
