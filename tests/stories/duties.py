"""Key tasks that went wrong, as the office notes them, and the measures that the plan foresees."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from portal.consequences.models import DutyFailure, Proposal
from portal.foundation.clock import today
from tests.stories.work import Work


def note_failure(tale: Work, key: str, name: str, task: str, **other: Any) -> int:
    """Note that they failed at a task today, by this rule of the plan; the id of the record. `outcome="y"`: that it went well."""
    tale.accepted("/dutyfailureview/record", _form(tale, key, name, task) | other)
    return tale.newest(DutyFailure).id


def refuse_failure(tale: Work, key: str, name: str, task: str, **other: Any) -> str:
    """What is said against such a note."""
    return tale.refused("/dutyfailureview/record", _form(tale, key, name, task) | other)


def measures(tale: Work) -> dict[str, str]:
    """{task: measure} that waits for a decision."""
    return {str(each.basis["task"]): each.text for each in _measures(tale) if each.state == "proposed"}


def measure_after(tale: Work, task: str) -> Proposal:
    """What was proposed after this failure, decided or not."""
    return next(each for each in _measures(tale) if each.basis["task"] == task)


def _measures(tale: Work) -> list[Proposal]:
    return list(tale.session.scalars(select(Proposal).where(Proposal.kind == "measure").order_by(Proposal.id)))


def _form(tale: Work, key: str, name: str, task: str) -> dict[str, Any]:
    return {"key": key, "member": tale.member(name).id, "task": task, "happened_on": today(), "outcome": "n"}
