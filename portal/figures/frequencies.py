"""Visits that the plan asks for again and again: how many were due, and how many of these were made, grid by grid.

Every rule counts by itself. Of one home (of one grid, where the area is to be walked) no more visits count in one week, month …
than are due in it, so that many visits to one do not stand for none to another.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, cast

from sqlalchemy import ColumnElement, case, func, literal, select

from portal.figures.care import CODE, homes_in_care
from portal.figures.grounds import inside
from portal.figures.sources import Asked
from portal.figures.windows import Window, windows
from portal.grids.models import Grid, GridLevel
from portal.grids.rules import GridStatus
from portal.households.lived_in import lived_in
from portal.households.models import Household
from portal.plans.current import profile_or_none
from portal.visits.models import Visit
from portal.visits.rules import VisitWay
from seeds.sections.register import VisitFrequency

Pair = tuple[int, int]
"""Done and due."""

_visit = Visit.__table__


def visits_by_grid(asked: Asked) -> dict[int, Pair]:
    """{grid id: (visits made at home, visits due)} in the weeks, months … that lie in the period and have begun by today."""
    profile = profile_or_none(asked.session)
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for rule in profile.visit_frequencies if profile else ():
        spans = windows(rule.per, asked.ground.first, asked.ground.last, asked.moment.date())
        if not spans:
            continue
        for grid_id, (done, due) in (_walked if rule.whole_area else _called_on)(asked, rule, spans).items():
            found[grid_id][0] += done
            found[grid_id][1] += due
    return {grid_id: (done, due) for grid_id, (done, due) in found.items()}


def _called_on(asked: Asked, rule: VisitFrequency, spans: list[Window]) -> dict[int, Pair]:
    """Of every household that the rule is for and that somebody lives in."""
    homes = [lived_in(), *inside(asked.session, asked.ground, Household.grid_id), *_in_care(rule)]
    counted = select(Household.grid_id, func.count(Household.id)).where(*homes).group_by(Household.grid_id)
    due = {grid_id: count * rule.times * len(spans) for grid_id, count in asked.session.execute(counted)}
    visits = (
        select(Household.grid_id, func.count(_visit.c.id).label("made"))
        .join(_visit, _visit.c.household_id == Household.id)
        .where(*homes, *_in(spans))
        .group_by(Household.grid_id, Household.id, _number(spans))
        .subquery()
    )
    most = case((visits.c.made > rule.times, rule.times), else_=visits.c.made)
    made = select(visits.c.grid_id, func.sum(most)).group_by(visits.c.grid_id)
    done = {grid_id: int(count) for grid_id, count in asked.session.execute(made)}
    return {grid_id: (done.get(grid_id, 0), each) for grid_id, each in due.items()}


def _walked(asked: Asked, rule: VisitFrequency, spans: list[Window]) -> dict[int, Pair]:
    """Of every grid that is walked; any visit in it or below shows that somebody was there."""
    walked = (
        select(Grid.id, Grid.path)
        .join(GridLevel, Grid.level_id == GridLevel.id)
        .where(GridLevel.visits, Grid.status == GridStatus.ACTIVE, *inside(asked.session, asked.ground, Grid.id))
    )
    grids = dict(asked.session.execute(walked).all())
    visits = (
        select(Grid.path, _number(spans).label("window"), func.count(_visit.c.id))
        .join(Household, Household.grid_id == Grid.id)
        .join(_visit, _visit.c.household_id == Household.id)
        .where(*inside(asked.session, asked.ground, Grid.id), *_in(spans))
        .group_by(Grid.path, _number(spans))
    )
    made: dict[tuple[int, Any], int] = defaultdict(int)
    for path, window, count in asked.session.execute(visits):
        for grid_id in (int(part) for part in path.split("/") if part):
            if grid_id in grids:
                made[grid_id, window] += count
    done: dict[int, int] = defaultdict(int)
    for (grid_id, _window), count in made.items():
        done[grid_id] += min(count, rule.times)
    return {grid_id: (done[grid_id], rule.times * len(spans)) for grid_id in grids}


def _in(spans: list[Window]) -> list[ColumnElement[bool]]:
    """At home, in one of the windows."""
    return [_visit.c.way == VisitWay.HOME, _visit.c.visited_on.between(spans[0][0], spans[-1][1])]


def _number(spans: list[Window]) -> ColumnElement[Any]:
    """In which of the windows, which follow one another without a gap, a visit lies; days stand for themselves."""
    if spans[0][0] == spans[0][1]:
        return cast(ColumnElement[Any], _visit.c.visited_on)
    # The numbers are written into the statement: PostgreSQL takes two bound ones in SELECT and GROUP BY for different terms.
    numbers = [(_visit.c.visited_on <= _literal(end), _literal(number)) for number, (_, end) in enumerate(spans)]
    return case(*numbers)


def _literal(value: Any) -> Any:
    return literal(value, literal_execute=True)


def _in_care(rule: VisitFrequency) -> list[ColumnElement[bool]]:
    """Homes in the category of the rule, or where somebody is; all without a category."""
    if rule.category is None:
        return []
    return [Household.id.in_(homes_in_care(rule.category == CODE))]
