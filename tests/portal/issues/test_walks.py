"""Random walks through every plan's workflow: history replays to the state, nothing is lost or doubled, nothing illegal happens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.foundation.clock import today
from portal.foundation.errors import Refusal
from portal.issues import rules, services
from portal.issues.models import Department, Issue, IssueEvent
from portal.issues.services import StepFacts
from portal.issues.workflow import workflow_of
from seeds.loading import available_profiles
from seeds.sections.workflow import STANDARD
from tests.fixtures.world import World
from tests.portal.issues.conftest import Register
from tests.portal.issues.replaying import replay

PLANS = sorted(available_profiles())
MOVES = st.tuples(st.integers(0, 40), st.sampled_from(["solved", "partly", "explained", "rejected"]),
                  st.sampled_from(["satisfied", "neutral", "dissatisfied"]), st.booleans())  # fmt: skip


def facts_for(session: Session, world: World, outcome: str, satisfaction: str, noted: bool) -> StepFacts:
    desk = session.get_one(Department, world.others["department"])
    until = today() + dt.timedelta(days=9)
    return StepFacts("说明" if noted else "", desk, outcome, satisfaction, until=until)


@pytest.mark.parametrize("plan", [None, *PLANS])
def test_every_walk_replays_to_where_the_issue_stands(
    session: Session, world: World, register: Register, under: Callable[[str], None], plan: str | None
) -> None:
    if plan:
        under(plan)
    flow = workflow_of(session)
    words = [*(step.key for step in flow.steps), *rules.EFFECTS]

    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(MOVES, max_size=14))
    def walk(moves: list[tuple[int, str, str, bool]]) -> None:
        issue = register()
        known = session.scalar(select(func.count(Issue.id)))
        for number, outcome, satisfaction, noted in moves:
            word, before = words[number % len(words)], issue.state
            legal = rules.step_for(flow, word, before)
            refused = None
            try:
                services.take_step(session, issue, word, facts_for(session, world, outcome, satisfaction, noted))
            except Refusal as refusal:
                refused = refusal.message
            standing = flow.state(before)
            assert legal is not None or (standing and standing.name in (refused or ""))
            assert refused is None or issue.state == before
        session.flush()
        session.refresh(issue)
        history = list(
            session.scalars(select(IssueEvent).where(IssueEvent.issue_id == issue.id).order_by(IssueEvent.id))
        )
        assert replay(history, flow) == issue.state
        state = flow.state(issue.state)
        assert state is not None
        assert issue.stage == state.stage
        assert (issue.stage == "closed") == (issue.closed_at is not None)
        assert issue.stage not in {"closed", "answered"} or issue.outcome is not None
        assert (issue.stage == "paused") == (issue.paused_at is not None)
        assert session.scalar(select(func.count(Issue.id))) == known

    walk()


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ([], "registration"),
        ([("close", "close", None, "closed")], "row 1"),
        ([("register", None, None, "registered"), ("close", "close", "registered", "closed")], "row 2"),
        ([("register", None, None, "registered"), ("solve", "solve", "registered", "closed")], "row 2"),
        ([("register", None, None, "registered"), ("urge", None, "registered", "assigned")], "row 2"),
        ([("register", None, None, "registered"), ("register", None, "registered", "registered")], "row 2"),
    ],
)
def test_a_history_that_does_not_hang_together_is_told(
    rows: list[tuple[str, str | None, str | None, str]], wrong: str
) -> None:
    history = [IssueEvent(action=a, step=s, from_state=before, to_state=after) for a, s, before, after in rows]
    with pytest.raises(ValueError, match=wrong):
        replay(history, STANDARD)
