"""Visits in words: what is known of the absent, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.visits.checklists import asked, in_words
from portal.visits.models import VisitAbsence
from seeds.sections.checklists import Checklist


def absence_in_words(absence: VisitAbsence | None) -> str | None:
    """`2026-02-01 起在无锡市，务工，电话 13900001111，预计 2026-12-01 返回`; nothing without a note."""
    if absence is None:
        return None
    since = f"{absence.since} 起" if absence.since else ""
    place = f"{since}在{absence.address}" if absence.address else since and f"{since}外出"
    parts = [
        place, absence.occupation, absence.phone and f"电话 {absence.phone}", absence.contact and f"联系人 {absence.contact}",
        absence.until and f"预计 {absence.until} 返回",
    ]  # fmt: skip
    return "，".join(str(part) for part in parts if part) or None


def answers_in_words(checklist: Checklist | None, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(question, answer) of everything that was answered, in the order of the checklist."""
    if checklist is None:
        return []
    return [(each.text, in_words(each, answers[each.key])) for each in asked(checklist, answers) if each.key in answers]
