"""Tables with one row a grid or one row a village: who looks after it, what it is like, and how much of everything there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import select

from portal.figures import rates
from portal.grids.models import Grid
from portal.tables import wording
from portal.tables.counting import COUNTED, Sums, sums
from portal.tables.people import Keeper, keepers, names, phones
from portal.tables.places import Place
from portal.tables.shares import share
from portal.tables.work import Family, Found, Part, Work
from portal.visits.rules import Rate


@dataclass(frozen=True)
class GridFact:
    """A grid with its figures by source."""

    work: Work
    place: Place
    grid: Grid | None
    keepers: list[Keeper]
    counts: Mapping[str, Sums]
    rates: Mapping[str, Mapping[int, Rate]]


def find_grids(work: Work, limit: int | None) -> Found:
    """The grids in which people are visited, by code."""
    kinds = work.arguments("kind")
    rows = [place for place in work.places.rows(None) if not kinds or place.kind in kinds]
    return _found(work, rows, "grid", limit)


def find_villages(work: Work, limit: int | None) -> Found:
    """The villages and communities of the ground, by code; of a ground inside one, the ground itself."""
    top = work.places.top_place
    rows = work.places.rows(work.places.village) or ([top] if top else [])
    return _found(work, rows, "village", limit)


def _found(work: Work, rows: Sequence[Place], axis: str, limit: int | None) -> Found:
    return Found(len(rows), _facts(work, rows[:limit], axis))


def _facts(work: Work, rows: Sequence[Place], axis: str) -> Iterator[GridFact]:
    written = [column.source for column in work.table.columns]
    counts = {each: sums(work, *_parted(each), rows) for each in written if _parted(each)[0] in COUNTED}
    shares = {
        key: _rates(work, key, rows, axis) for key in (_parted(each)[1] for each in written if each.startswith("rate:"))
    }
    grids = _records(work)
    looked_after = keepers(work)
    for place in rows:
        yield GridFact(work, place, grids.get(place.id), looked_after.get(place.id, []), counts, shares)


def _parted(source: str) -> tuple[str, str]:
    name, _, argument = source.partition(":")
    return name, argument


def _records(work: Work) -> dict[int, Grid]:
    found = work.session.scalars(select(Grid).where(Grid.path.startswith(work.ground.grid, autoescape=True)))
    return {grid.id: grid for grid in found}


def _rates(work: Work, key: str, rows: Sequence[Place], axis: str) -> dict[int, Rate]:
    """One query for all rows of the axis; a row that the axis does not have is asked for by itself."""
    known = {row.key: rate for row, rate in rates.by(work.session, key, work.ground, axis).items()}
    return {
        place.id: known[str(place.id)]
        if str(place.id) in known
        else rates.rate(work.session, key, replace(work.ground, grid=place.path))
        for place in rows
    }


def _count(source: str, fact: GridFact, argument: str) -> int:
    written = f"{source}:{argument}" if argument else source
    return fact.counts[written].get(fact.place.id, 0)


def _above(fact: GridFact) -> str:
    """The grid that a cell belongs to; a grid right below the village is its own."""
    above = fact.work.places.parent_of(fact.place.id)
    return above.name if above else fact.place.name


PARTS: dict[str, Part] = {
    "village": lambda fact, _: fact.work.places.village_of(fact.place.id),
    "town": lambda fact, _: fact.work.places.town_of(fact.place.id),
    "grid": lambda fact, _: _above(fact), "name": lambda fact, _: fact.place.name, "code": lambda fact, _: fact.place.code,
    "kind": lambda fact, _: wording.grid_kind_of(fact.work.profile, fact.place.kind),
    "member": lambda fact, _: names(fact.keepers), "phone": lambda fact, _: phones(fact.keepers),
    "remark": lambda fact, _: fact.grid.remark if fact.grid else None,
    "rate": lambda fact, key: share(fact.rates[key][fact.place.id]),
    "field": lambda fact, key: wording.custom_value(fact.work, {"grid": fact.grid}, key),
    **{source: partial(_count, source) for source in sorted(COUNTED)},
}  # fmt: skip

GROUPS = {
    "village": lambda fact: fact.work.places.village_of(fact.place.id),
    "grid": _above,
    "member": lambda fact: names(fact.keepers),
}

GRIDS = Family(find_grids, PARTS, GROUPS)
VILLAGES = Family(find_villages, PARTS, GROUPS)
