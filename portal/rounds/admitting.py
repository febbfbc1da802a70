"""Whether the campaigns of a home admit the way of an entry."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.campaigns.rules import NOT_REACHED
from portal.foundation.errors import Refusal
from portal.households.models import Establishment, Household
from portal.households.rules import HouseholdKind
from portal.rounds.asking import Asking
from portal.rounds.entries import RoundEntry
from portal.rounds.gathering import tasks_at
from portal.rounds.stops import Kind
from portal.rounds.ways import refused_ways, telephone_rule
from portal.visits.rules import VisitWay


def check_way(session: Session, entry: RoundEntry, home: Household | Establishment) -> None:
    """Raise `Refusal` with the reason when a campaign with a task here does not admit the way of this entry, or asks to go there before
    telephoning and nothing says that nobody was in."""
    kind: Kind = "household" if isinstance(home, Household) else "establishment"
    tasks = session.scalars(tasks_at(kind, [home.id], entry.visited_on)).all()
    if not any(task.state in NOT_REACHED for task in tasks):
        return
    asking = Asking(session, entry.visited_on)
    reason = refused_ways(asking, tasks).get(entry.way)
    if reason:
        raise Refusal(reason, "way")
    if entry.way == VisitWay.PHONE and entry.absence is None:
        first = telephone_rule(asking, tasks, getattr(home, "kind", "") == HouseholdKind.AWAY)
        if first:
            raise Refusal(first, "absence")
