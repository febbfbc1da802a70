"""Rates of the profile: one numerator over one denominator, in all and row by row of an axis, in one or two queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from portal.figures.axes import BY_TREE, Line, lines, offered
from portal.figures.frequencies import visits_by_grid
from portal.figures.grounds import NONE, Ground
from portal.figures.measures import COUNTED, Measure
from portal.figures.signals import SIGNALS
from portal.figures.sources import Asked
from portal.figures.summing import along
from portal.plans.current import profile_or_none
from portal.visits.rules import Rate
from seeds.sections.rates import Rate as RateSection

_REPEATED = ("visits_done", "visits_due")
Pairs = Mapping[Any, tuple[int, int]]
"""{grid id, or key of an axis: (numerator, denominator)}."""


def rates_of(session: Session) -> tuple[RateSection, ...]:
    """The rates of the profile in force."""
    profile = profile_or_none(session)
    return profile.rates if profile else ()


def rate(session: Session, which: str | RateSection, ground: Ground) -> Rate:
    """The rate over the whole ground; `which`: its key in the profile in force, or the section itself.

    Without anything to count it has no data. Raises `KeyError`.
    """
    pairs = _pairs(Asked(session, ground), _section(session, which), "grid")
    return _sum(pairs.values())


def by(session: Session, which: str | RateSection, ground: Ground, axis: str) -> dict[Line, Rate]:
    """{row: rate} of an axis, in the order of the rows; what lies below a row is counted in it. Raises `KeyError`."""
    return broken_down(session, which, ground, axis)[1]


def broken_down(session: Session, which: str | RateSection, ground: Ground, axis: str) -> tuple[Rate, dict[Line, Rate]]:
    """The rate over the whole ground, and that of each row, out of the same count. Raises `KeyError`."""
    pairs = _pairs(Asked(session, ground), _section(session, which), axis)
    rows = lines(session, axis, ground)
    return _sum(pairs.values()), _by_row(session, rows, pairs, axis)


def _by_row(session: Session, rows: Sequence[Line], pairs: Pairs, axis: str) -> dict[Line, Rate]:
    if axis in BY_TREE:
        return {row: Rate(*sums) for row, sums in along(session, rows, pairs, 2).items()}
    return {row: Rate(*pairs.get(row.key, (0, 0))) for row in rows}


def pairs_by_grid(session: Session, which: RateSection, ground: Ground) -> dict[int, tuple[int, int]]:
    """{grid id: (numerator, denominator)} of single grids, nothing added up."""
    return dict(_pairs(Asked(session, ground), which, "grid"))


def count(session: Session, measure: str, ground: Ground) -> int:
    """How many the measure counts in the ground. Raises `KeyError` for an unknown measure."""
    if measure in _REPEATED:
        return sum(pair[_REPEATED.index(measure)] for pair in visits_by_grid(Asked(session, ground)).values())
    return sum(one for one, _ in _counted(Asked(session, ground), (COUNTED | SIGNALS)[measure], None, "grid").values())


def counts_by(session: Session, measure: str, ground: Ground, axis: str) -> dict[str, int]:
    """{key of a row of the axis: how many the measure or signal counts there}; rows without any may be missing."""
    counted = _counted(Asked(session, ground), (COUNTED | SIGNALS)[measure], None, axis)
    if axis not in BY_TREE:
        return {key: whole for key, (whole, _) in counted.items()}
    rows = along(session, lines(session, axis, ground), counted, 2)
    return {line.key: sums[0] for line, sums in rows.items()}


def axes_of(which: RateSection) -> tuple[str, ...]:
    """By what this rate can be broken down; those that the plan names first."""
    named = [COUNTED[each].source for each in (which.numerator, which.denominator) if each in COUNTED]
    possible = offered(named) if len(named) == 2 else BY_TREE
    return tuple(sorted(possible, key=lambda axis: axis not in which.by))


def rows_of(asked: Asked, measure: Measure, among: Measure | None = None) -> list[ColumnElement[bool]]:
    """What is true of every row that the measure counts; `among`: of those that this other one counts."""
    base = among or measure
    found = [*measure.source.narrow(asked), *base.when(asked), *base.what(asked)]
    return found if among is None else [*found, *measure.what(asked)]


def _section(session: Session, which: str | RateSection) -> RateSection:
    if isinstance(which, RateSection):
        return which
    return {each.key: each for each in rates_of(session)}[which]


def _pairs(asked: Asked, section: RateSection, axis: str) -> Pairs:
    top, bottom = section.numerator, section.denominator
    if {top, bottom} == set(_REPEATED):
        return visits_by_grid(asked)
    over, under = COUNTED.get(top), COUNTED.get(bottom)
    if over is not None and under is not None and over.source is under.source:
        counted = _counted(asked, under, over, axis)
        return {key: (part, whole) for key, (whole, part) in counted.items()}
    tops, bottoms = _alone(asked, top, axis), _alone(asked, bottom, axis)
    return {key: (tops.get(key, 0), bottoms.get(key, 0)) for key in {*tops, *bottoms}}


def _alone(asked: Asked, measure: str, axis: str) -> dict[Any, int]:
    """Of two measures that count different things."""
    if measure in _REPEATED:
        return {key: pair[_REPEATED.index(measure)] for key, pair in visits_by_grid(asked).items()}
    return {key: whole for key, (whole, _) in _counted(asked, COUNTED[measure], None, axis).items()}


def _counted(asked: Asked, whole: Measure, part: Measure | None, axis: str) -> dict[Any, tuple[int, int]]:
    """{grid id or key of the axis: (rows of `whole`, those of them that `part` counts as well)}, in one query."""
    source = whole.source
    column = source.grid if axis in BY_TREE else source.axes[axis]
    inner = func.count(source.unit).filter(and_(True, *part.what(asked))) if part else func.count(source.unit)
    statement = source.join(select(column, func.count(source.unit), inner)).where(*rows_of(asked, whole))
    found = {key: (int(all_), int(some)) for key, all_, some in asked.session.execute(statement.group_by(column))}
    return found if axis in BY_TREE else {_text(key, axis): pair for key, pair in found.items()}


def _text(key: Any, axis: str) -> str:
    return str(key) if key is not None else "" if axis == "class" else str(NONE)


def _sum(pairs: Iterable[tuple[int, int]]) -> Rate:
    kept = list(pairs)
    return Rate(sum(one for one, _ in kept), sum(other for _, other in kept))
