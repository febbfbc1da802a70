"""How the results of a field are spread, without names: what a member sees beside their own. There is no ranking anywhere."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assessments.lineage import of_lineage, stem
from portal.assessments.models import Assessment, AssessmentScheme
from portal.assessments.rules import AssessmentState

FEWEST = 5
"""In a smaller field a band would tell of single people."""
_EDGES = (0, 60, 70, 80, 90, 101)
Totals = defaultdict[tuple[str, str], list[Decimal]]


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
    """{(stem of the scheme's code, period): told and final totals} of the fields in which these stand, whoever asks. A scheme and
    those that it took the place of make one field."""
    found = Totals(list)
    fields = {(each.scheme.code, each.period) for each in assessments}
    if not fields:
        return found
    asked = (
        select(AssessmentScheme.code, Assessment.period, Assessment.total)
        .join(Assessment.scheme)
        .where(
            of_lineage(*sorted({code for code, _ in fields})), Assessment.period.in_({period for _, period in fields}),
            Assessment.state.in_((AssessmentState.TOLD, AssessmentState.FINAL)),
        )
    )  # fmt: skip
    for code, period, total in session.execute(asked, execution_options={"unscoped": True}):
        if total is not None:
            found[stem(code), period].append(total)
    return found


def spread(totals: Totals, assessment: Assessment) -> tuple[Band, ...]:
    """The field of one assessment in bands; nothing where it is too small."""
    field = totals.get((stem(assessment.scheme.code), assessment.period), [])
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
