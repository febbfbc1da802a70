"""Issue categories on a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.exchange.actors import Actor
from portal.exchange.declaration import Entry, Part
from portal.exchange.facts import Facts
from portal.exchange.records import RecordTable, ids_by, referred_to
from portal.exchange.sheet import Field
from portal.issues.models import Department, IssueCategory

USUAL_DAYS = 5


class IssueCategoryPart(Part):
    """Found by its code."""

    table = RecordTable(IssueCategory, ("code", "name", "group", "limit_days", "department_id"), listens=True)
    noun = "类别"
    plain: ClassVar = ("code", "name", "group", "limit_days")
    lasting: ClassVar = frozenset({"code", "name", "group", "limit_days"})

    def __init__(self, session: Session, _actor: Actor) -> None:
        departments = list(session.scalars(select(Department).order_by(Department.code)))
        self._departments = {row.code: int(row.id) for row in departments}
        self._codes = {int(row.id): row.code for row in departments}
        self._retired = {int(row.id): row.name for row in departments if row.retired}
        self.fields = (
            Field("code", "代号", required=True, longest=32, note="不能重复", example="road", key_part=True),
            Field("name", "名称", required=True, longest=64, example="道路养护", width=20),
            Field("group", "大类", longest=64, example="基础设施", width=18),
            Field("limit_days", "办理时限（工作日）", "integer", minimum=Decimal(0), maximum=Decimal(365), note="0 为即办；不填为 5",
                  example="5", width=16),
            Field("department", "承办部门", "choice", options=tuple((row.code, row.name) for row in departments), width=16),
        )  # fmt: skip

    def find(self, session: Session, entries: Sequence[Entry]) -> None:
        """By code."""
        found = ids_by(session, IssueCategory, ("code",), [(entry.values.get("code"),) for entry in entries])
        for entry in entries:
            entry.id = found.get((entry.values.get("code"),))

    def start(self) -> Facts:
        """The usual limit."""
        return {**super().start(), "group": "", "limit_days": USUAL_DAYS}

    def read(self, session: Session, entries: Sequence[Entry]) -> None:
        """Department by code."""
        super().read(session, entries)
        for entry in entries:
            given = self.given(entry)
            if "department" in given:
                entry.columns["department_id"] = self._departments[given["department"]] if given["department"] else None

    def write(self, facts: Facts) -> dict[str, Any]:
        """The cells of a category."""
        return {**super().write(facts), "department": self._codes.get(facts["department_id"] or 0)}

    def natural(self, entry: Entry) -> tuple[tuple[Any, ...], ...]:
        """The code."""
        return ((entry.columns["code"],),)

    def judge(self, session: Session, entries: Sequence[Entry]) -> None:
        """A code that is free, a department in use."""
        taken = ids_by(session, IssueCategory, ("code",), [(entry.columns["code"],) for entry in entries])
        for entry in entries:
            if taken.get((entry.columns["code"],)) not in (None, entry.id):
                entry.wrong("这个代号已被使用", "code")
            name = self._retired.get(entry.columns["department_id"] or 0)
            if name and "department_id" in entry.changes:
                entry.wrong(f"部门“{name}”已停用，请改选其他部门", "department")

    def kept_by(self, session: Session, ids: Sequence[int]) -> dict[int, str]:
        """Issues of the category."""
        return referred_to(session, "category_id", ids, {"issue": "件诉求"})
