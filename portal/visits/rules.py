"""Ways of visiting, how satisfied people are, and the one way in which the portal counts a rate: pure values and decisions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from portal.foundation.choices import Choice
from portal.foundation.days import past_day_problem


class VisitWay(Choice):
    """How a household was reached; only the first two count as reached."""

    HOME = "home", "入户"
    PHONE = "phone", "电话"
    ABSENT = "absent", "无人在家"
    REFUSED = "refused", "拒访"


class Satisfaction(Choice):
    """What people say of the service."""

    SATISFIED = "satisfied", "满意"
    NEUTRAL = "neutral", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"


REACHED = (VisitWay.HOME, VisitWay.PHONE)
AWAY = (VisitWay.ABSENT, VisitWay.PHONE)
"""When somebody may not live at home just now, so that the absent register applies."""
CONTENT = (Satisfaction.SATISFIED, Satisfaction.NEUTRAL)
"""What counts as satisfied in a rate of satisfaction."""


@dataclass(frozen=True)
class Rate:
    """A share that keeps its numerator and denominator. With nothing to count there is no share: no data is never zero."""

    numerator: int
    denominator: int

    @property
    def share(self) -> Decimal | None:
        """Between 0 and 1; None without data."""
        return Decimal(self.numerator) / self.denominator if self.denominator else None

    @property
    def percent(self) -> Decimal | None:
        """Of 100, rounded to 0.1, halves up; None without data."""
        return None if self.share is None else (self.share * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def text(self) -> str:
        """As people read it: `46/50（92.0%）`, or “—” without data."""
        return "—" if self.percent is None else f"{self.numerator}/{self.denominator}（{self.percent}%）"


def visit_problem(
    visited_on: dt.date | None, way: str, satisfaction: str | None, today: dt.date
) -> tuple[str, str] | None:
    """What is wrong with a visit, as a sentence and the field it is about, or nothing."""
    problem = past_day_problem("走访日期", visited_on, today)
    if problem:
        return problem, "visited_on"
    if satisfaction and way not in REACHED:
        return f"“{VisitWay.label_of(way)}”时没有满意程度，请清空此项", "satisfaction"
    return None


def next_problem(visited_on: dt.date | None, next_on: dt.date | None) -> tuple[str, str] | None:
    """What is wrong with the day on which to come again, as a sentence and its field, or nothing."""
    if next_on and visited_on and next_on <= visited_on:
        return "下次走访日期应晚于走访日期", "next_on"
    return None


_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "half_year": 182, "year": 365}


def interval(times: int, per: str) -> dt.timedelta:
    """The longest time between two visits of which there are to be so many in every period; at least a day."""
    return dt.timedelta(days=max(1, _DAYS[per] // times))


@dataclass(frozen=True)
class NextVisit:
    """When a home is to be visited next. `late`: that day has passed; `agreed`: it is the day agreed on at the last visit."""

    day: dt.date
    late: bool
    agreed: bool


def next_visit(
    every: dt.timedelta | None, reached: dt.date | None, agreed: dt.date | None, today: dt.date
) -> NextVisit | None:
    """The earlier of the day agreed on and the end of the interval since people were last reached; who never was is due today."""
    by_rule = None if every is None else reached + every if reached else today
    day = min((each for each in (by_rule, agreed) if each), default=None)
    return NextVisit(day, day < today, day == agreed) if day else None
