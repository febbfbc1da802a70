"""How subjects join a campaign, move inside it and leave it, with the day and the reason: a few statements for any number of them.

Tables are written, not classes: a member who adds a household adds its tasks too, whatever else of the campaign they may see.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, exists, func, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from portal.campaigns.asked import section_of
from portal.campaigns.models import Campaign, VisitTask
from portal.campaigns.population import Area, Homes, due_of
from portal.campaigns.rules import TAKEN_OUT, Joined, TaskState
from portal.campaigns.settling import forget_tasks, resettle, resettle_all
from portal.campaigns.visitors import visitors
from portal.grids.models import Grid
from portal.households.models import Establishment, Household
from portal.households.rules import HouseholdKind
from seeds.sections.campaigns import Campaign as Section
from seeds.sections.campaigns import VisitObject

EVERYWHERE = Homes()
MOVED_AWAY, VACANT, TAKEN_IN, FITS_NO_MORE = "迁出活动范围", "登记为空户", "列入其他走访对象", "不再属于走访对象"
_POINTERS = ("household_id", "resident_id", "establishment_id", "grid_id")
_PORTION = 500
_task: Any = VisitTask.__table__
_grid: Any = Grid.__table__
_home: Any = Household.__table__
_unit: Any = Establishment.__table__


def follow(session: Session, campaign: Campaign, day: dt.date, homes: Homes = EVERYWHERE) -> None:
    """Bring the tasks of these homes in line with the register: who is new joins, who moved moves along or leaves, who fits no more
    leaves with the reason, who fits again comes back. A second time it changes nothing."""
    session.flush()
    Joining(session, campaign, day, homes).follow()
    if homes.everywhere:
        resettle_all(session, campaign)
    else:
        resettle(session, homes.households or (), homes.establishments or ())
    forget_tasks(session)


@dataclass(frozen=True)
class Joining:
    """One campaign and the homes looked at, on one day."""

    session: Session
    campaign: Campaign
    day: dt.date
    homes: Homes = EVERYWHERE

    @cached_property
    def section(self) -> Section:
        """What the campaign asks."""
        return section_of(self.session, self.campaign)

    @cached_property
    def area(self) -> Area:
        """Of the table of grids: who sees the campaign may not see the grid it was opened for."""
        path = self.session.execute(select(_grid.c.path).where(_grid.c.id == self.campaign.grid_id)).scalar_one()
        return Area(path, self.campaign.id, self.homes)

    def follow(self) -> None:
        """Object by object, the rest last: what others take in is not among it."""
        for wanted in sorted(self.section.objects, key=lambda each: each.remaining):
            self._leave(wanted)
            self._come_back(wanted)
            self._move(wanted)
            if not wanted.chosen:
                self._join(wanted, Joined.LATER)
        self.hand_out()

    def open(self) -> None:
        """Make all tasks of a campaign that begins; they belong to it from its first day, also where it is opened later."""
        for wanted in self.section.objects:
            if not wanted.chosen:
                self._join(wanted, Joined.OPENING)
        self.hand_out()

    def hand_out(self) -> None:
        """Write who visits into the tasks, by object and grid."""
        objects = {each.key: each for each in self.section.objects}
        rows = self.session.execute(select(_task.c.object, _task.c.grid_id).where(self._mine).distinct())
        places = [(key, grid_id) for key, grid_id in rows if key in objects]
        who = visitors(self.session, {grid_id for _, grid_id in places}, self.day, self.campaign.id)
        grids: dict[tuple[str, int | None], list[int]] = defaultdict(list)
        for key, grid_id in places:
            grids[key, who.of(objects[key], grid_id)].append(grid_id)
        for (key, member_id), ids in grids.items():
            for start in range(0, len(ids), _PORTION):
                self._give(key, member_id, ids[start : start + _PORTION])

    def _give(self, key: str, member_id: int | None, grid_ids: list[int]) -> None:
        here = (self._mine, _task.c.object == key, _task.c.grid_id.in_(grid_ids))
        others = _task.c.member_id.is_distinct_from(member_id)
        self.session.execute(update(_task).where(*here, others).values(member_id=member_id))

    @property
    def _mine(self) -> ColumnElement[bool]:
        found: ColumnElement[bool] = _task.c.campaign_id == self.campaign.id
        return found & self.homes.on(_task.c.household_id, _task.c.establishment_id)

    def _of(self, wanted: VisitObject) -> Any:
        return (_task.c.campaign_id == self.campaign.id) & (_task.c.object == wanted.key)

    def _join(self, wanted: VisitObject, how: Joined) -> None:
        found = due_of(self.area, self.section, wanted).subquery("due")
        known = exists().where(self._of(wanted), _task.c.subject == found.c.subject)
        given = {
            "campaign_id": self.campaign.id,
            "state": TaskState.OPEN.value,
            "joined": how.value,
            "joined_on": self.campaign.starts_on if how is Joined.OPENING else self.day,
        }
        names = ("object", "subject", *_POINTERS)
        rows = select(*(found.c[name] for name in names), *(literal(value) for value in given.values())).where(~known)
        self.session.execute(insert(_task).from_select([*names, *given], rows))

    def _leave(self, wanted: VisitObject) -> None:
        fitting = due_of(self.area, self.section, wanted).subquery("fitting")
        self.session.execute(
            update(_task)
            .where(self._mine, _task.c.object == wanted.key, _task.c.state != TaskState.LEFT)
            .where(_task.c.subject.not_in(select(fitting.c.subject)))
            .values(state=TaskState.LEFT.value, left_on=self.day, left_reason=_reason(wanted, self.area.path))
        )

    def _come_back(self, wanted: VisitObject) -> None:
        fitting = due_of(self.area, self.section, wanted).subquery("fitting")
        self.session.execute(
            update(_task)
            .where(self._of(wanted), _task.c.state == TaskState.LEFT, _task.c.subject.in_(select(fitting.c.subject)))
            .where(func.coalesce(_task.c.left_reason, "").not_like(f"{TAKEN_OUT}%"))
            .values(state=TaskState.OPEN.value, left_on=None, left_reason=None, visit_id=None, done_on=None)
        )

    def _move(self, wanted: VisitObject) -> None:
        fitting = due_of(self.area, self.section, wanted).subquery("fitting")
        elsewhere = or_(*(_task.c[name].is_distinct_from(fitting.c[name]) for name in _POINTERS))
        self.session.execute(
            update(_task)
            .where(self._of(wanted), _task.c.state != TaskState.LEFT, _task.c.subject == fitting.c.subject, elsewhere)
            .values({name: fitting.c[name] for name in _POINTERS})
        )


def _reason(wanted: VisitObject, path: str) -> Any:
    """Why a task is over, by what the register says of its home now."""
    home_grid = select(_home.c.grid_id).where(_home.c.id == _task.c.household_id).scalar_subquery()
    unit_grid = select(_unit.c.grid_id).where(_unit.c.id == _task.c.establishment_id).scalar_subquery()
    inside = select(_grid.c.id).where(_grid.c.path.startswith(path, autoescape=True))
    vacant = exists().where(_home.c.id == _task.c.household_id, _home.c.kind == HouseholdKind.VACANT)
    whens = ((func.coalesce(home_grid, unit_grid).not_in(inside), MOVED_AWAY), (vacant, VACANT))
    return cast(case(*whens, else_=TAKEN_IN if wanted.remaining else FITS_NO_MORE), String)
