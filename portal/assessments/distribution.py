"""How the results of a field are spread, without names: what a member sees beside their own. There is no ranking anywhere."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assessments.models import Assessment
from portal.assessments.rules import AssessmentState

FEWEST = 5
"""In a smaller field a band would tell of single people."""
_EDGES = (0, 60, 70, 80, 90, 101)
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
    columns = _assessment.c
    totals = list(session.scalars(select(columns.total).where(
        columns.scheme_id == assessment.scheme_id, columns.period == assessment.period, columns.total.is_not(None),
        columns.state.in_((AssessmentState.TOLD, AssessmentState.FINAL)),
    )))  # fmt: skip
    if len(totals) < FEWEST:
        return ()
    return banded(totals, assessment.total)


def banded(totals: Sequence[Decimal], own: Decimal | None = None) -> tuple[Band, ...]:
    """How these totals are spread; `own`: the one whose band is marked."""
    return tuple(
        Band(_name(least, below), least, below, sum(least <= each < below for each in totals), _holds(least, below, own))
        for least, below in itertools.pairwise(_EDGES)
    )  # fmt: skip


def bands_of(session: Session, assessment: Assessment) -> list[dict[str, Any]]:
    """The same as it is kept."""
    return [{"name": each.name, "count": each.count, "own": each.own} for each in distribution_of(session, assessment)]


def _holds(least: int, below: int, total: Decimal | None) -> bool:
    return total is not None and least <= total < below


def _name(least: int, below: int) -> str:
    if least == 0:
        return f"{below} 分以下"
    return f"{least} 分以上" if below > 100 else f"{least}—{below} 分"
