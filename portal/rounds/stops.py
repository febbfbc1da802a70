"""The stops of a round: homes with everything that waits there, in the order in which to go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from shapely import Point

from geo.measuring import distance_m
from portal.visits.rules import NextVisit, VisitWay

Kind = Literal["household", "establishment"]
LATE, DUE, TASK, REST = range(4)
RANKS = {LATE: ("已逾期", "overdue"), DUE: ("今天该去", "waiting"), TASK: ("有任务", "assigned")}
"""How urgent a stop is, as a tag: words and class."""
NOT_MET = {VisitWay.ABSENT: ("今日无人在家", "waiting"), VisitWay.REFUSED: ("今日拒访", "overdue")}
"""What came of calling today where nobody was met, as a tag."""


@dataclass(frozen=True)
class StopTask:
    """Whom a campaign wants met here. `visitor`: who else is to do it; empty when it is the person's own or anybody's."""

    campaign: str
    object: str
    resident_id: int | None = None
    resident: str = ""
    visitor: str = ""


@dataclass(frozen=True)
class StopPerson:
    """Somebody living here; `wanted` when a task is about them."""

    id: int
    name: str
    relation: str
    wanted: bool = False


@dataclass(frozen=True)
class LastVisit:
    """The newest visit of a home, whatever came of it."""

    id: int
    day: dt.date
    way: str

    def __str__(self) -> str:
        return f"{self.day} {VisitWay.label_of(self.way)}"


@dataclass
class Stop:
    """A home on the day's list. `checklists`: references into those of the day (`portal.visits.asking`), the visit's own first."""

    kind: Kind
    id: int
    code: str
    name: str
    address: str
    phone: str
    grid: str
    order: tuple[int, int, int]
    point: Point | None = None
    due: NextVisit | None = None
    tasks: list[StopTask] = field(default_factory=list)
    issues: list[str] = field(default_factory=list)
    """The titles of what is still worked on here."""
    answered: list[str] = field(default_factory=list)
    """The titles of what was answered, so that people are to be asked about it."""
    last: LastVisit | None = None
    vacant: bool = False
    people: list[StopPerson] = field(default_factory=list)
    checklists: tuple[str, ...] = ()
    refused: dict[str, str] = field(default_factory=dict)
    """Ways that a campaign does not admit here: way -> why not."""
    telephone: str = ""
    """What is to be done before telephoning; empty where a call will do."""
    papers: dict[str, dt.date] = field(default_factory=dict)
    """What of letter and card the home has already, and since when."""

    @property
    def open_words(self) -> str:
        """What is open here, in words: what people are to be asked about and what is still worked on are told apart."""
        told = ((self.answered, "待回访"), (self.issues, "未办结"))
        counts = " · ".join(f"{word} {len(titles)} 件" for titles, word in told if titles)
        return f"{counts}：{[*self.issues, *self.answered][0]}" if counts else ""

    @property
    def checklist(self) -> str | None:
        """The reference of the visit's own checklist."""
        return self.checklists[0] if self.checklists else None

    def rank(self, today: dt.date) -> int:
        """How urgent it is: late, due, a task of the person's own, or none of these; lower is sooner."""
        if self.due is not None and self.due.day <= today:
            return LATE if self.due.late else DUE
        return TASK if any(not task.visitor for task in self.tasks) else REST

    def called_at(self, today: dt.date) -> bool:
        """Whether somebody called today, whatever came of it."""
        return self.last is not None and self.last.day >= today

    def tag(self, today: dt.date) -> tuple[str, str] | None:
        """What to say of it at a glance: what came of calling today, else how urgent it is."""
        if self.last is not None and self.called_at(today):
            return NOT_MET.get(VisitWay(self.last.way))
        return RANKS.get(self.rank(today))

    def away(self, place: Point | None) -> float:
        """Metres from a place; homes that are not on the map are farthest."""
        if place is None:
            return 0.0
        return distance_m(place, self.point) if self.point else float("inf")


def in_order(stops: Sequence[Stop], today: dt.date, place: Point | None = None) -> list[Stop]:
    """Late first, then due, then tasks, then the rest; among equals the nearest to `place`, else as the grid is walked."""
    return sorted(stops, key=lambda stop: (stop.rank(today), stop.away(place), stop.order))
