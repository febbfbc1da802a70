"""The periods that figures are offered for: years, halves, quarters, months, campaigns with their phases, and any two days.

A period is named by a key: `2026`, `2026H1`, `2026Q3`, `2026-07`, `c12` (a campaign), `c12.2` (its second phase), `2026-01-05_2026-02-03`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.campaigns.asked import RunningPhase, section_of
from portal.campaigns.asked import phases_of as running
from portal.campaigns.models import Campaign
from portal.foundation.errors import Refusal

_CALENDAR = re.compile(r"(20\d\d)(?:H([12])|Q([1-4])|-(0[1-9]|1[0-2]))?")
_HALVES = {1: "上半年", 2: "下半年"}
CAMPAIGNS = 12
"""So many campaigns are offered, the newest first."""


@dataclass(frozen=True)
class Period:
    """From the first day to the last; `campaign_id` where it is that of a campaign."""

    key: str
    name: str
    first: dt.date
    last: dt.date
    campaign_id: int | None = None

    @property
    def days(self) -> str:
        """Both days in words."""
        return f"{self.first} 至 {self.last}"


def calendar_period(key: str) -> Period | None:
    """A year, half, quarter or month; None when the key reads otherwise."""
    found = _CALENDAR.fullmatch(key)
    if not found:
        return None
    year, half, quarter, month = int(found[1]), found[2], found[3], found[4]
    if half:
        return _months(key, f"{year} 年{_HALVES[int(half)]}", year, int(half) * 6 - 5, 6)
    if quarter:
        return _months(key, f"{year} 年第 {quarter} 季度", year, int(quarter) * 3 - 2, 3)
    if month:
        return _months(key, f"{year} 年 {int(month)} 月", year, int(month), 1)
    return _months(key, f"{year} 年", year, 1, 12)


def days_period(key: str) -> Period | None:
    """From one day to another; None when the key reads otherwise or they are in the wrong order."""
    first, _, last = key.partition("_")
    try:
        start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    except ValueError:
        return None
    return (
        Period(key, f"{start} 至 {end}", start, end)
        if dt.date(2000, 1, 1) <= start <= end <= dt.date(2099, 12, 31)
        else None
    )


def period_of(session: Session, key: str) -> Period | None:
    """The period with this key, if the session sees its campaign; None for any other key."""
    if not key.startswith("c"):
        return calendar_period(key) or days_period(key)
    number = key[1:].partition(".")[0]
    wanted = select(Campaign).where(Campaign.id == int(number)) if re.fullmatch(r"[0-9]{1,9}", number) else None
    campaign = session.scalar(wanted) if wanted is not None else None
    found = _of_campaign(session, campaign) if campaign else iter(())
    return next((each for each in found if each.key == key), None)


def offered(session: Session, day: dt.date) -> list[tuple[str, list[Period]]]:
    """What to choose from on that day, in groups: years, halves and quarters, months, each campaign with its phases."""
    years = [str(day.year), str(day.year - 1)]
    parts = [f"{year}{part}{n}" for year in years for part, last in (("H", 2), ("Q", 4)) for n in range(1, last + 1)]
    months = [f"{year}-{month:02}" for year in years for month in range(1, 13)]
    found = [
        (name, [each for key in keys if (each := calendar_period(key)) and each.first <= day])
        for name, keys in (("年度", years), ("半年和季度", parts), ("月度", months))
    ]
    newest = select(Campaign).order_by(Campaign.starts_on.desc(), Campaign.id.desc()).limit(CAMPAIGNS)
    return [*found, *((campaign.name, list(_of_campaign(session, campaign))) for campaign in session.scalars(newest))]


def phases_of(session: Session, campaign: Campaign) -> tuple[RunningPhase, ...]:
    """The phases of the plan that the campaign was opened under, on the days that it runs; none when no plan knows it any more."""
    try:
        section = section_of(session, campaign)
    except Refusal:
        return ()
    return running(section, campaign.starts_on, campaign.ends_on)


def months_of(period: Period) -> list[Period]:
    """The months that the period touches, each cut to it."""
    found, year, month = [], period.first.year, period.first.month
    while dt.date(year, month, 1) <= period.last:
        whole = _months(f"{year}-{month:02}", f"{year}-{month:02}", year, month, 1)
        found.append(Period(whole.key, whole.name, max(whole.first, period.first), min(whole.last, period.last)))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found


def before(period: Period, times: int) -> list[Period]:
    """As many periods of the same kind just before this one, the latest first."""
    found, calendar = [], _CALENDAR.fullmatch(period.key)
    first, last = period.first, period.last
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    for _ in range(times):
        if calendar:
            year, month = divmod(first.year * 12 + first.month - 1 - months, 12)
            earlier = _months(f"{year}+{month}", "", year, month + 1, months)
            first, last = earlier.first, earlier.last
        else:
            first, last = first - (last - first) - dt.timedelta(days=1), first - dt.timedelta(days=1)
        found.append(Period(f"{first}_{last}", f"{first} 至 {last}", first, last))
    return found


def _months(key: str, name: str, year: int, month: int, number: int) -> Period:
    end = month + number
    after = dt.date(year + (end - 1) // 12, (end - 1) % 12 + 1, 1)
    return Period(key, name, dt.date(year, month, 1), after - dt.timedelta(days=1))


def _of_campaign(session: Session, campaign: Campaign) -> Iterator[Period]:
    key = f"c{campaign.id}"
    yield Period(key, f"{campaign.name}（全程）", campaign.starts_on, campaign.ends_on, campaign.id)
    for number, phase in enumerate(phases_of(session, campaign), 1):
        yield Period(f"{key}.{number}", phase.name, phase.starts_on, phase.ends_on, campaign.id)
