"""Key tasks that went wrong, as the office notes them, and the measures that the plan foresees."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from portal.consequences.models import DutyFailure, Proposal
from portal.foundation.clock import today
from tests.stories.work import Work


def note_failure(tale: Work, key: str, name: str, task: str) -> int:
    """Note that they failed at a task today, by this rule of the plan; the id of the record."""
    tale.accepted("/dutyfailureview/record", _form(tale, key, name, task))
    return tale.newest(DutyFailure).id


def refuse_failure(tale: Work, key: str, name: str, task: str, **other: Any) -> str:
    """What is said against such a note."""
    return tale.refused("/dutyfailureview/record", _form(tale, key, name, task) | other)


def measures(tale: Work) -> dict[str, str]:
    """{task: measure} that waits for a decision."""
    waiting = select(Proposal).where(Proposal.kind == "measure", Proposal.state == "proposed")
    return {str(each.basis["task"]): each.text for each in tale.session.scalars(waiting)}


def _form(tale: Work, key: str, name: str, task: str) -> dict[str, Any]:
    return {"key": key, "member": tale.member(name).id, "task": task, "happened_on": today(), "outcome": "n"}
