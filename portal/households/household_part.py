"""Households on a sheet: the outer record of a row, repeated on the row of every resident."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from shapely import Point
from sqlalchemy import exists, func, select, tuple_
from sqlalchemy.orm import Session

from portal.exchange import custom
from portal.exchange.actors import Actor
from portal.exchange.declaration import Asked, Entry, Part
from portal.exchange.facts import Facts
from portal.exchange.records import Link, RecordTable, ids_by, portions, referred_to
from portal.exchange.sheet import Field
from portal.exchange.vocabulary import Options
from portal.foundation.geometry import place_problem
from portal.grids.choosing import GridChoices
from portal.grids.models import Grid, GridLevel
from portal.households.care_choices import CareChoices
from portal.households.location_fields import REPEATED
from portal.households.models import Household, household_care
from portal.households.rules import CareSubject, HouseholdKind, Relation, content_problem
from portal.plans.custom import custom_fields

_REFERRING = {"resident": "名居民", "visit": "次走访记录", "issue": "件诉求"}


class HouseholdPart(Part):
    """Found by its number in the grid; without one by head and address."""

    table = RecordTable(
        Household,
        ("grid_id", "code", "head_name", "address", "phone", "kind", "walking_order", "location", "remark", "extra"),
        links=(Link("care", household_care, "household_id", "care_category_id"),),
    )
    noun = "住户"
    plain: ClassVar = ("code", "head_name", "address", "kind", "walking_order")
    lasting: ClassVar = frozenset({"grid", "code", "kind", "walking_order"})

    def __init__(self, session: Session, actor: Actor) -> None:
        lived_in = exists().where(Household.grid_id == Grid.id)
        self.grids = GridChoices(session, Grid.level.has(GridLevel.visits.is_(True)), lived_in)
        self.asked = Asked.of(session, custom_fields(session, "household", retired=True))
        self.custom = self.asked.on_sheets(actor)
        self.care = CareChoices(session, actor, CareSubject.HOUSEHOLD, "HouseholdView", "住户")
        self.fields = (
            *_fields(self.grids.options),
            *_care_field(self.care.options),
            *custom.columns(self.custom, repeats=True),
        )
        self._taken: dict[int, set[str]] = {}
        self._last: dict[int, int] = {}

    def find(self, session: Session, entries: Sequence[Entry]) -> None:
        """By grid and number, else by grid, head and address."""
        numbered = {entry: (self._grid(entry), entry.values.get("code")) for entry in entries}
        found = ids_by(session, Household, ("grid_id", "code"), [key for key in numbered.values() if None not in key])
        named = {entry: self._name(entry) for entry, key in numbered.items() if key[1] is None}
        at_home = self._at_home(session, [key[:2] for key in named.values() if None not in key[:2]])
        for entry, key in numbered.items():
            entry.id = found.get(key) if entry not in named else at_home.get(named[entry])

    def _at_home(self, session: Session, places: Sequence[tuple[Any, ...]]) -> dict[tuple[Any, ...], int]:
        """The oldest household at these places (grid, address), by place and head."""
        statement = select(Household.id, Household.grid_id, Household.address, Household.head_name)
        found: dict[tuple[Any, ...], int] = {}
        for portion in portions(dict.fromkeys(places)):
            there = statement.where(tuple_(Household.grid_id, Household.address).in_(portion))
            found |= {tuple(row[1:]): int(row[0]) for row in session.execute(there.order_by(Household.id.desc()))}
        return found

    def _grid(self, entry: Entry) -> int | None:
        return self.grids.ids.get(entry.values.get("grid") or "")

    def _name(self, entry: Entry) -> tuple[Any, ...]:
        return self._grid(entry), entry.values.get("address"), entry.values.get("head_name") or _head_of(entry)

    def start(self) -> Facts:
        """A household that lives here."""
        return {**super().start(), "kind": HouseholdKind.RESIDENT.value, "extra": {}, "care": ()}

    def read(self, session: Session, entries: Sequence[Entry]) -> None:
        """Grid by code, point from its two numbers, the head from the row that says who it is."""
        super().read(session, entries)
        for entry in entries:
            given = self.given(entry)
            if given.get("grid"):
                entry.columns["grid_id"] = self.grids.ids[given["grid"]]
            for key, column in (("home_phone", "phone"), ("home_remark", "remark")):
                if key in given:
                    entry.columns[column] = given[key]
            if "home_care" in given:
                entry.columns["care"] = self.care.taken(given["home_care"], entry.columns["care"])
            read_point(entry, given)
            if entry.current is None and not entry.columns["head_name"]:
                entry.columns["head_name"] = _head_of(entry)

    def write(self, facts: Facts) -> dict[str, Any]:
        """The cells of a household."""
        return {
            **super().write(facts), "grid": self.grids.codes.get(facts["grid_id"]), "home_phone": facts["phone"],
            "home_remark": facts["remark"], **self._care_cell(facts), **write_point(facts),
        }  # fmt: skip

    def _care_cell(self, facts: Facts) -> dict[str, Any]:
        return {"home_care": self.care.written(facts["care"])} if self.care.options else {}

    def natural(self, entry: Entry) -> tuple[tuple[Any, ...], ...]:
        """Number in its grid, or head and address there."""
        columns = entry.columns
        names = ("code",) if columns["code"] else ("address", "head_name")
        return ((columns["grid_id"], *(columns[name] for name in names)),)

    def judge(self, session: Session, entries: Sequence[Entry]) -> None:
        """Address and head, a grid in use, a number that is free, the town's own fields."""
        codes = {entry: (entry.columns["grid_id"], entry.columns["code"]) for entry in entries if entry.columns["code"]}
        taken = ids_by(session, Household, ("grid_id", "code"), codes.values())
        for entry in entries:
            columns, changes = entry.columns, entry.changes
            problem = content_problem(columns["kind"], columns["head_name"], columns["address"])
            if problem:
                entry.wrong(*problem)
            if "grid_id" in changes and (said := self.grids.problem(columns["grid_id"])):
                entry.wrong(said, "grid")
            if taken.get(codes.get(entry)) not in (None, entry.id):
                entry.wrong("该网格内已有相同户号的住户", "code")
            for said in self.care.problems((entry.current or {}).get("care", ()), columns["care"]):
                entry.wrong(said, "home_care")
            self.asked.judge(self, entry, columns["kind"], self.grids.paths.get(columns["grid_id"] or 0))

    def complete(self, session: Session, entries: Sequence[Entry]) -> None:
        """The next free number of the grid, and the end of its walk; others may have added homes since the last batch."""
        self._taken.clear()
        self._last.clear()
        for entry in entries:
            grid_id = entry.columns["grid_id"]
            if not entry.columns["code"]:
                entry.columns["code"] = self._number(session, grid_id)
            if entry.columns["walking_order"] is None:
                if grid_id not in self._last:
                    last = select(func.max(Household.walking_order)).where(Household.grid_id == grid_id)
                    self._last[grid_id] = session.scalar(last) or 0
                self._last[grid_id] += 1
                entry.columns["walking_order"] = self._last[grid_id]

    def _number(self, session: Session, grid_id: int) -> str:
        if grid_id not in self._taken:
            self._taken[grid_id] = set(session.scalars(select(Household.code).where(Household.grid_id == grid_id)))
        taken = self._taken[grid_id]
        number = len(taken) + 1
        while f"{number:03}" in taken:
            number += 1
        taken.add(f"{number:03}")
        return f"{number:03}"

    def kept_by(self, session: Session, ids: Sequence[int]) -> dict[int, str]:
        """What tells of a household and would be lost with it."""
        return referred_to(session, "household_id", ids, _REFERRING)


