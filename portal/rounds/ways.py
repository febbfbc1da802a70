"""Which ways of visiting the campaigns of a home admit, and when a telephone call takes the place of going there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from portal.campaigns.models import VisitTask
from portal.campaigns.rules import NOT_REACHED, TaskState
from portal.rounds.asking import Asking
from portal.visits.rules import VisitWay


def refused_ways(asking: Asking, tasks: Iterable[VisitTask]) -> dict[str, str]:
    """{way: why not} of the ways that a campaign with an open task here leaves out."""
    found: dict[str, str] = {}
    for task in _open(tasks):
        section = asking.section(task.campaign_id)
        for way in VisitWay if section else ():
            if section and way.value not in section.ways:
                found.setdefault(way.value, f"“{section.name}”没有“{way.label}”这种走访方式，请换一种方式")
    return found


def telephone_rule(asking: Asking, tasks: Iterable[VisitTask], away: bool) -> str:
    """What is to be done before telephoning, in a sentence; empty where a call will do, or people are known to be `away`."""
    if away:
        return ""
    for task in _open(tasks):
        section = asking.section(task.campaign_id)
        known = section and any(each.key == task.object for each in section.objects)
        rule: Any = section.telephone_for(task.object) if section and known else None
        if rule and section and task.state != TaskState.ABSENT:
            return f"“{section.name}”要求先上门，不在家的才打电话：请在“不在家登记”中写明情况，或先登记一次无人在家"
    return ""


def _open(tasks: Iterable[VisitTask]) -> list[VisitTask]:
    return [task for task in tasks if task.state in NOT_REACHED]
