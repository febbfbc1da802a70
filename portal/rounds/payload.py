"""A person's day as JSON, for the page that works without signal: what is needed at the doors and nothing else.

No identity numbers, no care categories, no telephone numbers but the home's own.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.delivery.rules import Paper
from portal.foundation.clock import now
from portal.issues.models import IssueCategory
from portal.rounds.day import Day
from portal.rounds.gathering import MOST_TITLES
from portal.rounds.stops import Stop
from portal.visits.asking import ABSENCE_LABELS, Asking
from portal.visits.rules import Satisfaction, VisitWay
from seeds.sections.checklists import Checklist


def day_json(session: Session, day: Day) -> dict[str, Any]:
    """The day: `homes` in order (`done`: somebody called today), with what the forms need beside them."""
    return {
        "generated_at": now().isoformat(), "today": day.date.isoformat(), "more": day.more,
        "homes": [stop_json(stop, day) for stop in day.stops], "ways": [list(pair) for pair in VisitWay.options()],
        "satisfaction": [list(pair) for pair in Satisfaction.options()], "categories": categories(session),
        "checklists": checklists_json(day.asking), "papers": [list(pair) for pair in Paper.options()],
        "absence_items": [[item, ABSENCE_LABELS[item]] for item in day.asking.absence_items],
    }  # fmt: skip


def stop_json(stop: Stop, day: Day) -> dict[str, Any]:
    """One home. `issues.told`: in a line. `due`: the day by which it is to be visited; `last.id` is what an entry gives as its `base`."""
    titles = [*stop.issues, *stop.answered]
    return {
        "kind": stop.kind, "id": stop.id, "code": stop.code, "name": stop.name, "address": stop.address, "phone": stop.phone,
        "grid": stop.grid, "vacant": stop.vacant, "lon": stop.point.x if stop.point else None, "lat": stop.point.y if stop.point else None,
        "order": stop.order[1], "rank": stop.rank(day.date), "done": stop.called_at(day.date),
        "due": stop.due.day.isoformat() if stop.due else None, "late": bool(stop.due and stop.due.late),
        "agreed": bool(stop.due and stop.due.agreed),
        "tasks": [
            {"campaign": each.campaign, "object": each.object, "resident": each.resident_id, "name": each.resident, "visitor": each.visitor}
            for each in stop.tasks
        ],
        "issues": {"count": len(titles), "titles": titles[:MOST_TITLES], "told": stop.open_words},
        "last": {"id": stop.last.id, "day": stop.last.day.isoformat(), "way": stop.last.way} if stop.last else None,
        "people": [
            {"id": each.id, "name": each.name, "relation": each.relation, "wanted": each.wanted} for each in stop.people
        ],
        "checklist": stop.checklist, "checklists": list(stop.checklists), "refused": stop.refused, "telephone": stop.telephone,
        "papers": {kind: last.isoformat() for kind, last in stop.papers.items()},
    }  # fmt: skip


def categories(session: Session) -> list[dict[str, str]]:
    """The categories that a need may be registered under."""
    statement = select(IssueCategory).where(IssueCategory.retired.is_(False)).order_by(IssueCategory.id)
    return [{"code": each.code, "name": each.name, "group": each.group} for each in session.scalars(statement)]


def checklists_json(asking: Asking) -> dict[str, Any]:
    """{reference: checklist}; an entry names its `key` as `checklist` and its `plan`."""
    return {
        reference: {"plan": int(reference.partition("/")[0]) or None, **_checklist(checklist)}
        for reference, checklist in asking.checklists.items()
    }


def _checklist(checklist: Checklist) -> dict[str, Any]:
    return checklist.model_dump(mode="json", exclude_none=True)
