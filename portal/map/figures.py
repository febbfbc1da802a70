"""The figures of every visible grid with all below it: a handful of grouped queries, summed along the paths of the tree."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from portal.foundation.clock import now
from portal.households.models import Household, Resident
from portal.issues.models import Issue
from portal.issues.rules import OPEN_STAGES
from portal.issues.services import overdue
from portal.members.models import Assignment, Member
from portal.members.posts import posts_of
from portal.members.rules import Duty
from portal.visits.rules import Rate
from portal.visits.services import rates_by_grid

_FIRST = (Duty.HEAD, Duty.MEMBER, Duty.HELPER, Duty.LEADER, Duty.CENTRE)
"""The order in which a grid's card names its people."""


@dataclass
class Figures:
    """Numbers of a grid and all below it. `due`: households that somebody lives in; `reached`: those of them spoken to this year at
    home or by phone."""

    households: int = 0
    due: int = 0
    reached: int = 0
    people: int = 0
    open_issues: int = 0
    overdue_issues: int = 0

    @property
    def visits(self) -> Rate:
        """Households reached, of all that somebody lives in."""
        return Rate(self.reached, self.due)

    def add(self, other: Figures) -> None:
        """Count another grid's numbers in."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


def figures_by_grid(session: Session, paths: Mapping[int, str], day: dt.date) -> dict[int, Figures]:
    """Grid id -> figures. `paths`: of all visible grids, as `/1/12/57/`."""
    summed = {grid_id: Figures() for grid_id in paths}
    for grid_id, own in _own(session, day).items():
        for above in paths.get(grid_id, "").strip("/").split("/"):
            if above and int(above) in summed:
                summed[int(above)].add(own)
    return summed


def _own(session: Session, day: dt.date) -> dict[int, Figures]:
    """Grid id -> figures of the grid alone."""
    found: dict[int, Figures] = defaultdict(Figures)
    for grid_id, rate in rates_by_grid(session, day.year).items():
        found[grid_id].reached, found[grid_id].due = rate.numerator, rate.denominator
    homes = select(Household.grid_id, func.count(Household.id)).group_by(Household.grid_id)
    for grid_id, number in session.execute(homes):
        found[grid_id].households = number
    residents = select(Household.grid_id, func.count(Resident.id)).join(Resident, Resident.household_id == Household.id)
    for grid_id, number in session.execute(residents.group_by(Household.grid_id)):
        found[grid_id].people = number
    issues = select(Issue.grid_id, func.count(Issue.id), func.count(Issue.id).filter(overdue(now())))
    for grid_id, number, late in session.execute(issues.where(Issue.stage.in_(OPEN_STAGES)).group_by(Issue.grid_id)):
        found[grid_id].open_issues, found[grid_id].overdue_issues = number, late
    return found


def people_by_grid(session: Session, grid_ids: Iterable[int], day: dt.date) -> dict[int, list[dict[str, str]]]:
    """Grid id -> who looks after it today: name, duty and phone, heads first."""
    rows = session.execute(
        select(Assignment.grid_id, Assignment.duty, Assignment.role, Member.name, Member.phone)
        .join(Member, Assignment.member_id == Member.id)
        .where(Assignment.starts_on <= day, or_(Assignment.ends_on.is_(None), Assignment.ends_on >= day))
        .order_by(Assignment.id)
    )
    wanted, posts = set(grid_ids), posts_of(session)
    found: dict[int, list[dict[str, str]]] = defaultdict(list)
    for grid_id, duty, role, name, phone in sorted(rows, key=lambda row: _FIRST.index(Duty(row.duty))):
        if grid_id in wanted:
            found[grid_id].append({"name": name, "duty": posts.label(role, duty), "phone": phone or ""})
    return found
