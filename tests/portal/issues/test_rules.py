"""The workflow is a table; what it allows, refuses and calls overdue."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.issues import rules
from portal.issues.rules import Action, IssueState, Outcome, Stage
from portal.visits.rules import Satisfaction

ACTIONS = [action for action in Action if action is not Action.REGISTER]
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))


@given(st.lists(st.sampled_from(ACTIONS), max_size=12))
def test_no_chain_of_steps_closes_an_issue_that_was_not_answered(actions: list[Action]) -> None:
    state, answered = IssueState.REGISTERED, False
    for action in actions:
        step = rules.step_for(action, state)
        if step is None:
            continue
        answered = action is Action.HANDLE or (answered and action not in {Action.REOPEN})
        state = step.target
    assert state is not IssueState.CLOSED or answered


@pytest.mark.parametrize("state", list(IssueState))
@pytest.mark.parametrize("action", list(Action))
def test_a_step_is_refused_in_words_exactly_where_the_table_has_no_row(state: IssueState, action: Action) -> None:
    allowed = any(step.action is action and state in step.sources for step in rules.WORKFLOW)
    problem = rules.step_problem(action, state)
    assert (problem is None) == allowed
    if problem:
        assert state.label in problem
        assert action.label in problem


@pytest.mark.parametrize("state", list(IssueState))
def test_something_can_be_done_in_every_state(state: IssueState) -> None:
    assert rules.possible_steps(state)


@given(st.sampled_from(list(Stage)), st.none() | DAYS, DAYS, st.times())
def test_overdue_means_still_worked_on_after_its_day(
    stage: Stage, due: dt.date | None, today: dt.date, at: dt.time
) -> None:
    overdue = rules.is_overdue(stage, due, dt.datetime.combine(today, at))
    waiting = stage in {Stage.NEW, Stage.WORKING}
    assert overdue == (waiting and due is not None and (today - due).days > 0)


@given(st.sampled_from(list(Stage)), st.datetimes(), st.datetimes())
def test_a_limit_in_hours_is_overdue_after_its_minute(stage: Stage, due: dt.datetime, now: dt.datetime) -> None:
    assert rules.is_overdue(stage, due.date(), now, due) == (stage in {Stage.NEW, Stage.WORKING} and now > due)


@pytest.mark.parametrize(
    ("outcome", "satisfaction", "note", "may_close"),
    [
        (Outcome.SOLVED, None, "已修好", False),
        (Outcome.PARTLY, None, "已修一半", False),
        (Outcome.SOLVED, Satisfaction.SATISFIED, "", True),
        (Outcome.PARTLY, Satisfaction.NEUTRAL, "", True),
        (Outcome.SOLVED, Satisfaction.DISSATISFIED, "说明", False),
        (Outcome.REJECTED, Satisfaction.DISSATISFIED, "说明", False),
        (Outcome.EXPLAINED, None, "", False),
        (Outcome.EXPLAINED, None, "政策已当面解释", True),
        (Outcome.REJECTED, None, "不属本镇职权", True),
    ],
)
def test_closing_needs_people_who_agree_or_a_reason(
    outcome: Outcome, satisfaction: Satisfaction | None, note: str, may_close: bool
) -> None:
    assert (rules.closing_problem(outcome, satisfaction, note) is None) == may_close