def _care_field(options: Options) -> tuple[Field, ...]:
    """A column for categories of homes, where the plan has any."""
    column = Field(
        "home_care", "家庭关爱类别", "choices", options=options, note="多个用顿号分开", width=18, repeats=True
    )
    return (column,) if options else ()


def _head_of(entry: Entry) -> str | None:
    """Who is the head by the rows of the residents."""
    heads = (row.values.get("name") for row in entry.rows if row.values.get("relation") == Relation.HEAD)
    return next(heads, None)


def read_point(entry: Entry, given: dict[str, Any]) -> None:
    """The point from its two cells."""
    if not {"longitude", "latitude"} & given.keys():
        return
    before = entry.columns.get("location")
    east = given.get("longitude", before and _degrees(before.x))
    north = given.get("latitude", before and _degrees(before.y))
    if (east is None) != (north is None):
        entry.wrong("经度和纬度要一起填，或都不填", "latitude")
    elif east is None or north is None:
        entry.columns["location"] = None
    elif before is None or (east, north) != (_degrees(before.x), _degrees(before.y)):
        entry.columns["location"] = Point(float(east), float(north))
        if problem := place_problem(entry.columns["location"]):
            entry.wrong(problem, "longitude")


def write_point(facts: Facts) -> dict[str, Any]:
    """The two cells of a point."""
    point: Point | None = facts.get("location")
    return {"longitude": _degrees(point.x) if point else None, "latitude": _degrees(point.y) if point else None}


def _degrees(number: float) -> Decimal:
    return Decimal(str(round(number, 7)))


def _fields(grids: tuple[tuple[str, str], ...]) -> tuple[Field, ...]:
    outer: dict[str, Any] = {"repeats": True}
    return (
        Field("grid", "所属网格", "choice", required=True, options=grids, width=20, key_part=True, note="网格的名称或编码",
              example=grids[0][1] if grids else "", **outer),
        Field("code", "户号", longest=32, note="同一网格内不能重复；不填则自动编号", example="001", width=10, key_part=True, **outer),
        Field("head_name", "户主", longest=64, note="除空户外必填", example="张三", width=10, **outer),
        Field("address", "地址", required=True, longest=200, example="文昌路 8 号", width=28, **outer),
        Field("home_phone", "住户电话", "phone", example="13900000000", **outer),
        Field("kind", "住户类别", "choice", options=tuple(HouseholdKind.options()), note="不填为常住", example="常住", width=10, **outer),
        Field("walking_order", "走访次序", "integer", minimum=Decimal(0), maximum=Decimal(1_000_000),
              note="走访和印信按此次序；不填则排在最后", width=10, **outer),
        *REPEATED,
        Field("home_remark", "住户备注", longest=500, width=20, **outer),
    )  # fmt: skip
