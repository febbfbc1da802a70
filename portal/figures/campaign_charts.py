"""How a campaign goes: day by day against its plan, and village by village with every way of (not) being met apart."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from itertools import accumulate
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign, VisitTask
from portal.campaigns.rules import TaskState
from portal.campaigns.settling import state_on
from portal.campaigns.shown import campaign_shown
from portal.figures.axes import lines
from portal.figures.charts import Band, Chart, Series
from portal.figures.measures import COUNTED
from portal.figures.openings import opening
from portal.figures.periods import phases_of
from portal.figures.rates import rows_of
from portal.figures.sources import Asked
from portal.figures.summing import along
from portal.figures.wishes import Wish

SHOWN = (TaskState.VISITED, TaskState.PHONED, TaskState.ABSENT, TaskState.REFUSED, TaskState.OPEN)
NONE_YET = "还没有开展走访活动"


def campaign_of(session: Session, asked: Wish) -> Campaign | None:
    """The campaign asked for, else the one that is shown for the grid."""
    return asked.campaign or campaign_shown(session, asked.grid.path if asked.grid else "")


def progress(session: Session, asked: Wish, today: dt.date) -> Chart:
    """Tasks settled until each day, beside an even pace to the last day of the campaign. Days to come have no data."""
    campaign = campaign_of(session, asked)
    if campaign is None:
        return Chart("走访进度", "lines", "日期", [], [], note=NONE_YET)
    days = _days(campaign)
    settled = _settled(session, asked, campaign)
    total = sum(count for each in settled.values() for count in each.values())
    counted = {
        state: _until(days, settled[state], today) for state in (TaskState.VISITED, TaskState.PHONED, TaskState.ABSENT)
    }
    pace = [round(total * (number + 1) / len(days), 1) for number in range(len(days))]
    series = [Series("平均进度（参考）", pace, line=True, dashed=True)]
    series += [Series(state.label, values, line=True) for state, values in counted.items()]
    bands = [
        Band(each.name, str(max(each.starts_on, days[0])), str(min(each.ends_on, days[-1])))
        for each in phases_of(session, campaign)
        if each.starts_on <= days[-1] and each.ends_on >= days[0]
    ]
    note = (
        f"{campaign}，应走访 {total} 个对象。实线按目前的结果累计到当天（先不在家、后来入户的，从入户那天起算入户）；"
        "虚线把应走访的个数平均分到每一天，只供参考，不是方案规定的进度；底色是方案的各阶段"
    )
    return Chart("走访进度", "lines", "日期", [str(day) for day in days], series, "个", note, bands=bands)


def villages(session: Session, asked: Wish, _today: dt.date) -> Chart:
    """Tasks by what has come of them so far, in every village."""
    campaign = campaign_of(session, asked)
    if campaign is None:
        return Chart("各村（社区）走访情况", "stack", "村（社区）", [], [], note=NONE_YET)
    ground = asked.ground.within(campaign_id=campaign.id, first=campaign.starts_on, last=campaign.ends_on)
    counts: dict[int, list[int]] = defaultdict(lambda: [0] * len(SHOWN))
    for grid_id, state, number in session.execute(_counted(Asked(session, ground), VisitTask.grid_id)):
        counts[grid_id][SHOWN.index(TaskState(state))] = number
    summed = along(session, lines(session, "village", ground), counts, len(SHOWN))
    rows = {line: found for line, found in summed.items() if any(found)}
    series = [Series(state.label, [found[n] for found in rows.values()]) for n, state in enumerate(SHOWN)]
    urls = [opening("objects_due", line.ground(ground)) for line in rows]
    note = f"{campaign}；入户、电话、不在家、拒访分开计算；没有任务的村不列"
    return Chart("各村（社区）走访情况", "stack", "村（社区）", [each.name for each in rows], series, "个", note, urls)


def _settled(session: Session, asked: Wish, campaign: Campaign) -> dict[TaskState, dict[dt.date | None, int]]:
    """{state: {day it was reached: number of tasks}}."""
    ground = asked.ground.within(campaign_id=campaign.id, first=campaign.starts_on, last=campaign.ends_on)
    found: dict[TaskState, dict[dt.date | None, int]] = defaultdict(dict)
    for day, state, number in session.execute(_counted(Asked(session, ground), VisitTask.done_on)):
        found[TaskState(state)][day] = number
    return found


def _counted(asked: Asked, column: Any) -> Select[Any]:
    """(value of the column, state on the last day, number of tasks)."""
    due = COUNTED["objects_due"]
    stood = select(column.label("by"), state_on(asked.ground.last).label("stood"))
    tasks = due.source.join(stood).where(*rows_of(asked, due)).subquery()
    return select(tasks.c.by, tasks.c.stood, func.count()).group_by(tasks.c.by, tasks.c.stood)


def _days(campaign: Campaign) -> list[dt.date]:
    return [campaign.starts_on + dt.timedelta(days=n) for n in range((campaign.ends_on - campaign.starts_on).days + 1)]


def _until(days: list[dt.date], counts: dict[dt.date | None, int], today: dt.date) -> list[float | None]:
    """Sums from the first day on; what was settled before it (by an earlier visit) counts from the first."""
    before = sum(number for day, number in counts.items() if day and day < days[0])
    sums = accumulate((counts.get(day, 0) for day in days[1:]), initial=before + counts.get(days[0], 0))
    return [total if day <= today else None for day, total in zip(days, sums, strict=True)]
