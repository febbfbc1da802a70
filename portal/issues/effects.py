"""What each effect of a workflow's step does to an issue. The step is legal already; `portal.issues.services` has seen to that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import delete

from portal.foundation.clock import now, today
from portal.foundation.errors import Refusal
from portal.issues import clock, holding, terms
from portal.issues.facts import StepFacts, Turn, enter
from portal.issues.papers import IssueLink, LinkKind
from portal.issues.rules import Action, Outcome, closing_problem
from portal.issues.workflow import ISSUE_CLASSES, OUTCOMES
from portal.visits.rules import Satisfaction

NOBODY = "请选择承办部门或承办人"
LONGEST_PAUSE = 365
"""In days."""


def solve(turn: Turn) -> None:
    """Solved on the spot: answered in one go, without a department."""
    turn.need(turn.facts.said, "请填写怎样办结的", "note")
    _answer(turn, Outcome.SOLVED, on_the_spot=True)


def handle(turn: Turn) -> None:
    """Answered with an outcome and what was done."""
    known = dict(OUTCOMES.options(session=turn.session))
    turn.need(turn.facts.outcome in known, "请选择办理结果", "outcome")
    turn.need(turn.facts.said, "请填写办理情况", "note")
    _answer(turn, str(turn.facts.outcome))


def _answer(turn: Turn, outcome: str, on_the_spot: bool = False) -> None:
    issue = turn.issue
    issue.outcome, issue.handled_at, issue.solved_on_the_spot = outcome, now(), on_the_spot
    issue.revisited_at = issue.satisfaction = None
    enter(turn.session, issue, turn.target)
    turn.record(outcome=outcome)


def classify(turn: Turn) -> None:
    """Another category, another class, or both; a step that leads to another state may leave both as they are. The term is
    counted again from the beginning."""
    issue, category, key = turn.issue, turn.facts.category, turn.facts.issue_class
    turn.need(category or key or turn.target.key != turn.before, "请选择类别或分类", "category")
    if category is not None and category.id != issue.category_id:
        turn.need(not category.retired, f"类别“{category.name}”已停用，请改选其他类别", "category")
        issue.category = category
        issue.issue_class = clock.class_of(turn.session, category)
        terms.count_again(turn.session, issue)
    if key:
        turn.need(key in dict(ISSUE_CLASSES.options(session=turn.session)), "没有这个分类", "issue_class")
        issue.issue_class = key
    enter(turn.session, issue, turn.target)
    turn.record()


def assign(turn: Turn) -> None:
    """To a department, or to a person of the place: somebody has to be chosen, nobody is assumed."""
    issue, facts = turn.issue, turn.facts
    turn.need(facts.department or facts.member, NOBODY, "department")
    issue.department, issue.member = facts.department or issue.department, facts.member or issue.member
    enter(turn.session, issue, turn.target)
    turn.record()


def pass_up(turn: Turn) -> None:
    """To the level that the target state names, else to the next one up; above the tree the top keeps it in hand."""
    rungs = holding.way_up(turn.session, turn.issue.grid_id)
    holder = holding.holder_of(rungs, turn.issue)
    upper = holding.above(rungs, holder)
    if upper is None and turn.target.level is None and not holding.goes_beyond(turn.session):
        raise Refusal(f"“{holder.name}”已是最高一级，不能再上报")
    enter(turn.session, turn.issue, turn.target, upper or holder)
    turn.record()


def hand_down(turn: Turn) -> None:
    """To the level that the target state names, else one down towards its own grid."""
    rungs = holding.way_up(turn.session, turn.issue.grid_id)
    holder = holding.holder_of(rungs, turn.issue)
    enter(turn.session, turn.issue, turn.target, holding.below(rungs, holder) or holder)
    turn.record()


def accept(turn: Turn) -> None:
    """Taken on by who holds it."""
    enter(turn.session, turn.issue, turn.target)
    turn.record()


def revisit(turn: Turn) -> None:
    """What people say of the answer. When they are dissatisfied the issue is reopened at once, as a second event."""
    issue, satisfaction = turn.issue, turn.facts.satisfaction
    turn.need(satisfaction in list(Satisfaction), "请选择满意程度", "satisfaction")
    issue.revisited_at, issue.satisfaction = now(), satisfaction
    enter(turn.session, issue, turn.target)
    turn.record(satisfaction=satisfaction)
    if satisfaction == Satisfaction.DISSATISFIED:
        step = turn.flow.step_with("reopen", issue.state)
        assert step is not None  # a workflow without one is refused when it is read
        note = turn.facts.said or "回访不满意，自动退回重办"
        again = Turn(turn.session, issue, turn.flow, step, StepFacts(note), issue.state)
        reopen(again)
        turn.events += again.events


def close(turn: Turn) -> None:
    """End an answered issue; see `rules.closing_problem` for when that may be done."""
    problem = closing_problem(turn.step.name, turn.issue.outcome, turn.issue.satisfaction, turn.facts.said)
    turn.need(not problem, str(problem), "note")
    turn.issue.closed_at = now()
    enter(turn.session, turn.issue, turn.target)
    turn.record(outcome=turn.issue.outcome)


def reopen(turn: Turn) -> None:
    """Back to be handled again by the same department, with the whole time limit from now. One that had been merged into
    another stands for itself again."""
    turn.need(turn.facts.said, "请填写退回理由", "note")
    with turn.session.no_autoflush:  # neither the old state nor the new one stands until all is set
        _begin_again(turn)
    turn.record()


def _begin_again(turn: Turn) -> None:
    issue = turn.issue
    issue.outcome = issue.closed_at = issue.revisited_at = issue.satisfaction = None
    issue.solved_on_the_spot = False
    if issue.merged_into_id is not None:
        issue.merged_into_id = None
        own = (IssueLink.issue_id == issue.id, IssueLink.kind == LinkKind.DUPLICATE)
        turn.session.execute(delete(IssueLink).where(*own))
    clock.set_due(issue, clock.due_of(turn.session, issue, now()))
    enter(turn.session, issue, turn.target)


def pause(turn: Turn) -> None:
    """The clock stops, for a reason and until a day."""
    until = turn.facts.until
    turn.need(turn.facts.said, "请填写暂停理由", "note")
    last = today() + dt.timedelta(days=LONGEST_PAUSE)
    turn.need(until and today() < until <= last, f"请填写暂停到哪一天，在今天之后、{last} 之前", "until")
    issue = turn.issue
    issue.paused_at, issue.paused_from, issue.paused_until = now(), issue.state, until
    enter(turn.session, issue, turn.target)
    turn.record()


def resume(turn: Turn) -> None:
    """The clock goes on: the term moves by the working days that it stood still. Back to the state that was interrupted, when
    the workflow still has it."""
    issue = turn.issue
    interrupted = turn.flow.state(issue.paused_from or "")
    left = issue.step_due_on
    terms.make_up_for_pause(turn.session, issue)
    state = interrupted if interrupted and interrupted.stage == "working" else turn.target
    enter(turn.session, issue, state)
    issue.step_due_on = terms.later_by_pause(turn.session, issue, left) or issue.step_due_on
    issue.paused_at = issue.paused_from = issue.paused_until = None
    turn.record()


EFFECTS: dict[str, Callable[[Turn], None]] = {
    Action.SOLVE: solve, Action.CLASSIFY: classify, Action.ASSIGN: assign, Action.PASS_UP: pass_up,
    Action.HAND_DOWN: hand_down, Action.ACCEPT: accept, Action.HANDLE: handle, Action.REVISIT: revisit,
    Action.CLOSE: close, Action.REOPEN: reopen, Action.PAUSE: pause, Action.RESUME: resume,
}  # fmt: skip
