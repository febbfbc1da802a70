"""The rows that the page of rates shows and exports: every number with the address of the list behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from portal.figures.axes import AXES, BY_TREE
from portal.figures.grounds import Ground
from portal.figures.openings import opening
from portal.figures.rates import broken_down, rate
from portal.visits.rules import Rate
from reports.workbooks import Column
from seeds.sections.rates import Rate as Section

NOTHING = "—"


@dataclass(frozen=True)
class Row:
    """A rate under a name. `url`: where the name leads; `over`, `under`: the lists behind numerator and denominator."""

    name: str
    rate: Rate
    target: float | None = None
    url: str | None = None
    over: str | None = None
    under: str | None = None

    @property
    def percent(self) -> str:
        """`92.0%`, or “—” without data."""
        return NOTHING if self.rate.percent is None else f"{self.rate.percent}%"

    @property
    def reaches(self) -> bool | None:
        """Whether the target is reached; None without data or target."""
        percent = self.rate.percent
        return None if percent is None or self.target is None else percent >= Decimal(str(self.target))

    @property
    def cells(self) -> list[object]:
        """For a sheet; without data there are no numbers."""
        known = self.rate.percent is not None
        share = self.rate.share if known else None
        return [
            self.name,
            self.rate.numerator if known else None,
            self.rate.denominator if known else None,
            share,
            self.target and self.target / 100,
        ]


def columns(section: Section, axis: str, names: Mapping[str, str]) -> list[Column]:
    """The columns of the sheet of one rate. `names`: of the measures."""
    return [
        Column("name", AXES[axis], 36), Column("over", names[section.numerator], 18, "integer"),
        Column("under", names[section.denominator], 18, "integer"), Column("rate", section.name, 14, "percent"),
        Column("target", "目标", 10, "percent"),
    ]  # fmt: skip


def row_of(session: Session, section: Section, ground: Ground, url: str | None = None) -> Row:
    """The rate over the whole ground, under its own name."""
    return _row(section, section.name, rate(session, section, ground), ground, url)


def rows_by(session: Session, section: Section, ground: Ground, axis: str) -> tuple[Row, list[Row]]:
    """The rate over the whole ground, and one row each of the axis. Of departments, categories and classes only those with anything to
    count."""
    whole, found = broken_down(session, section, ground, axis)
    rows = [
        _row(section, line.name, each, line.ground(ground), None)
        for line, each in found.items()
        if axis in BY_TREE or each.denominator
    ]
    return _row(section, section.name, whole, ground, None), rows


def _row(section: Section, name: str, found: Rate, ground: Ground, url: str | None) -> Row:
    over = opening(section.numerator, ground, section.denominator) if found.numerator else None
    under = opening(section.denominator, ground) if found.denominator else None
    return Row(name, found, section.target, url, over, under)
