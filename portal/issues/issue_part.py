"""Issues on a sheet. New ones come in as registered; how far an issue is changes only on its page, step by step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.exchange.actors import Actor
from portal.exchange.declaration import Entry, Part
from portal.exchange.facts import Facts
from portal.exchange.records import RecordTable, ids_by, portions, referred_to
from portal.exchange.vocabulary import options_of
from portal.foundation.calendar import calendar_of
from portal.foundation.clock import now, today
from portal.foundation.workdays import Calendar
from portal.grids.choosing import GridChoices
from portal.households.models import Household
from portal.issues import clock
from portal.issues.issue_fields import fields_of
from portal.issues.models import Department, Issue, IssueCategory
from portal.issues.numbers import next_number
from portal.issues.rules import USUAL_SOURCE
from portal.issues.workflow import ISSUE_CLASSES, ISSUE_STATES, workflow_of
from portal.members.naming import MemberNames
from portal.plans.current import version_in_force
from portal.plans.vocabulary import ISSUE_SOURCES
from seeds.sections.limits import TimeLimit

FIXED = {
    "grid_id": "grid",
    "household_id": "code",
    "category_id": "category",
    "department_id": "department",
    "member_id": "member",
    "issue_class": "issue_class",
}
"""What a stored issue keeps, whatever the sheet says: column -> field."""


class _Category(NamedTuple):
    id: int
    limit: TimeLimit
    issue_class: str | None


class IssuePart(Part):
    """Found by its number; without one by grid, day and title."""

    table = RecordTable(
        Issue,
        ("number", "source", "grid_id", "household_id", "category_id", "department_id", "member_id", "title", "text", "place",
         "contact_name", "phone", "state", "stage", "issue_class", "holder_id", "registered_at", "due_on", "due_at", "plan_version_id"),
    )  # fmt: skip
    noun = "诉求"
    plain: ClassVar = ("number", "source", "title", "text", "place", "contact_name", "phone")
    lasting: ClassVar = frozenset(
        {"number", "source", "title", "text", "grid", "category", "registered_on", "code", "department", "member"}
    )

    def __init__(self, session: Session, _actor: Actor) -> None:
        self.grids, self.members = GridChoices(session), MemberNames(session)
        categories = list(session.scalars(select(IssueCategory).order_by(IssueCategory.code)))
        self._retired = {each.id: each.name for each in categories if each.retired}
        self._categories = {
            each.code: _Category(each.id, clock.limit_now(session, each), clock.class_of(session, each))
            for each in categories
        }  # fmt: skip
        self._initial, self._states = (
            workflow_of(session).initial,
            tuple(ISSUE_STATES.options(retired=True, session=session)),
        )
        self._classes = tuple(ISSUE_CLASSES.options(session=session))
        departments = list(session.scalars(select(Department).order_by(Department.code)))
        self._departments = {row.code: int(row.id) for row in departments}
        self._closed = {row.code: row.name for row in departments if row.retired}
        version = version_in_force(session)
        self._version = version.id if version else None
        self.fields = fields_of(
            self.grids.options, tuple((each.code, str(each)) for each in categories),
            tuple((row.code, row.name) for row in departments), options_of(session, ISSUE_SOURCES, Issue.source), self._states,
            self._classes,
        )  # fmt: skip
        self._homes: dict[int, str] = {}
        self._drawn: dict[dt.date, int] = {}

    def find(self, session: Session, entries: Sequence[Entry]) -> None:
        """By number; else by grid, day and title."""
        found = ids_by(
            session, Issue, ("number",), [(number,) for entry in entries if (number := entry.values.get("number"))]
        )
        names = {
            entry: (self.grids.ids.get(entry.values.get("grid") or ""), entry.values.get("title")) for entry in entries
        }
        alike: dict[tuple[Any, ...], int] = {}
        for portion in portions({key[0] for entry, key in names.items() if not entry.values.get("number") and key[0]}):
            statement = select(Issue.id, Issue.grid_id, Issue.title, Issue.registered_at).where(
                Issue.grid_id.in_(portion)
            )
            alike |= {
                (row[1], row[2], row[3].date()): int(row[0])
                for row in session.execute(statement.order_by(Issue.id.desc()))
            }
        for entry, key in names.items():
            number, day = entry.values.get("number"), entry.values.get("registered_on") or today()
            entry.id = found.get((number,)) if number else alike.get((*key, day))

    def start(self) -> Facts:
        """Registered now."""
        return {
            **super().start(), "source": USUAL_SOURCE, "state": self._initial.key, "stage": self._initial.stage, "registered_at": now(),
            "plan_version_id": self._version,
        }  # fmt: skip

    def read(self, session: Session, entries: Sequence[Entry]) -> None:
        """Grid, category, department and member by name; the household by its number in the grid."""
        super().read(session, entries)
        keys = {
            entry: (self.grids.ids.get(entry.values.get("grid") or ""), entry.values.get("code")) for entry in entries
        }
        homes = ids_by(session, Household, ("grid_id", "code"), [key for key in keys.values() if None not in key])
        for entry in entries:
            given, columns, category = self.given(entry), entry.columns, None
            if given.get("code"):
                columns["household_id"] = homes.get(keys[entry])
                if columns["household_id"] is None:
                    entry.wrong("这个网格里没有这个户号", "code")
            if given.get("category"):
                category = self._categories[given["category"]]
                columns["category_id"] = category.id
            self._take_over(entry, given)
            if entry.current is None:
                _complete(entry, given, category, calendar_of(session))

    def _take_over(self, entry: Entry, given: dict[str, Any]) -> None:
        """Grid, department and member by name."""
        columns = entry.columns
        if given.get("grid"):
            columns["grid_id"] = self.grids.ids[given["grid"]]
        if given.get("department"):
            columns["department_id"] = self._departments[given["department"]]
        if given.get("member"):
            columns["member_id"], problem = self.members.find(given["member"])
            if problem:
                entry.wrong(problem, "member")

    def look_up(self, session: Session, facts: Sequence[Facts]) -> None:
        """Numbers of the households."""
        self._homes = {}
        for portion in portions({each["household_id"] for each in facts if each["household_id"]}):
            self._homes |= {
                int(row[0]): row[1]
                for row in session.execute(select(Household.id, Household.code).where(Household.id.in_(portion)))
            }

    def write(self, facts: Facts) -> dict[str, Any]:
        """The cells of an issue."""
        categories = {each.id: code for code, each in self._categories.items()}
        departments = {identity: code for code, identity in self._departments.items()}
        return {
            **super().write(facts), "registered_on": facts["registered_at"].date(), "grid": self.grids.codes.get(facts["grid_id"]),
            "code": self._homes.get(facts["household_id"] or 0), "category": categories.get(facts["category_id"]),
            "department": departments.get(facts["department_id"] or 0), "member": self.members.name(facts["member_id"])[0],
            "state": facts["state"], "issue_class": facts["issue_class"],
        }  # fmt: skip

    def natural(self, entry: Entry) -> tuple[tuple[Any, ...], ...]:
        """The number; else grid, day and title."""
        columns = entry.columns
        if columns["number"]:
            return ((columns["number"],),)
        return ((columns["grid_id"], columns["registered_at"].date(), columns["title"]),)

    def judge(self, session: Session, entries: Sequence[Entry]) -> None:
        """What a registration needs; what a stored issue keeps."""
        numbers = [entry.columns["number"] for entry in entries if entry.columns["number"]]
        statement = select(Issue.number, Issue.id).where(Issue.number.in_(numbers))
        rows = session.execute(statement, execution_options={"unscoped": True})
        taken: dict[str, int] = {row[0]: row[1] for row in rows}
        for entry in entries:
            columns = entry.columns
            if taken.get(columns["number"]) not in (None, entry.id):
                entry.wrong("编号已存在", "number")
            if columns["registered_at"].date() > today():
                entry.wrong("登记日期不能晚于今天", "registered_on")
            for column, key in FIXED.items() if entry.current is not None else ():
                if column in entry.changes:
                    entry.wrong("已登记的诉求不能在表里改这一栏，请在它的页面上办理", key)
            if entry.current is None:
                self._judge_new(entry)
            state = entry.values.get("state")
            if state and state != columns["state"]:
                entry.remark(f"办理状态不能导入，新诉求一律为{self._initial.name}", "state")

    def _judge_new(self, entry: Entry) -> None:
        """Grid, category and the department that is named are in use, as for a registration on screen."""
        if said := self.grids.problem(entry.columns["grid_id"]):
            entry.wrong(said, "grid")
        if name := self._retired.get(entry.columns["category_id"] or 0):
            entry.wrong(f"类别“{name}”已停用，请改选其他类别", "category")
        if name := self._closed.get(entry.values.get("department") or ""):
            entry.wrong(f"部门“{name}”已停用，请改选其他部门", "department")

    def complete(self, session: Session, entries: Sequence[Entry]) -> None:
        """The next numbers of the day of registration."""
        for entry in entries:
            day = entry.columns["registered_at"].date()
            if entry.columns["number"]:
                continue
            drawn = max(int(next_number(session, day)), self._drawn.get(day, 0) + 1)
            self._drawn[day] = drawn
            entry.columns["number"] = str(drawn)

    def kept_by(self, session: Session, ids: Sequence[int]) -> dict[int, str]:
        """History that cannot be deleted."""
        return referred_to(session, "issue_id", ids, {"issue_event": "条流转记录"})


def _complete(entry: Entry, given: dict[str, Any], category: _Category | None, calendar: Calendar) -> None:
    """What follows from the grid, the day and the category."""
    columns = entry.columns
    columns["holder_id"] = columns["grid_id"]
    if given.get("registered_on"):
        columns["registered_at"] = dt.datetime.combine(given["registered_on"], dt.time(9))
    if category is not None:
        columns["due_on"], columns["due_at"] = clock.term(calendar, category.limit, columns["registered_at"])
        columns["issue_class"] = given.get("issue_class") or category.issue_class
