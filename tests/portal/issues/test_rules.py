"""The workflow is a table; what it allows, refuses and calls overdue."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.issues import rules
from portal.issues.rules import EFFECTS, Outcome, Stage
from portal.visits.rules import Satisfaction
from seeds.loading import available_profiles, load_profile
from seeds.sections.workflow import STANDARD, WorkState

WORDS = [*EFFECTS, "register", "fly"]
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))


@pytest.mark.parametrize("state", STANDARD.states, ids=lambda state: state.key)
@pytest.mark.parametrize("word", WORDS)
def test_a_step_is_refused_in_words_exactly_where_the_workflow_has_none(state: WorkState, word: str) -> None:
    allowed = any(step.effect == word and state.key in step.sources for step in STANDARD.steps)
    problem = rules.step_problem(STANDARD, word if word in EFFECTS else "close", state.key, state.name)
    assert (rules.step_for(STANDARD, word, state.key) is not None) == allowed
    if word in EFFECTS:
        assert (problem is None) == allowed
    if problem:
        assert state.name in problem
        assert all(step.name in problem for step in STANDARD.steps_from(state.key))


def test_a_key_means_its_own_step_and_an_effect_any_that_has_it() -> None:
    flow = load_profile(available_profiles()["dalu"]).casework.workflow
    found = {word: rules.step_for(flow, word, "assigned") for word in ("assign", "report_village", "pass_up", "fly")}
    keys = {word: step.key if step else None for word, step in found.items()}
    assert keys == {"assign": "assign_village", "report_village": None, "pass_up": "report_town", "fly": None}


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
    assert (rules.closing_problem("销号", outcome, satisfaction, note) is None) == may_close


def test_a_department_has_an_issue_while_it_is_worked_on_and_not_passed_up() -> None:
    stages = {state.key: state.stage for state in STANDARD.states}
    at_desk = {key for key, stage in stages.items() if rules.is_at_desk(STANDARD, key, stage)}
    assert at_desk == {"assigned", "paused", "reopened"}
