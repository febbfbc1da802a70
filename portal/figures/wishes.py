"""What may be asked of a page of figures, read from the address. Nonsense raises `BadParameter` (400)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from portal.campaigns.models import Campaign
from portal.figures.grounds import Ground
from portal.figures.periods import Period, period_of
from portal.foundation.errors import BadParameter
from portal.grids.models import Grid


@dataclass(frozen=True)
class Wish:
    """A period, a grid (None: everything in sight) and a campaign (None: all)."""

    period: Period
    grid: Grid | None
    campaign: Campaign | None

    @property
    def ground(self) -> Ground:
        """What is counted over."""
        return Ground(
            self.period.first,
            self.period.last,
            grid=self.grid.path if self.grid else "",
            campaign_id=self.campaign.id if self.campaign else None,
        )

    @property
    def arguments(self) -> dict[str, str]:
        """As they stand in an address."""
        found = {"period": self.period.key, "grid": self.grid and str(self.grid.id)}
        found["campaign"] = (
            str(self.campaign.id) if self.campaign and self.campaign.id != self.period.campaign_id else None
        )
        return {name: value for name, value in found.items() if value}


def wish(session: Session, day: dt.date, usual: str = "") -> Wish:
    """The wish of this request; `usual` (this year) where no period is asked for. Raises `NotFound` for a grid or campaign out of sight."""
    period = _period(session, usual or str(day.year))
    grid_id, campaign_id = _whole("grid", "网格"), _whole("campaign", "走访活动")
    grid = session.scalar(select(Grid).where(Grid.id == grid_id)) if grid_id else None
    wanted = campaign_id or period.campaign_id
    campaign = session.scalar(select(Campaign).where(Campaign.id == wanted)) if wanted else None
    if (grid_id and grid is None) or (wanted and campaign is None):
        raise NotFound
    return Wish(period, grid, campaign)


def campaigns(session: Session) -> list[Campaign]:
    """The campaigns to choose from, the newest first."""
    return list(session.scalars(select(Campaign).order_by(Campaign.starts_on.desc(), Campaign.id.desc()).limit(50)))


def option(name: str, known: dict[str, str] | tuple[str, ...], label: str, usual: str) -> str:
    """One of the known keys. Raises `BadParameter`."""
    value = request.args.get(name) or usual
    if value not in known:
        raise BadParameter(f"没有“{value[:30]}”这个{label}")
    return value


def _period(session: Session, usual: str) -> Period:
    first, last = request.args.get("from"), request.args.get("to")
    key = f"{first}_{last}" if first and last else request.args.get("period") or usual
    found = period_of(session, key[:80])
    if found is None and (first or last):
        raise BadParameter("起止日期应写作 2026-03-01 的样子，起不晚于止")
    if found is None:
        raise BadParameter(f"没有“{key[:30]}”这个统计时段")
    return found


def _whole(name: str, label: str) -> int | None:
    text = request.args.get(name)
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise BadParameter(f"{label}编号不对")
    return int(text)
