"""How states, terms and rows of history read on the pages of issues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from portal.foundation.database import db
from portal.issues.models import IssueEvent
from portal.issues.rules import Action, Due, Handling, Progress, Stage, is_at_desk, since_answered
from portal.issues.workflow import OUTCOMES, progress_word, workflow_of
from portal.visits.rules import Satisfaction
from portal.web.formatters import by_label, shown

MOVING = frozenset({Action.PASS_UP, Action.HAND_DOWN, Action.ACCEPT})


def progress_tag(progress: Progress) -> Markup:
    """Where an issue stands, in the colour of its stage."""
    word = progress_word(db.session(), progress)
    return Markup('<span class="tag tag-{}">{}</span>').format(progress.stage, word)


def due_tag(due: Due) -> Any:
    """The due day, the minute where there is one, with a tag when it has passed."""
    tag = Markup(' <span class="tag tag-overdue">超期</span>') if due.overdue else Markup()
    to_the_minute = due.at is not None and due.at.second != 59
    return Markup("{}{}").format(shown(due.at if to_the_minute else due.day), tag)


def desk_text(handling: Handling) -> Any:
    """The department it was given to; before that, the one that usually gets such issues, said to be no more than that."""
    proposed = f"建议：{handling.usual}" if handling.usual and handling.progress.stage == Stage.NEW else None
    return shown(handling.department or proposed)


def handler_text(handling: Handling) -> Any:
    """Who deals with it now: the department while it lies there, else the level that holds it; nobody once it is closed."""
    flow, (state, stage, _) = workflow_of(db.session()), handling.progress
    if stage == Stage.CLOSED:
        return shown(None)
    at_desk = handling.department and is_at_desk(flow, state, stage)
    return shown(handling.department if at_desk else handling.holder)


def timeline(history: Sequence[IssueEvent]) -> list[dict[str, Any]]:
    """The rows of history on the page of an issue; the department is named where it is another one than before."""
    before = [None, *(event.department_name for event in history)]
    return [_moment(event, event.department_name != was) for was, event in zip(before, history, strict=False)]


def told_before(history: Sequence[IssueEvent]) -> list[dict[str, Any]]:
    """The rows that who takes the next step has to know: see `rules.since_answered`."""
    return timeline(history)[since_answered([event.action for event in history]) :]


def _moment(event: IssueEvent, named: bool) -> dict[str, Any]:
    tags = [by_label(OUTCOMES)(event.outcome)] if event.outcome else []
    tags += [by_label(Satisfaction)(event.satisfaction)] if event.satisfaction else []
    label = event.label or Action.label_of(event.action)
    return {
        "at": shown(event.at), "action": Markup('<span class="tag tag-{}">{}</span>').format(event.action, label),
        "actor": event.actor, "tags": tags, "department": event.department_name if named else None, "note": event.note,
        "held": f"由“{event.holder_name}”办理" if event.action in MOVING and event.holder_name else "", "id": event.id,
    }  # fmt: skip
