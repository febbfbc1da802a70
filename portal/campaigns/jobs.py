"""What the worker runs: a campaign opened where that takes longer than a page may. All of it or nothing."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.exc import SQLAlchemyError

from portal.campaigns.services import count_tasks, open_campaign
from portal.foundation.audit import acting_as
from portal.foundation.constraints import refusal_for
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.jobs.transactions import transaction


def open_in_background(
    key: str, grid_id: int, starts_on: str | None, ends_on: str | None, person: str
) -> list[int | str]:
    """[id of the campaign, number of its tasks], or [0, why it is not opened]; days as 2026-03-01; `person`: who asked for it.

    Run twice it opens once: the second finds the first in its way.
    """
    try:
        with acting_as(person), transaction() as session:
            grid = session.get(Grid, grid_id)
            if grid is None:
                raise Refusal("开展范围的网格已不存在", "grid")
            campaign = open_campaign(session, key, grid, _day(starts_on), _day(ends_on), person)
            return [campaign.id, count_tasks(session, campaign)]
    except Refusal as refusal:
        return [0, refusal.message]
    except SQLAlchemyError as error:
        broken = refusal_for(error)
        if broken is None:
            raise
        return [0, broken.message]


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
