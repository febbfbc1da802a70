"""Visits on a sheet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.exchange.actors import Actor
from portal.exchange.annexes import Annex
from portal.exchange.declaration import Entry, Part
from portal.exchange.facts import Facts
from portal.exchange.records import Link, RecordTable, facts_of, ids_by, portions
from portal.foundation.clock import today
from portal.grids.choosing import GridChoices
from portal.households.models import Establishment, Household
from portal.members.naming import MemberNames
from portal.plans.current import version_in_force
from portal.visits.admitting import left_behind
from portal.visits.checking import ABSENCE, absence_problems, met_problem
from portal.visits.columns import visit_fields
from portal.visits.doors import Call, Doors, Home, ids_of
from portal.visits.models import Visit, VisitAbsence, visit_met
from portal.visits.rules import VisitWay, next_problem, visit_problem
from portal.visits.told import Answers, Living, names_of
from portal.visits.turns import hold_homes

_TOLD = ("visited_on", "way", "note", "satisfaction", "wishes", "next_on")
"""Columns that a sheet fills as they stand."""
_ABSENCE = {f"absence_{name}": name for name in ABSENCE}
"""Column of the sheet -> what is noted of those not at home."""


class VisitPart(Part):
    """Found by home, day, way and visitor. A household is named by its grid and number, an establishment by its grid and name."""

    table = RecordTable(
        Visit,
        ("household_id", "establishment_id", "member_id", *_TOLD, "plan_version_id", "checklist", "answers"),
        links=(Link("met", visit_met, "visit_id", "resident_id"),),
        annex=Annex(VisitAbsence.__table__, "visit_id", _ABSENCE),
    )
    noun = "走访"
    plain: ClassVar = (*_TOLD, *_ABSENCE)
    lasting: ClassVar = frozenset({"grid", "code", "establishment", "visited_on", "way"})

    def __init__(self, session: Session, _actor: Actor) -> None:
        self.grids, self.members = GridChoices(session), MemberNames(session)
        version = version_in_force(session)
        self._version = version.id if version else None
        self._homes: dict[int, tuple[int, str, str | None]] = {}
        self._units: dict[int, tuple[int, str]] = {}
        self._names: dict[int, str] = {}
        self._answers = Answers()
        self._heard: dict[Home, list[Call]] = {}
        """Rows of the file that campaigns may ask of those that follow."""
        self.fields = visit_fields(self.grids.options)

    def find(self, session: Session, entries: Sequence[Entry]) -> None:
        """By home, day, way and visitor; a visit by nobody in particular too."""
        homes = self._homes_of(session, entries)
        keys = {
            entry: (
                *homes.get(entry, (None, None)),
                entry.values.get("visited_on"),
                entry.values.get("way"),
                self._visitor(entry),
            )
            for entry in entries
        }
        found: dict[tuple[Any, ...], int] = {}
        for place, column in enumerate((Visit.household_id, Visit.establishment_id)):
            for portion in portions({key[place] for key in keys.values() if key[place] is not None}):
                statement = select(
                    Visit.id, Visit.household_id, Visit.establishment_id, Visit.visited_on, Visit.way, Visit.member_id
                )
                rows = session.execute(statement.where(column.in_(portion)).order_by(Visit.id.desc()))
                found |= {tuple(row[1:]): int(row[0]) for row in rows}
        for entry, key in keys.items():
            entry.id = found.get(key)

    def _homes_of(self, session: Session, entries: Sequence[Entry]) -> dict[Entry, tuple[int | None, int | None]]:
        """(household id, establishment id) of the entries whose home is there."""
        grids = {entry: self.grids.ids.get(entry.values.get("grid") or "") for entry in entries}
        named = [each for each in entries if grids[each] is not None]
        codes = {each: (grids[each], each.values["code"]) for each in named if each.values.get("code")}
        names = {
            each: (grids[each], each.values["establishment"]) for each in named if each.values.get("establishment")
        }
        households = ids_by(session, Household, ("grid_id", "code"), list(codes.values()))
        units = ids_by(session, Establishment, ("grid_id", "name"), list(names.values()))
        return {
            each: (households.get(codes.get(each, ())), units.get(names.get(each, ())))
            for each in named
            if codes.get(each) in households or names.get(each) in units
        }

    def _visitor(self, entry: Entry) -> int | None:
        return self.members.find(entry.values.get("member"), entry.values.get("member_phone"))[0]

    def start(self) -> Facts:
        """At home, under the profile in force."""
        return {**super().start(), "way": VisitWay.HOME.value, "plan_version_id": self._version, "met": ()}

    def read(self, session: Session, entries: Sequence[Entry]) -> None:
        """Home by grid and number or name, visitor by name."""
        super().read(session, entries)
        homes = self._homes_of(session, entries)
        self._answers.look_up(session, [entry.current for entry in entries if entry.current])
        living = Living(session, [household for household, _unit in homes.values() if household])
        for entry in entries:
            given = self.given(entry)
            household, unit = homes.get(entry, (None, None))
            if household or unit:
                entry.columns |= {"household_id": household, "establishment_id": unit}
            if given.get("code") and not household:
                entry.wrong("这个网格里没有这个户号", "code")
            if given.get("establishment") and not unit:
                entry.wrong("这个网格里没有这个单位", "establishment")
            if "member" in given:
                entry.columns["member_id"], problem = self.members.find(given["member"], given.get("member_phone"))
                if problem:
                    entry.wrong(problem, "member")
            self._read_people(entry, living)
            if given.get("answers") and given["answers"] != self._answers.words(entry.current):
                entry.remark("清单的答案不从表格导入，请在走访页面填写", "answers")

    def _read_people(self, entry: Entry, living: Living) -> None:
        """Who was met, by name; who was met elsewhere was not met here."""
        given, columns = self.given(entry), entry.columns
        if "met" in given and not entry.bad:
            columns["met"], problem = living.find(columns["household_id"], given["met"] or "")
            if problem:
                entry.wrong(problem, "met")
        elif entry.current is not None and entry.current["household_id"] != columns["household_id"]:
            columns["met"] = ()

    def look_up(self, session: Session, facts: Sequence[Facts]) -> None:
        """The homes that were called on."""
        self._homes, self._units = {}, {}
        for portion in portions({each["establishment_id"] for each in facts if each["establishment_id"]}):
            units = select(Establishment.id, Establishment.grid_id, Establishment.name)
            for unit_id, grid_id, name in session.execute(units.where(Establishment.id.in_(portion))):
                self._units[unit_id] = (grid_id, name)
        for portion in portions({each["household_id"] for each in facts if each["household_id"]}):
            statement = select(Household.id, Household.grid_id, Household.code, Household.head_name)
            for identity, grid_id, code, head in session.execute(statement.where(Household.id.in_(portion))):
                self._homes[identity] = (grid_id, code, head)
        self._answers.look_up(session, facts)
        self._names = names_of(session, {each for some in facts for each in some["met"]})

    def write(self, facts: Facts) -> dict[str, Any]:
        """The cells of a visit."""
        grid_id, code, head = self._homes.get(facts["household_id"] or 0, (0, "", None))
        unit_grid, unit = self._units.get(facts["establishment_id"] or 0, (0, ""))
        name, phone = self.members.name(facts["member_id"])
        return {
            **super().write(facts), "grid": self.grids.codes.get(grid_id or unit_grid), "code": code or None,
            "establishment": unit or None, "head_name": head, "member": name, "member_phone": phone,
            "met": "、".join(self._names[each] for each in facts["met"] if each in self._names) or None,
            "answers": self._answers.words(facts),
        }  # fmt: skip

    def natural(self, entry: Entry) -> tuple[tuple[Any, ...], ...]:
        """Home, day, way and visitor."""
        columns = entry.columns
        if entry.token is not None:
            return ()
        names = ("household_id", "establishment_id", "visited_on", "way", "member_id")
        return (tuple(columns[name] for name in names),)

    def judge(self, session: Session, entries: Sequence[Entry]) -> None:
        """The rules of visits; the head's name must be that of the household."""
        self.look_up(session, [entry.columns for entry in entries])
        for entry in entries:
            columns = entry.columns
            if (columns["household_id"] is None) == (columns["establishment_id"] is None) and not entry.bad:
                entry.wrong("户号和单位应填一个，也只能填一个", "code")
            for problem in (
                visit_problem(columns["visited_on"], columns["way"], columns["satisfaction"], today()),
                next_problem(columns["visited_on"], columns["next_on"]),
                met_problem(columns["way"], columns["met"]),
                *absence_problems(columns["way"], {name: columns[key] for key, name in _ABSENCE.items()}),
            ):
                if problem:
                    entry.wrong(problem[0], problem[1] if problem[1] in self.keys else "way")
            head = entry.values.get("head_name")
            stored = self._homes.get(columns["household_id"] or 0, (0, "", None))[2]
            if head and not entry.bad and head != stored:
                entry.remark(f"这一户登记的户主是“{stored or '（未登记）'}”，请核对户号", "head_name")
        self._judge_ways(session, [each for each in entries if not each.bad])

    def _judge_ways(self, session: Session, entries: Sequence[Entry]) -> None:
        """What the campaigns of a home admit, row by row: each counts for those that follow it."""
        calls = {entry: _call(entry.columns, entry.id) for entry in entries}
        went = {entry: _call(entry.current, entry.id) for entry in entries if entry.current}
        _hold(session, [*calls.values(), *went.values()])
        doors = Doors.of(session, {call.home for call in calls.values()})
        doors.heard = self._heard
        moved = [
            entry
            for entry, before in went.items()
            if not before.same(calls[entry]) or before.noted != calls[entry].noted
        ]
        standing = left_behind(session, [went[each] for each in moved], [calls[each] for each in moved])
        for entry, call in calls.items():
            asked_anew = entry.current is None or entry in moved
            sentence, key = (doors.problem(call) if asked_anew else None) or (standing.get(entry.id or 0, ""), "way")
            if sentence:
                entry.wrong(sentence, key if key in self.keys else "way")
            else:
                doors.hear(call)

    def kept_by(self, session: Session, ids: Sequence[int]) -> dict[int, str]:
        """Those because of which somebody was telephoned later."""
        calls = [_call(facts, identity) for identity, facts in facts_of(session, self.table, ids).items()]
        _hold(session, calls)
        return {each: f"{sentence}，没有删除" for each, sentence in left_behind(session, calls).items()}


def _hold(session: Session, calls: Collection[Call]) -> None:
    homes = {call.home for call in calls}
    hold_homes(session, ids_of(homes, "household"), ids_of(homes, "establishment"))


def _call(facts: Facts, identity: int | None) -> Call:
    home: Home = (
        ("household", facts["household_id"]) if facts["household_id"] else ("establishment", facts["establishment_id"])
    )
    noted = any(facts[key] for key in _ABSENCE)
    return Call(home, facts["visited_on"], facts["way"], noted, frozenset(facts["met"]), identity)
