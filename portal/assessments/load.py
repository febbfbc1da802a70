"""Fairness to the load: what each of the field looks after, the median, and by what who carries more is lifted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assessments.counting import Counting, Subject
from portal.assessments.marks import plain
from portal.assessments.models import Assessment
from portal.grids.models import Grid
from seeds.sections.assessment import AssessmentScheme as Section

_assessment, _grid = Assessment.__table__, Grid.__table__


def weigh(
    session: Session, group: Sequence[Assessment], section: Section | None, days: tuple[dt.date, dt.date]
) -> dict[int, Decimal]:
    """{assessment id: factor}, and the load kept with each. The median is that of the whole field, not of the group.

    Final ones of the field keep what they were given. Empty where the plan has no such rule.
    """
    if section is None or section.fairness is None:
        return {}
    rule = section.fairness
    found = Counting(session, _field(session, group[0]), *days).loads()
    loads = {key: rule.load(each.households, each.residents, each.key_persons) for key, each in found.items()}
    middle = Decimal(median(loads.values()))
    factors = {each.id: rule.factor(loads[each.id], middle) for each in group}
    for each in group:
        load = found[each.id]
        each.load = {
            "households": load.households, "residents": load.residents, "key_persons": load.key_persons,
            "points": plain(loads[each.id]), "median": plain(middle), "factor": f"{factors[each.id]}", "rule": rule.text,
        }  # fmt: skip
    return factors


def _field(session: Session, one: Assessment) -> list[Subject]:
    """All that the scheme assesses in this period, final or not."""
    wanted = (
        select(_assessment.c.id, _assessment.c.member_id, _grid.c.path)
        .outerjoin(_grid, _assessment.c.grid_id == _grid.c.id)
        .where(_assessment.c.scheme_id == one.scheme_id, _assessment.c.period == one.period)
    )
    return [Subject(row.id, row.member_id, row.path or "") for row in session.execute(wanted)]
