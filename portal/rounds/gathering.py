"""Gathering what waits at homes, a few queries for all of them together. Everything is narrowed to what the person sees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from portal.campaigns.asked import open_on
from portal.campaigns.models import Campaign, VisitTask
from portal.campaigns.rules import NOT_REACHED
from portal.campaigns.sensitive import open_to
from portal.delivery.addressees import papers_at
from portal.households.models import Establishment, Household, Resident
from portal.households.rules import HouseholdKind, Relation
from portal.issues.models import Issue
from portal.issues.rules import OPEN_STAGES, Stage
from portal.rounds.stops import Kind, LastVisit, Stop, StopPerson, StopTask
from portal.visits import frequencies
from portal.visits.asking import Asking
from portal.visits.doors import Call, Doors
from portal.visits.models import Visit
from portal.visits.rules import NextVisit, VisitWay
from portal.visits.services import own_member_id
from seeds.sections.register import VisitFrequency

MOST_TITLES = 5


def stops_of(
    session: Session,
    homes: Sequence[Household | Establishment],
    asking: Asking,
    rules: Sequence[VisitFrequency],
    day: dt.date,
) -> list[Stop]:
    """The stops of these homes, in their order. `rules`: the frequencies that count for the person."""
    households = [home.id for home in homes if isinstance(home, Household)]
    establishments = [home.id for home in homes if isinstance(home, Establishment)]
    stops = [_household(home) if isinstance(home, Household) else _establishment(home) for home in homes]
    due = frequencies.next_visits(session, households, rules, day) if households else {}
    papers = papers_at(session, households, day) if households else {}
    for kind, ids in (("household", households), ("establishment", establishments)):
        own = {stop.id: stop for stop in stops if stop.kind == kind}
        if own:
            _fill(session, own, asking, _columns(kind), ids, day)
    for stop in stops:
        if stop.kind == "household":
            stop.due, stop.papers = due.get(stop.id), papers.get(stop.id, {})
    _people(session, {stop.id: stop for stop in stops if stop.kind == "household"})
    return stops


def tasks_at(kind: Kind, ids: Collection[int], day: dt.date) -> Any:
    """The tasks of campaigns that run, for these homes, whatever has come of them: a statement, campaign by campaign."""
    column = VisitTask.household_id if kind == "household" else VisitTask.establishment_id
    return (
        select(VisitTask)
        .join(Campaign, Campaign.id == VisitTask.campaign_id)
        .where(column.in_(ids), open_on(day))
        .order_by(Campaign.starts_on, Campaign.id, VisitTask.id)
        .options(selectinload(VisitTask.resident), selectinload(VisitTask.member))
    )


def _columns(kind: str) -> tuple[Any, Any, Kind]:
    if kind == "household":
        return Visit.household_id, Issue.household_id, "household"
    return Visit.establishment_id, Issue.establishment_id, "establishment"


def _fill(
    session: Session,
    stops: dict[int, Stop],
    asking: Asking,
    columns: tuple[Any, Any, Kind],
    ids: Sequence[int],
    day: dt.date,
) -> None:
    visit_column, issue_column, kind = columns
    _tasks(session, stops, asking, kind, ids, day)
    _last(session, stops, visit_column, ids, day)
    statement = select(issue_column, Issue.title, Issue.stage).where(
        issue_column.in_(ids), Issue.stage.in_(OPEN_STAGES)
    )
    for home, title, stage in session.execute(statement.order_by(Issue.id)):
        (stops[home].answered if stage == Stage.ANSWERED else stops[home].issues).append(title)


def _tasks(
    session: Session, stops: dict[int, Stop], asking: Asking, kind: Kind, ids: Sequence[int], day: dt.date
) -> None:
    mine = own_member_id(session)
    found: dict[int, list[VisitTask]] = {}
    tasks = list(session.scalars(tasks_at(kind, ids, day)))
    told = _told(session, tasks)
    for task in tasks:
        home = task.household_id if kind == "household" else task.establishment_id
        found.setdefault(home, []).append(task)
        if task.state not in NOT_REACHED:
            continue
        campaign, name = asking.name_of(task.campaign_id, task.object)
        another = task.member.name if task.member is not None and task.member_id != mine else ""
        person = task.resident if task.id in told else None
        stops[home].tasks.append(StopTask(
            campaign, name if task.id in told else "", person.id if person else None, person.name if person else "", another,
        ))  # fmt: skip
    doors = Doors.at(session, asking.running, {(kind, home): own for home, own in found.items()})
    for home, stop in stops.items():
        call = Call((kind, home), day, VisitWay.PHONE)
        stop.checklists = asking.references([(task.campaign_id, task.object) for task in found.get(home, [])])
        stop.refused, stop.telephone = doors.refused(call), doors.before_telephoning(call)


def _told(session: Session, tasks: Sequence[VisitTask]) -> set[int]:
    """Those tasks of which it may be said here what they are for; who is a sensitive object is told by the logged list alone."""
    if not tasks:
        return set()
    own = select(VisitTask.id).where(VisitTask.id.in_([each.id for each in tasks]), open_to(session))
    return set(session.scalars(own))


def _last(session: Session, stops: dict[int, Stop], column: Any, ids: Sequence[int], day: dt.date) -> None:
    place = func.row_number().over(partition_by=column, order_by=(Visit.visited_on.desc(), Visit.id.desc()))
    ranked = select(
        column.label("home"), Visit.id, Visit.visited_on, Visit.way, Visit.next_on, place.label("place")
    ).where(column.in_(ids))
    newest = ranked.subquery()
    for row in session.execute(select(newest).where(newest.c.place == 1)):
        stop = stops[row.home]
        stop.last = LastVisit(row.id, row.visited_on, row.way)
        if row.next_on is not None and stop.kind == "establishment":
            stop.due = NextVisit(row.next_on, row.next_on < day, agreed=True)


def _people(session: Session, stops: dict[int, Stop]) -> None:
    if not stops:
        return
    statement = select(Resident.id, Resident.household_id, Resident.name, Resident.relation)
    for row in session.execute(statement.where(Resident.household_id.in_(stops)).order_by(Resident.id)):
        stop = stops[row.household_id]
        wanted = any(task.resident_id == row.id for task in stop.tasks)
        stop.people.append(StopPerson(row.id, row.name, Relation.label_of(row.relation), wanted))


def _household(home: Household) -> Stop:
    return Stop(
        "household", home.id, home.code, home.head_name or "户主未登记", home.address or "", home.phone or "", home.grid.name,
        (home.grid_id, home.walking_order, home.id), home.location, vacant=home.kind == HouseholdKind.VACANT,
    )  # fmt: skip


def _establishment(home: Establishment) -> Stop:
    return Stop(
        "establishment", home.id, "", home.name, home.address or "", home.phone or "", home.grid.name,
        (home.grid_id, 1_000_000, home.id), home.location,
    )  # fmt: skip
