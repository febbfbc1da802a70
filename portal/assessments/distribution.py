"""How the results of a field are spread, without names: what a member sees beside their own. There is no ranking anywhere."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assessments.models import Assessment
from portal.assessments.rules import AssessmentState

FEWEST = 5
"""In a smaller field a band would tell of single people."""
_EDGES = (0, 60, 70, 80, 90, 101)
Totals = defaultdict[tuple[int, str], list[Decimal]]
_assessment = Assessment.__table__


@dataclass(frozen=True)
class Band:
    """So many results from `least` up to, not including, `below`; `own`: whether one's own lies here."""

    name: str
    least: int
    below: int
    count: int
    own: bool


def distribution_of(session: Session, assessment: Assessment) -> tuple[Band, ...]:
    """The told and final results of the same scheme and period, whoever asks; nothing where fewer than `FEWEST` have one."""
    return spread(totals_of(session, [assessment]), assessment)


def totals_of(session: Session, assessments: Iterable[Assessment]) -> Totals:
    """{(scheme id, period): told and final totals} of the fields in which these stand, whoever asks."""
    columns, found = _assessment.c, Totals(list)
    fields = {(each.scheme_id, each.period) for each in assessments}
    asked = select(columns.scheme_id, columns.period, columns.total).where(
        columns.scheme_id.in_({scheme for scheme, _ in fields}), columns.period.in_({period for _, period in fields}),
        columns.total.is_not(None), columns.state.in_((AssessmentState.TOLD, AssessmentState.FINAL)),
    )  # fmt: skip
    for scheme, period, total in session.execute(asked):
        found[scheme, period].append(total)
    return found


def spread(totals: Totals, assessment: Assessment) -> tuple[Band, ...]:
    """The field of one assessment in bands; nothing where it is too small."""
    field = totals.get((assessment.scheme_id, assessment.period), [])
    return banded(field, assessment.total) if len(field) >= FEWEST else ()


def banded(totals: Sequence[Decimal], own: Decimal | None = None) -> tuple[Band, ...]:
    """How these totals are spread; `own`: the one whose band is marked."""
    return tuple(
        Band(_name(least, below), least, below, sum(least <= each < below for each in totals), _holds(least, below, own))
        for least, below in itertools.pairwise(_EDGES)
    )  # fmt: skip


def _holds(least: int, below: int, total: Decimal | None) -> bool:
    return total is not None and least <= total < below


def _name(least: int, below: int) -> str:
    if least == 0:
        return f"{below} 分以下"
    return f"{least} 分以上" if below > 100 else f"{least}—{below} 分"
