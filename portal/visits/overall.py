"""How satisfied people are is asked once: where a checklist asks it as its question `overall`, the answer is that of the visit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from portal.foundation.errors import Refusal
from portal.visits.checking import checklist_at, checklist_of, parted
from portal.visits.checklists import overall_question
from portal.visits.models import Visit
from portal.visits.rules import REACHED, Satisfaction
from seeds.sections.checklists import Checklist


def take_over(session: Session, visit: Visit) -> None:
    """Give a new visit the satisfaction that its checklists were told, unless it has it. Raises `Refusal` where the two differ."""
    with session.no_autoflush:  # nothing of it is checked yet
        lists = list(_lists(session, visit))
    for checklist, given in lists:
        question = overall_question(checklist) if checklist else None
        said = given.get(question.key) if question else None
        if visit.way not in REACHED or question is None or said not in list(Satisfaction):
            continue
        if visit.satisfaction not in (None, said):
            mine, theirs = (Satisfaction.label_of(str(each)) for each in (visit.satisfaction, said))
            raise Refusal(f"清单里“{question.text}”答的是“{theirs}”，满意程度却是“{mine}”，请改成一致", "satisfaction")
        visit.satisfaction = str(said)


def _lists(session: Session, visit: Visit) -> Iterator[tuple[Checklist | None, dict[str, Any]]]:
    """Every checklist of the visit with what was answered to it; no checklist where none is known by that name."""
    own, others = parted(visit.answers or {})
    yield checklist_of(session, visit), own
    for reference, given in others.items():
        yield checklist_at(session, reference), given
