"""The last row of a table: sums of what can be summed, rates over the whole ground; else how many rows there are."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from portal.figures import rates
from portal.tables.counting import COUNTED, sums
from portal.tables.shares import share
from portal.tables.work import Work
from reports.ledgers import Cell, Row
from seeds.sections.tables import ExportTable, TableColumn

SUMMED = COUNTED | {"bonus"}
_WHOLE = ("village", "grid")
"""Subjects whose rows make up the ground, so that a rate over the whole ground is their total."""
_COUNTED_IN = {"issue": "件", "visit": "次", "household": "户", "resident": "人", "establishment": "家"}


def sums_up(table: ExportTable) -> bool:
    """Whether the last row adds up columns, which needs all rows."""
    return table.totals and any(_name(column) in SUMMED for column in table.columns)


def totals_of(work: Work, rows: Sequence[Row], count: int) -> Row:
    """The cells of the last row; `rows`: all of them when the table adds up."""
    table = work.table
    cells = [_total(work, column, [row[place] for row in rows]) for place, column in enumerate(table.columns)]
    if all(cell is None for cell in cells) and len(cells) > 1:
        cells[1] = f"共 {count} {_COUNTED_IN.get(table.subject, '条')}"
    return ("合计", *cells[1:])


def _total(work: Work, column: TableColumn, cells: Sequence[Cell]) -> Cell:
    name = _name(column)
    if name == "rate" and work.table.subject in _WHOLE:
        return share(rates.rate(work.session, column.argument, work.ground))
    top = work.places.top_place
    if name == "members" and top:
        return sums(work, name, "", [top]).get(top.id, 0)
    if name not in SUMMED:
        return None
    added = sum((Decimal(cell) for cell in cells if isinstance(cell, int | Decimal)), Decimal(0))
    return added if name == "bonus" else int(added)


def _name(column: TableColumn) -> str:
    return column.source.partition(":")[0]
