"""What the data say of many members or grids at once: every measure is counted once for all of them, as it is counted everywhere."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal.assessments.rules import Source
from portal.figures.grounds import Ground, paths_held
from portal.figures.rates import pairs_by_grid
from portal.grids.models import Grid
from portal.households.models import Household, Resident, household_care, resident_care
from seeds.schema import Profile
from seeds.sections.assessment import Indicator
from seeds.sections.rates import Rate

Pair = tuple[str, str]
"""Measure of the numerator, measure of the denominator."""

PAIRS: dict[str, tuple[Pair, ...]] = {
    Source.RECORDS: (("records_complete", "records_due"),),
    Source.VISITS: (("households_reached", "households"),),
    Source.FREQUENCY: (("visits_done", "visits_due"),),
    Source.CLOSING: (("issues_closed", "issues_registered"),),
    Source.ON_TIME: (("issues_on_time", "issues_due"),),
    Source.REVISITS: (("issues_revisited", "issues_closed"),),
    Source.SATISFACTION: (("visits_satisfied", "visits_answered"), ("revisits_satisfied", "revisits_answered")),
}
"""Source of an indicator -> what is counted; several pairs are added up. A manual one is not counted."""


@dataclass(frozen=True)
class Subject:
    """Who is assessed: a member, or the grid with this path. `key`: whatever the caller knows them by."""

    key: int
    member_id: int | None = None
    path: str = ""


@dataclass(frozen=True)
class Load:
    """What somebody looks after, as it is registered now."""

    households: int = 0
    residents: int = 0
    key_persons: int = 0


def pairs_of(profile: Profile | None, item: Indicator | None, source: str) -> tuple[Pair, ...]:
    """What an indicator counts; nothing when a person judges it, or the plan no longer names its rate."""
    if source != Source.RATE:
        return PAIRS.get(source, ())
    named = next((each for each in profile.rates if item and each.key == item.rate), None) if profile else None
    return ((named.numerator, named.denominator),) if named else ()


class Counting:
    """One count of several subjects in one period. Asks for the tree and for who held what only once."""

    def __init__(self, session: Session, subjects: Sequence[Subject], first: dt.date, last: dt.date) -> None:
        self._session, self._subjects = session, subjects
        self._ground = _ground(subjects, first, last)
        self._takers = self._held()
        self._paths: dict[int, str] = dict(session.execute(select(Grid.id, Grid.path)).all())

    def pair(self, pair: Pair) -> dict[int, tuple[int, int]]:
        """{key of the subject: (numerator, denominator)}; (0, 0) where nothing was counted."""
        which = Rate(key="counted", name="counted", numerator=pair[0], denominator=pair[1])  # type: ignore[arg-type]
        sums = self._along(pairs_by_grid(self._session, which, self._ground))
        return {each.key: (sums[each.key][0], sums[each.key][1]) for each in self._subjects}

    def loads(self) -> dict[int, Load]:
        """{key of the subject: its load}."""
        counts: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
        for place, statement in enumerate((_homes(), _people(), _cared_for(), _cared_homes())):
            for row in self._session.execute(statement):
                counts[row[0]][min(place, 2)] += row[1]
        sums = self._along(counts)
        return {each.key: Load(*sums[each.key]) for each in self._subjects}

    def _held(self) -> dict[str, list[int]]:
        """{path: keys of the subjects that take in what lies there}."""
        found: dict[str, list[int]] = defaultdict(list)
        members = {each.member_id for each in self._subjects if each.member_id is not None}
        one = next(iter(members)) if len(members) == 1 else None
        held = paths_held(self._session, self._ground.first, self._ground.last, one) if members else {}
        for subject in self._subjects:
            for path in (subject.path,) if subject.member_id is None else held.get(subject.member_id, ()):
                found[path].append(subject.key)
        return found

    def _along(self, counts: Mapping[int, Sequence[int]]) -> dict[int, list[int]]:
        """{key of the subject: sums over all grids below what it holds}, every grid once."""
        sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
        for grid_id, numbers in counts.items():
            path = self._paths.get(grid_id, "")
            for key in {taker for above in _way_up(path) for taker in self._takers.get(above, ())}:
                for place, number in enumerate(numbers):
                    sums[key][place] += number
        return sums


def _ground(subjects: Sequence[Subject], first: dt.date, last: dt.date) -> Ground:
    """Of one subject only what belongs to it is asked for, of several everything."""
    if len(subjects) != 1:
        return Ground(first, last)
    return Ground(first, last, grid=subjects[0].path, member_id=subjects[0].member_id)


def _way_up(path: str) -> list[str]:
    """`/1/12/` -> `/1/`, `/1/12/`."""
    parts = path.split("/")[1:-1]
    return ["/" + "/".join(parts[: n + 1]) + "/" for n in range(len(parts))]


def _homes() -> Select[int, int]:
    return select(Household.grid_id, func.count(Household.id)).group_by(Household.grid_id)


def _people() -> Select[int, int]:
    counted = select(Household.grid_id, func.count(Resident.id)).join(Resident, Resident.household_id == Household.id)
    return counted.group_by(Household.grid_id)


def _cared_for() -> Select[int, int]:
    """Residents in any care category, each once."""
    counted = (
        select(Household.grid_id, func.count(Resident.id.distinct()))
        .join(Resident, Resident.household_id == Household.id)
        .join(resident_care, resident_care.c.resident_id == Resident.id)
    )
    return counted.group_by(Household.grid_id)


def _cared_homes() -> Select[int, int]:
    """Households that are in a care category themselves, each once."""
    counted = select(Household.grid_id, func.count(Household.id.distinct())).join(
        household_care, household_care.c.household_id == Household.id
    )
    return counted.group_by(Household.grid_id)
