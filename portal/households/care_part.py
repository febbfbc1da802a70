"""Care categories on a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from portal.exchange.actors import Actor
from portal.exchange.declaration import Entry, Part
from portal.exchange.facts import Facts
from portal.exchange.records import RecordTable, ids_by, referred_to
from portal.exchange.sheet import Field
from portal.households.models import CareCategory
from portal.households.rules import CareSubject


class CareCategoryPart(Part):
    """Found by its code."""

    table = RecordTable(CareCategory, ("code", "name", "group", "applies_to", "sensitive"), listens=True)
    noun = "类别"
    plain: ClassVar = ("code", "name", "group", "applies_to", "sensitive")
    lasting: ClassVar = frozenset({"code", "name", "group", "applies_to", "sensitive"})

    def __init__(self, _session: Session, _actor: Actor) -> None:
        self.fields = (
            Field(
                "code",
                "代号",
                required=True,
                longest=32,
                note="小写字母和数字，不能重复",
                example="alone",
                key_part=True,
            ),
            Field("name", "名称", required=True, longest=32, example="独居老人", width=18),
            Field("group", "大类", required=True, longest=32, example="困难群众", width=16),
            Field(
                "applies_to",
                "登记在",
                "choice",
                options=tuple(CareSubject.options()),
                note="不填为个人",
                example="个人",
                width=10,
            ),
            Field("sensitive", "敏感", "boolean", note="是：仅授权人员可见；不填为否", example="否", width=10),
        )

    def find(self, session: Session, entries: Sequence[Entry]) -> None:
        """By code."""
        found = ids_by(session, CareCategory, ("code",), [(entry.values.get("code"),) for entry in entries])
        for entry in entries:
            entry.id = found.get((entry.values.get("code"),))

    def start(self) -> Facts:
        """For people, and not sensitive."""
        return {**super().start(), "applies_to": CareSubject.PERSON.value, "sensitive": False}

    def natural(self, entry: Entry) -> tuple[tuple[Any, ...], ...]:
        """Code, and name."""
        return (("code", entry.columns["code"]), ("name", entry.columns["name"]))

    def judge(self, session: Session, entries: Sequence[Entry]) -> None:
        """Code and name are free."""
        for column, said in (("code", "这个代号已被使用"), ("name", "这个名称已被使用")):
            taken = ids_by(session, CareCategory, (column,), [(entry.columns[column],) for entry in entries])
            for entry in entries:
                if taken.get((entry.columns[column],)) not in (None, entry.id):
                    entry.wrong(said, column)

    def kept_by(self, session: Session, ids: Sequence[int]) -> dict[int, str]:
        """Residents and homes that belong to it."""
        return referred_to(
            session, "care_category_id", ids, {"resident_care": "名居民属于它", "household_care": "户属于它"}
        )
