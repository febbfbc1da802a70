"""Which ways of visiting the campaigns of a home admit, and when a telephone call takes the place of going there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.campaigns.asked import Running, described
from portal.campaigns.models import Campaign, VisitTask
from portal.campaigns.rules import NOT_REACHED, CampaignState, TaskState
from portal.exchange.records import portions
from portal.households.models import Household
from portal.households.rules import HouseholdKind
from portal.visits.models import Visit
from portal.visits.rules import REACHED, VisitWay
from seeds.sections.campaigns import Campaign as Described

Kind = Literal["household", "establishment"]
Home = tuple[Kind, int]
Problem = tuple[str, str]
EVERYBODY = {"unscoped": True}
"""A campaign holds for whoever visits, whether they see it or not."""
KINDS: tuple[Kind, ...] = ("household", "establishment")


@dataclass(frozen=True)
class Call:
    """A visit as the campaigns of its home see it. `noted`: the absent register says where people are; `met`: ids of residents;
    `visit_id`: of a stored one that is changed: what it has settled itself counts as not yet reached."""

    home: Home
    day: dt.date
    way: str
    noted: bool = False
    met: frozenset[int] = frozenset()
    visit_id: int | None = None

    def same(self, other: Call) -> bool:
        """Whether home, day and way are the same."""
        return (self.home, self.day, self.way) == (other.home, other.day, other.way)

    def goes_before(self, call: Call) -> bool:
        """Whether a call at the same home may count because of this visit: people were reached, or nobody opened before it."""
        return self.home == call.home and (self.way in REACHED or self.day <= call.day)

    def reaches(self, resident_id: int | None) -> bool:
        """Whether somebody was reached: this resident, or anybody at home (None)."""
        return self.way in REACHED and (resident_id is None or resident_id in self.met)


@dataclass
class Doors:
    """Homes with the tasks of campaigns that run, the days on which nobody opened (by visit), and which of them are registered as
    living elsewhere. `tasks`: rows with the columns of `VisitTask`; `gone`: visits that count as not made; `heard`: visits not stored
    yet, which may go from one portion of them to the next."""

    running: Running
    tasks: Mapping[Home, Sequence[Any]]
    shut: Mapping[Home, Sequence[tuple[int, dt.date]]] = field(default_factory=dict)
    away: Collection[int] = ()
    gone: set[int | None] = field(default_factory=set)
    heard: dict[Home, list[Call]] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, homes: Collection[Home]) -> Self:
        """Of any number of homes, in as many questions; while no campaign runs, in one."""
        running = described(session, _open_campaigns())
        tasks: dict[Home, list[Any]] = {}
        for home, task in _tasks(session, homes) if running else ():
            tasks.setdefault(home, []).append(task)
        return cls.at(session, running, tasks)

    @classmethod
    def at(cls, session: Session, running: Running, tasks: Mapping[Home, Sequence[Any]]) -> Self:
        """Of homes whose tasks are known; what stands about telephoning is looked up only where a plan says anything of it."""
        if not any(section.telephone for _campaign, section in running.values() if section):
            return cls(running, tasks)
        first = min(campaign.starts_on for campaign, _section in running.values())
        shut: dict[Home, list[tuple[int, dt.date]]] = {}
        for home, visit_id, day in _shut(session, list(tasks), first):
            shut.setdefault(home, []).append((visit_id, day))
        return cls(running, tasks, shut, _away(session, ids_of(tasks, "household")))

    def hear(self, call: Call) -> None:
        """Let a visit that is not stored yet count for those that follow."""
        if call.home in self.tasks:
            self.heard.setdefault(call.home, []).append(call)

    def problem(self, call: Call) -> Problem | None:
        """Why a campaign with an open task here does not admit the way of this visit, with its field; None when all do."""
        reason = self.refused(call).get(call.way)
        if reason:
            return reason, "way"
        if call.way == VisitWay.PHONE and not call.noted:
            first = self.before_telephoning(call)
            return (first, "absence") if first else None
        return None

    def refused(self, call: Call) -> dict[str, str]:
        """{way: why not} of the ways that a campaign with an open task here leaves out; of the call its home and day count."""
        found: dict[str, str] = {}
        for _campaign, section, _task in self._waiting(call):
            for way in VisitWay:
                if way.value not in section.ways:
                    found.setdefault(way.value, f"“{section.name}”没有“{way.label}”这种走访方式，请换一种方式")
        return found

    def before_telephoning(self, call: Call) -> str:
        """What is to be done before telephoning, in a sentence; empty where a call will do."""
        kind, home = call.home
        if kind == "household" and home in self.away:
            return ""
        for campaign, section, task in self._waiting(call):
            known = any(each.key == task.object for each in section.objects)
            if known and section.telephone_for(task.object) and not self._been_there(call, campaign):
                return f"“{section.name}”要求先上门，不在家的才打电话：请在走访页面的“不在家登记”中写明情况，或先登记一次无人在家"
        return ""

    def _waiting(self, call: Call) -> Iterator[tuple[Campaign, Described, Any]]:
        for task in self.tasks.get(call.home, ()):
            campaign, section = self.running.get(task.campaign_id, (None, None))
            if campaign is None or section is None or not campaign.starts_on <= call.day <= campaign.ends_on:
                continue
            own = task.visit_id in {call.visit_id, *self.gone} - {None} and task.state != TaskState.LEFT
            if (task.state in NOT_REACHED or own) and not self._reached_since(call.home, campaign, task):
                yield campaign, section, task

    def _reached_since(self, home: Home, campaign: Campaign, task: Any) -> bool:
        heard = (each for each in self.heard.get(home, ()) if campaign.starts_on <= each.day <= campaign.ends_on)
        return any(each.reaches(task.resident_id) for each in heard)

    def _been_there(self, call: Call, campaign: Campaign) -> bool:
        days = [
            day
            for visit_id, day in self.shut.get(call.home, ())
            if visit_id != call.visit_id and visit_id not in self.gone
        ]
        days += [each.day for each in self.heard.get(call.home, ()) if each.way == VisitWay.ABSENT]
        return any(campaign.starts_on <= day <= call.day for day in days)


def _open_campaigns() -> Any:
    return select(Campaign).where(Campaign.state == CampaignState.OPEN).execution_options(**EVERYBODY)


def _tasks(session: Session, homes: Collection[Home]) -> Iterator[tuple[Home, Any]]:
    for kind in KINDS:
        column = column_of(VisitTask, kind)
        columns = (VisitTask.campaign_id, VisitTask.object, VisitTask.state, VisitTask.visit_id, VisitTask.resident_id)
        for portion in portions(ids_of(homes, kind)):
            statement = select(column.label("home"), *columns).where(column.in_(portion)).order_by(VisitTask.id)
            for row in session.execute(statement, execution_options=EVERYBODY):
                yield (kind, row.home), row


def _shut(session: Session, homes: Collection[Home], first: dt.date) -> Iterator[tuple[Home, int, dt.date]]:
    for kind in KINDS:
        column = column_of(Visit, kind)
        for portion in portions(ids_of(homes, kind)):
            shut = (column.in_(portion), Visit.way == VisitWay.ABSENT, Visit.visited_on >= first)
            statement = select(column.label("home"), Visit.id, Visit.visited_on).where(*shut)
            for row in session.execute(statement, execution_options=EVERYBODY):
                yield (kind, row.home), row.id, row.visited_on


def _away(session: Session, ids: Collection[int]) -> set[int]:
    away = select(Household.id).where(Household.kind == HouseholdKind.AWAY)
    return {
        home
        for portion in portions(ids)
        for home in session.scalars(away.where(Household.id.in_(portion)), execution_options=EVERYBODY)
    }


def column_of(model: Any, kind: Kind) -> Any:
    """The column of a visit or a task that names a home of this kind."""
    return model.household_id if kind == "household" else model.establishment_id


def ids_of(homes: Iterable[Home], kind: Kind) -> list[int]:
    """Those of this kind."""
    return [identity for each, identity in homes if each == kind]
