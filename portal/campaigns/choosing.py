"""Picking by hand, for objects that the plan leaves to people: who may be picked, and letting go of somebody again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from portal.campaigns.asked import section_of
from portal.campaigns.models import Campaign, VisitTask
from portal.campaigns.population import Area, due_of
from portal.campaigns.rules import TAKEN_OUT, TaskState
from portal.campaigns.services import follow_picked, must_be_open, picked_on
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.households.models import Establishment, Household, Resident
from seeds.sections.campaigns import VisitObject

AT_ONCE = 100
LONGEST = 90


@dataclass(frozen=True)
class Candidate:
    """Somebody who fits an object: `subject` as tasks name it."""

    subject: str
    name: str
    address: str
    grid: str


def candidates(
    session: Session, campaign: Campaign, wanted: VisitObject, words: str = ""
) -> tuple[list[Candidate], int]:
    """The first visible ones who fit and are not picked yet, by grid; and how many there are. `words`: part of a name or address."""
    section = section_of(session, campaign)
    path = (
        session.scalar(select(Grid.path).where(Grid.id == campaign.grid_id), execution_options={"unscoped": True})
        or "/"
    )
    found = due_of(Area(path, campaign.id), section, wanted).subquery("found")
    picked = select(VisitTask.subject).where(
        VisitTask.campaign_id == campaign.id, VisitTask.object == wanted.key, VisitTask.state != TaskState.LEFT
    )
    name = func.coalesce(Resident.name, Household.head_name, Establishment.name, "")
    address = func.coalesce(Household.address, Establishment.address, "")
    rows = (
        select(found.c.subject, name, address, Grid.full_name)
        .select_from(found)
        .join(Grid, Grid.id == found.c.grid_id)
        .outerjoin(Household, Household.id == found.c.household_id)
        .outerjoin(Resident, Resident.id == found.c.resident_id)
        .outerjoin(Establishment, Establishment.id == found.c.establishment_id)
        .where(found.c.subject.not_in(picked))
    )
    for word in words.split():
        rows = rows.where(or_(name.icontains(word, autoescape=True), address.icontains(word, autoescape=True)))
    total = session.scalar(select(func.count()).select_from(rows.subquery())) or 0
    shown = session.execute(rows.order_by(Grid.path, found.c.subject).limit(AT_ONCE))
    return [Candidate(*row) for row in shown], total


def chosen(session: Session, campaign: Campaign, wanted: VisitObject, words: str = "") -> tuple[list[Candidate], int]:
    """The first visible ones who were picked and still take part, by grid; and how many there are."""
    name = func.coalesce(Resident.name, Household.head_name, Establishment.name, "")
    address = func.coalesce(Household.address, Establishment.address, "")
    rows = (
        select(VisitTask.subject, name, address, Grid.full_name)
        .join(Grid, Grid.id == VisitTask.grid_id)
        .outerjoin(Household, Household.id == VisitTask.household_id)
        .outerjoin(Resident, Resident.id == VisitTask.resident_id)
        .outerjoin(Establishment, Establishment.id == VisitTask.establishment_id)
        .where(VisitTask.campaign_id == campaign.id, VisitTask.object == wanted.key, VisitTask.state != TaskState.LEFT)
    )
    for word in words.split():
        rows = rows.where(or_(name.icontains(word, autoescape=True), address.icontains(word, autoescape=True)))
    total = session.scalar(select(func.count()).select_from(rows.subquery())) or 0
    shown = session.execute(rows.order_by(Grid.path, VisitTask.subject).limit(AT_ONCE))
    return [Candidate(*row) for row in shown], total


def let_go(session: Session, campaign: Campaign, wanted: VisitObject, subjects: Sequence[str], reason: str) -> int:
    """Take people out again who were picked by hand; they stay in the list of who left, with the reason. How many. Flushes.

    Raises `Refusal` for an object that is not picked by hand, without a reason, and once the campaign is over.
    """
    must_be_open(campaign)
    if not wanted.chosen:
        raise Refusal(f"“{wanted.name}”按条件自动列入，不能人工移出", "object")
    if not reason.strip():
        raise Refusal("请写明移出的原因", "reason")
    if len(reason) > LONGEST:
        raise Refusal(f"移出的原因最长 {LONGEST} 个字", "reason")
    mine = (VisitTask.campaign_id == campaign.id, VisitTask.object == wanted.key, VisitTask.state != TaskState.LEFT)
    found = session.scalars(select(VisitTask).where(*mine, VisitTask.subject.in_(subjects))).all()
    for task in found:
        task.state, task.left_on, task.left_reason = TaskState.LEFT, picked_on(campaign), f"{TAKEN_OUT}{reason.strip()}"
    session.flush()
    follow_picked(session, campaign, found)
    return len(found)
