"""The periods that a table can be filled for: weeks, months, quarters, years, or the campaigns it belongs to."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign
from portal.figures.periods import Period, calendar_period, days_period
from portal.foundation.clock import today
from portal.tables.work import Work
from seeds.sections.tables import ExportTable

WHOLE = "all"
_EVER = dt.date(2000, 1, 1)
_OFFERED = {"week": 12, "month": 14, "quarter": 8, "year": 4}


def offered(session: Session, table: ExportTable, day: dt.date | None = None) -> list[Period]:
    """What to choose from, the newest first; of a table of no period, everything up to today."""
    day = day or today()
    match table.period:
        case "none":
            return [Period(WHOLE, "截至今日", _EVER, day)]
        case "campaign":
            return [_whole(campaign) for campaign in campaigns(session, table)]
        case "week":
            monday = day - dt.timedelta(days=day.weekday())
            return [_week(monday - dt.timedelta(weeks=back)) for back in range(_OFFERED["week"])]
    keys = dict.fromkeys(_key(table, back) for back in _days_back(table, day))
    return [period for key in keys if (period := calendar_period(key))]


def chosen(session: Session, table: ExportTable, key: str | None) -> Period | None:
    """The period with this key, the newest without one; None when the table has none such."""
    if not key:
        found = offered(session, table)
        return found[0] if found else None
    if table.period in ("none", "campaign"):
        return next((each for each in offered(session, table) if each.key == key), None)
    if table.period == "week":
        period = days_period(key)
        return period if period and period.first.weekday() == 0 and (period.last - period.first).days == 6 else None
    period = calendar_period(key)
    return period if period and key == _key(table, period.first) else None


def campaigns(session: Session, table: ExportTable) -> list[Campaign]:
    """The campaigns that were opened for the table, the newest first."""
    newest = (
        select(Campaign).where(Campaign.key == table.campaign).order_by(Campaign.starts_on.desc(), Campaign.id.desc())
    )
    return list(session.scalars(newest)) if table.campaign else []


def campaign_in(session: Session, table: ExportTable, period: Period) -> int | None:
    """The campaign whose tasks count in a period: its own, or the newest that runs in it."""
    running = (
        each for each in campaigns(session, table) if each.starts_on <= period.last and period.first <= each.ends_on
    )
    return period.campaign_id or next((each.id for each in running), None)


def period_text(work: Work) -> str:
    """The period as it stands over the table; empty for a table of no period."""
    ground = work.ground
    match work.table.period:
        case "none":
            return ""
        case "month":
            return f"{ground.first.year}年{ground.first.month}月"
        case "quarter":
            return f"{ground.first.year}年第{(ground.first.month + 2) // 3}季度"
        case "year":
            return f"{ground.first.year}年"
    return f"{_told(ground.first)}至{_told(ground.last)}"


def _told(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _week(monday: dt.date) -> Period:
    sunday = monday + dt.timedelta(days=6)
    return Period(f"{monday}_{sunday}", f"{monday} 至 {sunday}", monday, sunday)


def _whole(campaign: Campaign) -> Period:
    name = f"{campaign.name}（{campaign.starts_on} 至 {campaign.ends_on}）"
    return Period(f"c{campaign.id}", name, campaign.starts_on, campaign.ends_on, campaign.id)


def _days_back(table: ExportTable, day: dt.date) -> list[dt.date]:
    """A day in each of the periods that are offered, and more than enough of them."""
    step = {"month": 1, "quarter": 3, "year": 12}[table.period]
    months = [day.year * 12 + day.month - 1 - step * back for back in range(_OFFERED[table.period])]
    return [dt.date(month // 12, month % 12 + 1, 1) for month in months]


def _key(table: ExportTable, day: dt.date) -> str:
    match table.period:
        case "month":
            return f"{day.year}-{day.month:02}"
        case "quarter":
            return f"{day.year}Q{(day.month + 2) // 3}"
    return f"{day.year}"
