"""Opening, closing and following campaigns. They take a session, flush, and never commit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.campaigns.asked import object_named, period_of, section_named, section_of
from portal.campaigns.joining import Joining, follow
from portal.campaigns.models import Campaign, VisitTask
from portal.campaigns.population import Area, Homes, due_of
from portal.campaigns.rules import NOT_REACHED, CampaignState, Joined, TaskState
from portal.campaigns.settling import forget_tasks, resettle_all
from portal.foundation.clock import now, today
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from seeds.sections.campaigns import Campaign as Section

_AT_ONCE = 500
_campaign: Any = Campaign.__table__
_grid: Any = Grid.__table__
_task: Any = VisitTask.__table__


def open_campaign(
    session: Session,
    key: str,
    grid: Grid,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    by: str = "",
) -> Campaign:
    """Open a campaign of the profile in force for a grid and all below it, and make its tasks; visits already recorded in its period
    count. Raises `Refusal` when the profile has no such campaign, or it runs here already."""
    section = section_named(session, key)
    first, last = period_of(section, starts_on, ends_on)
    must_not_run(session, section, grid)
    must_be_new(session, section, grid, first)
    campaign = Campaign(
        key=key, name=section.name, grid=grid, starts_on=first, ends_on=last, state=CampaignState.OPEN, opened_at=now(), opened_by=by
    )  # fmt: skip
    session.add(campaign)
    session.flush()
    Joining(session, campaign, today()).open()
    resettle_all(session, campaign)
    return campaign


def must_not_run(session: Session, section: Section, grid: Grid) -> None:
    """Raise `Refusal` while this campaign runs in a grid above or below. Asked of the tables: one that the person does not see counts too."""
    rows = session.execute(_opened(section).where(_campaign.c.state == CampaignState.OPEN))
    for _, path, where in rows:
        if path.startswith(grid.path) or grid.path.startswith(path):
            raise Refusal(f"“{section.name}”正在“{where}”进行，不能再次开展；需要时请先结束它", "key")


def must_be_new(session: Session, section: Section, grid: Grid, starts_on: dt.date) -> None:
    """Raise `Refusal` when this campaign began here on that day before."""
    known = _opened(section).where(_campaign.c.grid_id == grid.id, _campaign.c.starts_on == starts_on)
    for began, _, where in session.execute(known):
        raise Refusal(f"“{section.name}”已于 {began} 在“{where}”开展过，请另选开始日期", "starts_on")


def _opened(section: Section) -> Any:
    """(first day, path, name of the grid) of every time it was opened."""
    columns = (_campaign.c.starts_on, _grid.c.path, _grid.c.full_name)
    return select(*columns).join(_grid, _grid.c.id == _campaign.c.grid_id).where(_campaign.c.key == section.key)


def close_campaign(session: Session, campaign: Campaign) -> int:
    """End a campaign; its figures stay as they are. Returns how many were never reached. Raises `Refusal` when it is over."""
    if campaign.state != CampaignState.OPEN:
        raise Refusal(f"“{campaign}”已经结束")
    follow(session, campaign, today())
    campaign.state, campaign.closed_at = CampaignState.CLOSED, now()
    session.flush()
    mine = (_task.c.campaign_id == campaign.id, _task.c.state.in_(NOT_REACHED))
    return session.execute(select(func.count()).select_from(_task).where(*mine)).scalar() or 0


def follow_homes(
    session: Session, household_ids: Collection[int] = (), establishment_ids: Collection[int] = ()
) -> None:
    """Bring the tasks of these homes in all open campaigns in line with the register."""
    running = _running(session)
    if not running:
        return
    for campaign in running:
        for portion in _portions(household_ids):
            follow(session, campaign, today(), Homes(portion, ()))
        for portion in _portions(establishment_ids):
            follow(session, campaign, today(), Homes((), portion))


def follow_all(session: Session) -> list[Campaign]:
    """The same for everything, every night; the campaigns that run."""
    running = _running(session)
    for campaign in running:
        follow(session, campaign, today())
    return running


def hand_out_all(session: Session) -> None:
    """Say anew who visits, in all open campaigns: somebody took up a post or left it."""
    for campaign in _running(session):
        Joining(session, campaign, today()).hand_out()
        forget_tasks(session)


def choose(session: Session, campaign: Campaign, object_key: str, subjects: Sequence[str]) -> int:
    """Pick people by hand for an object that is chosen; how many are new. Raises `Refusal` for an object that is not, for somebody
    who does not fit it, and once the campaign is over."""
    must_be_open(campaign)
    section = section_of(session, campaign)
    wanted = object_named(section, object_key)
    if not wanted.chosen:
        raise Refusal(f"“{wanted.name}”按条件自动列入，不用人工选定", "object")
    area = Area(_path(session, campaign), campaign.id)
    fitting = due_of(area, section, wanted).subquery("fitting")
    found = session.execute(select(fitting).where(fitting.c.subject.in_(subjects))).all()
    if len(found) != len(set(subjects)):
        raise Refusal(f"选中的人里有不符合“{wanted.name}”条件的，请刷新后重选", "object")
    return _take(session, campaign, section, found)


def _take(session: Session, campaign: Campaign, section: Any, found: Sequence[Any]) -> int:
    known = {
        task.subject: task
        for task in session.scalars(
            select(VisitTask).where(VisitTask.campaign_id == campaign.id, VisitTask.object.in_({row.object for row in found}))
        )
    }  # fmt: skip
    new = 0
    for row in found:
        task = known.get(row.subject)
        if task is None:
            session.add(
                VisitTask(campaign_id=campaign.id, joined=Joined.CHOSEN, joined_on=picked_on(campaign), **row._mapping)
            )
        elif task.state == TaskState.LEFT:
            task.state = TaskState.OPEN
            task.left_on = task.left_reason = task.visit_id = task.done_on = None
        else:
            continue
        new += 1
    session.flush()
    follow_picked(session, campaign, found)
    return new


def picked_on(campaign: Campaign) -> dt.date:
    """The day on which people are picked or let go of: today, or the last day of a campaign that is written down afterwards."""
    return min(today(), campaign.ends_on)


def follow_picked(session: Session, campaign: Campaign, picked: Sequence[Any]) -> None:
    """Bring the tasks of the homes of these rows in line: whom one object takes in, the rest lets go of."""
    households = sorted({row.household_id for row in picked if row.household_id})
    units = sorted({row.establishment_id for row in picked if row.establishment_id})
    follow(session, campaign, picked_on(campaign), Homes(households, units))


def count_tasks(session: Session, campaign: Campaign) -> int:
    """How many take part."""
    mine = (_task.c.campaign_id == campaign.id, _task.c.state != TaskState.LEFT)
    return session.execute(select(func.count()).select_from(_task).where(*mine)).scalar() or 0


def must_be_open(campaign: Campaign) -> None:
    """Raise `Refusal` when the campaign is over."""
    if campaign.state != CampaignState.OPEN:
        raise Refusal(f"“{campaign}”已经结束，不能再改动")


def _running(session: Session) -> list[Campaign]:
    return list(
        session.scalars(
            select(Campaign).where(Campaign.state == CampaignState.OPEN).order_by(Campaign.id),
            execution_options={"unscoped": True},
        )
    )


def _path(session: Session, campaign: Campaign) -> str:
    return str(session.execute(select(_grid.c.path).where(_grid.c.id == campaign.grid_id)).scalar_one())


def _portions(ids: Collection[int]) -> Iterator[list[int]]:
    whole = sorted(set(ids))
    for start in range(0, len(whole), _AT_ONCE):
        yield whole[start : start + _AT_ONCE]
