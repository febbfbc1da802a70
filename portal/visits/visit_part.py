"""Visits on a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.exchange.actors import Actor
from portal.exchange.declaration import Entry, Part
from portal.exchange.facts import Facts
from portal.exchange.records import RecordTable, ids_by, portions
from portal.exchange.sheet import Field
from portal.exchange.vocabulary import Options
from portal.foundation.clock import today
from portal.grids.choosing import GridChoices
from portal.households.models import Household
from portal.members.naming import MemberNames
from portal.plans.current import version_in_force
from portal.visits.models import Visit
from portal.visits.rules import Satisfaction, VisitWay, visit_problem


class VisitPart(Part):
    """Found by household, day, way and visitor. A household is named by its grid and number."""

    table = RecordTable(
        Visit, ("household_id", "member_id", "visited_on", "way", "note", "satisfaction", "plan_version_id")
    )
    noun = "走访"
    plain: ClassVar = ("visited_on", "way", "note", "satisfaction")
    lasting: ClassVar = frozenset({"grid", "code", "visited_on", "way"})

    def __init__(self, session: Session, _actor: Actor) -> None:
        self.grids, self.members = GridChoices(session), MemberNames(session)
        version = version_in_force(session)
        self._version = version.id if version else None
        self._homes: dict[int, tuple[int, str, str | None]] = {}
        self.fields = _fields(self.grids.options)

    def find(self, session: Session, entries: Sequence[Entry]) -> None:
        """By household, day, way and visitor; a visit by nobody in particular too."""
        homes = self._households(session, entries)
        keys = {
            entry: (homes.get(entry), entry.values.get("visited_on"), entry.values.get("way"), self._visitor(entry))
            for entry in entries
        }
        found: dict[tuple[Any, ...], int] = {}
        for portion in portions({key[0] for key in keys.values() if key[0] is not None}):
            statement = select(Visit.id, Visit.household_id, Visit.visited_on, Visit.way, Visit.member_id)
            rows = session.execute(statement.where(Visit.household_id.in_(portion)).order_by(Visit.id.desc()))
            found |= {tuple(row[1:]): int(row[0]) for row in rows}
        for entry, key in keys.items():
            entry.id = found.get(key)

    def _households(self, session: Session, entries: Sequence[Entry]) -> dict[Entry, int]:
        keys = {
            entry: (self.grids.ids.get(entry.values.get("grid") or ""), entry.values.get("code")) for entry in entries
        }
        found = ids_by(session, Household, ("grid_id", "code"), [key for key in keys.values() if None not in key])
        return {entry: found[key] for entry, key in keys.items() if key in found}

    def _visitor(self, entry: Entry) -> int | None:
        return self.members.find(entry.values.get("member"), entry.values.get("member_phone"))[0]

    def start(self) -> Facts:
        """At home, under the profile in force."""
        return {**super().start(), "way": VisitWay.HOME.value, "plan_version_id": self._version}

    def read(self, session: Session, entries: Sequence[Entry]) -> None:
        """Household by grid and number, visitor by name."""
        super().read(session, entries)
        homes = self._households(session, entries)
        for entry in entries:
            given = self.given(entry)
            if entry in homes:
                entry.columns["household_id"] = homes[entry]
            elif given.get("code"):
                entry.wrong("这个网格里没有这个户号", "code")
            if "member" in given:
                entry.columns["member_id"], problem = self.members.find(given["member"], given.get("member_phone"))
                if problem:
                    entry.wrong(problem, "member")

    def look_up(self, session: Session, facts: Sequence[Facts]) -> None:
        """The households that were called on."""
        self._homes = {}
        for portion in portions({each["household_id"] for each in facts}):
            statement = select(Household.id, Household.grid_id, Household.code, Household.head_name)
            for identity, grid_id, code, head in session.execute(statement.where(Household.id.in_(portion))):
                self._homes[identity] = (grid_id, code, head)

    def write(self, facts: Facts) -> dict[str, Any]:
        """The cells of a visit."""
        grid_id, code, head = self._homes[facts["household_id"]]
        name, phone = self.members.name(facts["member_id"])
        return {
            **super().write(facts), "grid": self.grids.codes.get(grid_id), "code": code, "head_name": head,
            "member": name, "member_phone": phone,
        }  # fmt: skip

    def natural(self, entry: Entry) -> tuple[tuple[Any, ...], ...]:
        """Household, day, way and visitor."""
        columns = entry.columns
        if entry.token is not None:
            return ()
        return ((columns["household_id"], columns["visited_on"], columns["way"], columns["member_id"]),)

    def judge(self, session: Session, entries: Sequence[Entry]) -> None:
        """The rules of visits; the head's name must be that of the household."""
        self.look_up(session, [entry.columns for entry in entries if entry.columns["household_id"]])
        for entry in entries:
            columns = entry.columns
            problem = visit_problem(columns["visited_on"], columns["way"], columns["satisfaction"], today())
            if problem:
                entry.wrong(*problem)
            head = entry.values.get("head_name")
            stored = self._homes.get(columns["household_id"] or 0, (0, "", None))[2]
            if head and not entry.bad and head != stored:
                entry.remark(f"这一户登记的户主是「{stored or '（未登记）'}」，请核对户号", "head_name")


def _fields(grids: Options) -> tuple[Field, ...]:
    return (
        Field("grid", "所属网格", "choice", required=True, options=grids, width=20, key_part=True, note="住户所在的网格",
              example=grids[-1][1] if grids else ""),
        Field("code", "户号", required=True, longest=32, example="001", width=10, key_part=True),
        Field("head_name", "户主", longest=64, note="只用来核对，不会改动", width=10),
        Field("visited_on", "走访日期", "date", required=True, example="2026-03-01", width=13, key_part=True),
        Field("way", "方式", "choice", options=tuple(VisitWay.options()), note="不填为入户", example="入户", width=10),
        Field("satisfaction", "满意程度", "choice", options=tuple(Satisfaction.options()), note="见到人或通话后才填", width=10),
        Field("member", "网格员", longest=64, note="姓名；重名的再填电话", width=10),
        Field("member_phone", "网格员电话", "phone"),
        Field("note", "记录", longest=1000, width=30),
    )  # fmt: skip
