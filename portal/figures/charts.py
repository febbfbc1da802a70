"""A chart as plain data: the browser draws it, and the same numbers stand in its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Kind = Literal["bars", "rows", "stack", "lines", "pie"]


@dataclass(frozen=True)
class Series:
    """One colour of a chart: a number for each label; None where there is no data. `dashed`: what was planned, not what is."""

    name: str
    values: Sequence[float | None]
    line: bool = False
    dashed: bool = False
    percent: bool = False


@dataclass(frozen=True)
class Band:
    """A stretch of labels with a name of its own, both ends included, such as a phase."""

    name: str
    first: str
    last: str


@dataclass(frozen=True)
class Chart:
    """`kind`: bars, rows (bars lying down, for long names), stack (rows whose series stand behind one another), lines, pie.

    `label`: what the labels are; `urls`: the list behind each label, where there is one; `note`: how it is counted.
    """

    title: str
    kind: Kind
    label: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    note: str = ""
    urls: Sequence[str | None] = ()
    bands: Sequence[Band] = field(default_factory=list)
    hint: str = ""
    """What to do next where there is nothing to draw, and where."""
    hint_url: str | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(value for each in self.series for value in each.values)

    def rows(self) -> list[tuple[str, str | None, list[str]]]:
        """The table: (label, where it leads, texts)."""
        urls = [*self.urls, *[None] * (len(self.labels) - len(self.urls))]
        texts = [[_text(each, number) for each in self.series] for number in range(len(self.labels))]
        return list(zip(self.labels, urls, texts, strict=True))

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {**asdict(self), "empty": self.empty, "rows": self.rows()}


def _text(series: Series, number: int) -> str:
    value = series.values[number]
    return "—" if value is None else f"{value:g}%" if series.percent else f"{value:g}"
