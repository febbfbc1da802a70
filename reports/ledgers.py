"""Tables as offices lay them out: title, unit and date, header rows, groups, totals, signatures. As XLSX here, as PDF by a design."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from reports.contexts import SheetGroup, SheetHead, TableSheet

Cell = str | int | Decimal | date | None
Row = tuple[Cell, ...]

_PORTRAIT, _LANDSCAPE = 100, 172
"""Widths in characters of 9 point type that A4 upright and A4 across still hold; wider tables go on A3."""
_LONG = 20
"""A column so wide holds running text, which begins on the left."""


@dataclass(frozen=True, slots=True)
class LedgerColumn:
    """`heading`: the header over this and the neighbouring columns that bear the same; `width` in characters."""

    name: str
    heading: str = ""
    width: int = 12


@dataclass(frozen=True, slots=True)
class LedgerGroup:
    """Rows under one header; an empty `title` has none."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """One filled table. `unit`: who fills it in; `totals`: a last row, empty for none; `count`: rows there are, shown or not."""

    title: str
    unit: str
    period: str
    date_text: str
    columns: tuple[LedgerColumn, ...]
    groups: tuple[LedgerGroup, ...]
    count: int
    totals: Row = ()
    signatures: tuple[str, ...] = ()
    note: str = ""

    @property
    def rows(self) -> Iterator[Row]:
        """All rows, without the headers of groups."""
        return (row for group in self.groups for row in group.rows)

    @property
    def paper(self) -> str:
        """`upright` or `across` on A4, or `large` on A3 across, by the width of the columns."""
        width = sum(column.width for column in self.columns)
        return "upright" if width <= _PORTRAIT else "across" if width <= _LANDSCAPE else "large"


@dataclass(frozen=True, slots=True)
class Head:
    """One cell of the header rows: `across` columns wide and `down` rows high."""

    text: str
    at: int
    across: int
    down: int


def heads(columns: tuple[LedgerColumn, ...]) -> tuple[tuple[Head, ...], tuple[Head, ...]]:
    """The two header rows; the second is empty when no column stands under a common heading."""
    two = any(column.heading for column in columns)
    upper: list[Head] = []
    lower: list[Head] = []
    for heading, run in groupby(enumerate(columns), key=lambda pair: pair[1].heading or pair[0]):
        stretch = list(run)
        if isinstance(heading, int):
            upper.append(Head(stretch[0][1].name, heading, 1, 2 if two else 1))
            continue
        upper.append(Head(heading, stretch[0][0], len(stretch), 1))
        lower += [Head(column.name, at, 1, 1) for at, column in stretch]
    return tuple(upper), tuple(lower)


def said(cell: Cell) -> str:
    """A cell as it reads on paper; nothing as an empty string."""
    if cell is None:
        return ""
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def sheet_of(ledger: Ledger) -> TableSheet:
    """What the design `table` prints."""
    upper, lower = heads(ledger.columns)
    whole = sum(column.width for column in ledger.columns)
    return TableSheet(
        title=ledger.title, unit=ledger.unit, period_text=ledger.period, date_text=ledger.date_text, paper=ledger.paper,
        upper=tuple(SheetHead(head.text, head.across, head.down) for head in upper),
        lower=tuple(SheetHead(head.text, head.across, head.down) for head in lower),
        widths=tuple(f"{column.width * 100 / whole:.2f}%" for column in ledger.columns),
        long=tuple(column.width >= _LONG for column in ledger.columns), across=len(ledger.columns),
        groups=tuple(SheetGroup(group.title, tuple(tuple(map(said, row)) for row in group.rows)) for group in ledger.groups),
        totals=tuple(map(said, ledger.totals)), signatures=ledger.signatures, note=ledger.note,
    )  # fmt: skip
