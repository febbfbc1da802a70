"""What each measure of a profile counts. One definition each; screens, rates, assessments and tables all ask here.

A rate's numerator is counted among the rows of its denominator (closed of those due, revisited of those closed), so it can
never be more than all. “Visited” is met at home everywhere; who was telephoned is “reached”, who was absent is neither.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_, select

from portal.campaigns.models import VisitTask
from portal.campaigns.rules import TaskState
from portal.campaigns.settling import state_on
from portal.delivery.models import Delivery
from portal.delivery.rules import Paper
from portal.figures.belonging import always, due, registered, revisited, visited
from portal.figures.sources import HOMES, ISSUES, REVISITS, TASKS, VISITS, Asked, Conditions, Source
from portal.households.lived_in import lived_in
from portal.households.models import Household
from portal.issues.models import Issue, IssueEvent
from portal.issues.rules import Action, Outcome, Stage
from portal.visits.models import Visit
from portal.visits.rules import CONTENT, REACHED, VisitWay

_event = IssueEvent.__table__
_visit = Visit.__table__
_delivery = Delivery.__table__

DONE = (Stage.ANSWERED, Stage.CLOSED)
"""An issue in these stages has been answered and has not come back."""


@dataclass(frozen=True)
class Measure:
    """`when`: which rows of the source belong to the period; `what`: what must be true of them besides."""

    source: Source
    when: Conditions
    what: Conditions


def objects_due(_: Asked) -> list[ColumnElement[bool]]:
    """Tasks of the campaign (or of all that ran in the period) that took part on its last day."""
    return []


def objects_visited(asked: Asked) -> list[ColumnElement[bool]]:
    """Tasks whose best visit until the last day found people at home."""
    return [state_on(asked.ground.last) == TaskState.VISITED]


def objects_reached(asked: Asked) -> list[ColumnElement[bool]]:
    """Visited, and those spoken to by telephone, where the plan does not say that this does not count."""
    state = state_on(asked.ground.last)
    by_phone = [state == TaskState.PHONED]
    for campaign_id, key in sorted(asked.telephone):
        by_phone.append(not_(and_(VisitTask.campaign_id == campaign_id, VisitTask.object == key)))
    return [or_(state == TaskState.VISITED, and_(*by_phone))]


def objects_absent(asked: Asked) -> list[ColumnElement[bool]]:
    """Tasks of which nothing better came until the last day than that nobody was at home."""
    return [state_on(asked.ground.last) == TaskState.ABSENT]


def households(_: Asked) -> list[ColumnElement[bool]]:
    """Households as they are registered now, without those where nobody lives: nobody is due there."""
    return [lived_in()]


def households_visited(asked: Asked) -> list[ColumnElement[bool]]:
    """Of these, those visited at home at least once in the period."""
    return [*households(asked), _seen(asked, VisitWay.HOME)]


def households_reached(asked: Asked) -> list[ColumnElement[bool]]:
    """Of these, those met at home or spoken to by telephone at least once in the period."""
    return [*households(asked), _seen(asked, *REACHED)]


def records_due(_: Asked) -> list[ColumnElement[bool]]:
    """All households, as they are registered now."""
    return []


def records_complete(_: Asked) -> list[ColumnElement[bool]]:
    """Of these, those whose address is registered now, and where somebody lives the head and phone too."""
    someone = and_(Household.head_name.is_not(None), Household.phone.is_not(None))
    return [Household.address.is_not(None), or_(not_(lived_in()), someone)]


def letters_due(_: Asked) -> list[ColumnElement[bool]]:
    """Households as they are registered now, without those where nobody lives."""
    return [lived_in()]


def letters_delivered(asked: Asked) -> list[ColumnElement[bool]]:
    """Of these, those that a letter reached in the period: a letter is news of its time."""
    return [
        *letters_due(asked),
        _handed_over(Paper.LETTERS, _delivery.c.delivered_on.between(asked.ground.first, asked.ground.last)),
    ]


def cards_due(_: Asked) -> list[ColumnElement[bool]]:
    """Households as they are registered now, without those where nobody lives."""
    return [lived_in()]


def cards_delivered(asked: Asked) -> list[ColumnElement[bool]]:
    """Of these, those that a card has reached by the last day: a card stays in the house."""
    return [*cards_due(asked), _handed_over(Paper.CARDS, _delivery.c.delivered_on <= asked.ground.last)]


def issues_registered(_: Asked) -> list[ColumnElement[bool]]:
    """Issues registered in the period; those merged into another are counted with it."""
    return []


def issues_due(_: Asked) -> list[ColumnElement[bool]]:
    """Issues whose time limit ended in the period and has passed by today; not while their clock is paused."""
    return [Issue.stage != Stage.PAUSED]


def issues_closed(_: Asked) -> list[ColumnElement[bool]]:
    """Of the issues of the period, those closed by now. Closed is not solved."""
    return [Issue.stage == Stage.CLOSED]


def issues_solved(_: Asked) -> list[ColumnElement[bool]]:
    """Of the issues of the period, those answered or closed by now as solved; partly solved is not."""
    return [Issue.stage.in_(DONE), Issue.outcome == Outcome.SOLVED]


def issues_answered(_: Asked) -> list[ColumnElement[bool]]:
    """Of the issues of the period, those answered by now and not come back."""
    return [Issue.stage.in_(DONE)]


def issues_on_time(_: Asked) -> list[ColumnElement[bool]]:
    """Of the issues of the period, those last answered by the day they were due, or by the minute where the limit is in hours."""
    by_day = and_(Issue.due_at.is_(None), func.date(Issue.handled_at) <= Issue.due_on)
    return [Issue.stage.in_(DONE), or_(by_day, Issue.handled_at <= Issue.due_at)]


def issues_solved_on_the_spot(_: Asked) -> list[ColumnElement[bool]]:
    """Of the issues of the period, those solved on the spot and not come back."""
    return [Issue.stage.in_(DONE), Issue.solved_on_the_spot.is_(True)]


def issues_revisited(_: Asked) -> list[ColumnElement[bool]]:
    """Of the issues of the period, those about which people have been asked at least once."""
    asked_for = select(_event.c.id).where(_event.c.issue_id == Issue.id, _event.c.action == Action.REVISIT)
    return [asked_for.correlate(Issue).exists()]


def revisits_answered(_: Asked) -> list[ColumnElement[bool]]:
    """Revisits in the period in which people said how satisfied they are; one that reopened the issue stays counted."""
    return [_event.c.satisfaction.is_not(None)]


def revisits_satisfied(_: Asked) -> list[ColumnElement[bool]]:
    """Of these, satisfied and neutral answers."""
    return [_event.c.satisfaction.in_(CONTENT)]


def visits_made(_: Asked) -> list[ColumnElement[bool]]:
    """Visits in the period that found people at home."""
    return [_visit.c.way == VisitWay.HOME]


def _handed_over(paper: Paper, when: ColumnElement[bool]) -> ColumnElement[bool]:
    found = select(_delivery.c.id).where(_delivery.c.household_id == Household.id, _delivery.c.kind == paper, when)
    return found.correlate(Household).exists()


def visits_answered(_: Asked) -> list[ColumnElement[bool]]:
    """Visits in the period in which people said how satisfied they are."""
    return [_visit.c.satisfaction.is_not(None)]


def visits_satisfied(_: Asked) -> list[ColumnElement[bool]]:
    """Of these, satisfied and neutral answers."""
    return [_visit.c.satisfaction.in_(CONTENT)]


def _seen(asked: Asked, *ways: VisitWay) -> ColumnElement[bool]:
    seen = select(_visit.c.id).where(
        _visit.c.household_id == Household.id,
        _visit.c.visited_on.between(asked.ground.first, asked.ground.last),
        _visit.c.way.in_(ways),
    )
    return seen.correlate(Household).exists()


_OF_TASKS = (objects_due, objects_visited, objects_reached, objects_absent)
_OF_HOMES = (
    households, households_visited, households_reached, records_due, records_complete, letters_due, letters_delivered, cards_due,
    cards_delivered,
)  # fmt: skip
_OF_VISITS = (visits_answered, visits_satisfied)
_OF_ISSUES = (
    issues_registered, issues_closed, issues_solved, issues_answered, issues_on_time, issues_solved_on_the_spot, issues_revisited,
)  # fmt: skip
_OF_REVISITS = (revisits_answered, revisits_satisfied)


def _measures(source: Source, when: Conditions, counted: tuple[Conditions, ...]) -> dict[str, Measure]:
    return {_name(each): Measure(source, when, each) for each in counted}


def _name(counted: Callable[..., Any]) -> str:
    return counted.__name__


COUNTED: dict[str, Measure] = {
    **_measures(TASKS, always, _OF_TASKS), **_measures(HOMES, always, _OF_HOMES), **_measures(ISSUES, registered, _OF_ISSUES),
    **_measures(ISSUES, due, (issues_due,)), **_measures(VISITS, visited, _OF_VISITS), **_measures(REVISITS, revisited, _OF_REVISITS),
}  # fmt: skip
"""Measure of `seeds.sections.rates` -> how it is counted. `visits_due` and `visits_done` are in `portal.figures.frequencies`."""

VISITS_MADE = Measure(VISITS, visited, visits_made)
"""The visits that `visits_done` is counted from; of one home no more count than were due."""
