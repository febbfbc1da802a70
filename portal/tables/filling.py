"""Fill a table of the plan from the records: its rows, groups, totals, unit, period and signatures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy.orm import Session

from portal.figures.grounds import Ground
from portal.foundation.clock import today
from portal.foundation.errors import Refusal
from portal.plans.current import profile_in_force
from portal.tables import draws, grids, homes, issues, matters, members, pairs, residents, results, units, visits
from portal.tables.periods import period_text
from portal.tables.totals import sums_up, totals_of
from portal.tables.work import Family, Work
from reports.ledgers import Cell, Ledger, LedgerColumn, LedgerGroup, Row
from seeds.sections.tables import ExportTable, TableColumn, TableSubject

FAMILIES: dict[TableSubject, Family] = {
    "issue": issues.FAMILY, "visit": visits.FAMILY, "household": homes.FAMILY, "resident": residents.FAMILY,
    "establishment": units.FAMILY, "grid": grids.GRIDS, "village": grids.VILLAGES, "member": members.FAMILY,
    "assessment": results.FAMILY, "admission": matters.FAMILY, "pairing": pairs.FAMILY, "sample": draws.FAMILY,
}  # fmt: skip
"""How the tables of each subject are filled."""
BY_ITSELF = frozenset({"number", "blank"})
"""Sources that need no record: the running number, and what is written by hand."""


def fill(session: Session, table: ExportTable, ground: Ground, limit: int | None = None) -> Ledger:
    """The table filled for a ground. `limit`: only so many rows, for a look; totals and count are of all in any case.

    Raises `Refusal` for a source that tables of this subject cannot show.
    """
    check_sources(table)
    work = Work(session, table, ground, profile_in_force(session))
    family = FAMILIES[table.subject]
    found = family.find(work, None if sums_up(table) else limit)
    lines = list(_filled(work, family, found.facts))
    day = today()
    return Ledger(
        title=table.title, unit=_unit(work), period=period_text(work), date_text=f"{day.year}年{day.month}月{day.day}日",
        columns=tuple(LedgerColumn(column.name, column.heading or "", column.width) for column in table.columns),
        groups=_grouped(table, lines, limit), count=found.count,
        totals=totals_of(work, [line.cells for line in lines], found.count) if table.totals else (),
        signatures=table.signatures, note=table.note or "",
    )  # fmt: skip


def check_sources(table: ExportTable) -> None:
    """Raise `Refusal` naming every column that tables of this subject cannot fill: nothing stays blank by accident."""
    parts = FAMILIES[table.subject].parts
    unknown = [column for column in table.columns if _name(column) not in parts and _name(column) not in BY_ITSELF]
    if unknown:
        told = "、".join(f"“{column.name}”（{column.source}）" for column in unknown)
        raise Refusal(f"报表“{table.name}”的这些列取不到数据：{told}。请修改实施方案中这张表的 source")


class _Line(NamedTuple):
    group: str
    cells: Row


def _filled(work: Work, family: Family, facts: Iterable[object]) -> Iterator[_Line]:
    """The cells of each row, but for its number: that follows from the groups."""
    group = family.groups.get(work.table.group_by or "")
    columns = [(family.parts.get(_name(column)), column.argument) for column in work.table.columns]
    for fact in facts:
        cells = tuple(_tidy(part(fact, argument)) if part else None for part, argument in columns)
        yield _Line(group(fact) if group else "", cells)


def _tidy(cell: Cell) -> Cell:
    return cell.strip() or None if isinstance(cell, str) else cell


def _grouped(table: ExportTable, lines: list[_Line], limit: int | None) -> tuple[LedgerGroup, ...]:
    """Rows under their groups, in the order in which these came up, numbered through; at most `limit` of them."""
    groups: dict[str, list[Row]] = {}
    for line in lines:
        groups.setdefault(line.group, []).append(line.cells)
    numbered, made = [column.source == "number" for column in table.columns], []
    place = 0
    for title, rows in groups.items():
        kept = rows if limit is None else rows[: max(limit - place, 0)]
        if kept:
            made.append(
                LedgerGroup(title, tuple(_numbered(cells, numbered, place + n) for n, cells in enumerate(kept, 1)))
            )
        place += len(kept)
    return tuple(made)


def _numbered(cells: Row, numbered: list[bool], number: int) -> Row:
    return tuple(number if mine else cell for cell, mine in zip(cells, numbered, strict=True))


def _unit(work: Work) -> str:
    """Who fills it in: the grid of the ground, with its town and village."""
    top = work.places.top_place
    if top is None:
        return work.profile.place.name
    above = (work.places.at(top.id, work.places.town), work.places.at(top.id, work.places.village), top)
    return "".join(dict.fromkeys(place.name for place in above if place))


def _name(column: TableColumn) -> str:
    return column.source.partition(":")[0]
