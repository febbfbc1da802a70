"""How many there are, grid by grid: one grouped query for each source of a column, added up along the tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, select

from portal.campaigns.models import VisitTask
from portal.foundation.clock import now
from portal.households.models import CareCategory, Establishment, Household, Resident
from portal.issues.models import Issue, IssueCategory
from portal.issues.rules import Stage
from portal.issues.services import overdue
from portal.members.models import Assignment
from portal.members.rules import Duty
from portal.security.scope import in_force
from portal.tables import reached
from portal.tables.issues import below
from portal.tables.places import Place
from portal.tables.work import Work, paired
from portal.visits.models import Visit

Sums = Mapping[int, int]
"""{id of a row's grid: number}; grids without any are left out."""
_PATROLLING = (Duty.MEMBER, Duty.HELPER)


def sums(work: Work, source: str, argument: str, rows: Iterable[Place]) -> Sums:
    """What a column of this source holds for these rows: everything in a row's grid and below it."""
    wanted = {place.id for place in rows}
    if source == "members":
        return _members(work, wanted)
    if source == "grids":
        return _upwards(work, {place.id: 1 for place in work.places.rows(None)}, wanted)
    statement = COUNTERS[source](work, argument)
    return _upwards(work, paired(work, statement), wanted)


def _upwards(work: Work, counted: Mapping[int, int], wanted: set[int]) -> Sums:
    found: dict[int, int] = defaultdict(int)
    for grid, number in counted.items():
        place = work.places.by_id.get(grid)
        for each in set(place.above) & wanted if place else ():
            found[each] += number
    return found


def _members(work: Work, wanted: set[int]) -> Sums:
    """A person with several grids of one village counts once there."""
    statement = select(Assignment.grid_id, Assignment.member_id).where(
        in_force(work.day), Assignment.duty.in_(_PATROLLING), work.inside(Assignment.grid_id)
    )
    held: dict[int, set[int]] = defaultdict(set)
    for grid, member in work.session.execute(statement):
        for each in set(work.places.by_id[grid].above) & wanted:
            held[each].add(member)
    return {grid: len(members) for grid, members in held.items()}


def _households(work: Work, _: str, *conditions: ColumnElement[bool]) -> Any:
    return (
        select(Household.grid_id, func.count(Household.id))
        .where(work.inside(Household.grid_id), *conditions)
        .group_by(Household.grid_id)
    )


def _people(work: Work, _: str) -> Any:
    return _residents(work, "")


def _residents(work: Work, code: str) -> Any:
    """All people, or those in a care category."""
    conditions = [Resident.care.any(CareCategory.code == code)] if code else []
    return (
        select(Household.grid_id, func.count(Resident.id))
        .join(Resident, Resident.household_id == Household.id)
        .where(work.inside(Household.grid_id), *conditions)
        .group_by(Household.grid_id)
    )


def _establishments(work: Work, kind: str) -> Any:
    conditions = [Establishment.kind == kind] if kind else []
    return (
        select(Establishment.grid_id, func.count(Establishment.id))
        .where(work.inside(Establishment.grid_id), *conditions)
        .group_by(Establishment.grid_id)
    )


def _seen(work: Work) -> ColumnElement[bool]:
    return reached.reached(work, Household.id, VisitTask.household_id, Visit.household_id)


def _visited(work: Work, _: str) -> Any:
    return _households(work, "", _seen(work))


def _unvisited(work: Work, _: str) -> Any:
    """With a campaign, of those whom it asks to be visited."""
    asked_for = reached.asked_for(work, Household.id, VisitTask.household_id)
    return _households(work, "", ~_seen(work), *asked_for)


def _of_visits(work: Work, counted: Any, *conditions: ColumnElement[bool]) -> Any:
    """Visits to households and to establishments, by the grid in which these lie now."""
    grid = func.coalesce(Household.grid_id, Establishment.grid_id)
    return (
        select(grid, counted)
        .select_from(Visit)
        .outerjoin(Visit.household)
        .outerjoin(Visit.establishment)
        .where(work.inside(grid), *reached.visited(work), *conditions)
        .group_by(grid)
    )


def _visits(work: Work, way: str) -> Any:
    return _of_visits(work, func.count(Visit.id), *([Visit.way == way] if way else []))


def _patrols(work: Work, _: str) -> Any:
    """Days on which somebody was about in a grid, as a visit made that day shows."""
    return _of_visits(work, func.count(func.distinct(Visit.visited_on)))


def _issues(work: Work, key: str, *conditions: ColumnElement[bool]) -> Any:
    """Issues of the period, all or those of a class or category with all below it."""
    statement = select(Issue.grid_id, func.count(Issue.id)).join(Issue.category)
    if key:
        of_class = any(each.key == key for each in work.profile.casework.classes)
        narrowed = Issue.issue_class == key if of_class else IssueCategory.code.in_(below(work.profile, key))
        statement = statement.where(narrowed)
    return statement.where(work.inside(Issue.grid_id), *reached.registered(work), *conditions).group_by(Issue.grid_id)


COUNTERS: dict[str, Callable[[Work, str], Any]] = {
    "households": _households, "people": _people, "residents": _residents, "establishments": _establishments,
    "visited": _visited, "unvisited": _unvisited, "visits": _visits, "patrols": _patrols, "issues": _issues,
    "closed": lambda work, key: _issues(work, key, Issue.stage == Stage.CLOSED),
    "open": lambda work, key: _issues(work, key, Issue.stage != Stage.CLOSED),
    "overdue": lambda work, key: _issues(work, key, overdue(now())),
}  # fmt: skip
COUNTED = frozenset({*COUNTERS, "members", "grids"})
"""The sources that are numbers of something in a grid."""
