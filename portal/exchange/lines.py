"""What every kind of file is read into: tables of numbered lines of raw cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

Raw = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None

NO_RESULT = "#公式没有结果"
"""Stands for a formula that the program which wrote the file did not work out."""


class Line(NamedTuple):
    """A row: its number as Excel shows it (from 1), and its cells from column A on; None is a blank cell."""

    number: int
    cells: list[Raw]


class Merge(NamedTuple):
    """A merged range, row numbers as Excel shows them, columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file. `lines` starts from the top each time it is called and holds one line at a time."""

    name: str
    lines: Callable[[], Iterator[Line]]
    merges: Callable[[], list[Merge]] = list
