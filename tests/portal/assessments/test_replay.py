"""Whatever is tried in whatever order, the events alone tell where an assessment stands, and its total stays on its scale."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from portal.assessments import hearing, judging, services, settling, signing
from portal.assessments.history import events_of, written
from portal.assessments.models import Assessment
from portal.assessments.rules import AssessmentState
from portal.foundation.errors import Refusal
from portal.members.models import Member
from tests.fixtures.world import World
from tests.portal.assessments.plan import BY, follow, opened, scheme, score
from tests.portal.assessments.replaying import replayed

Step = Callable[[Session, Assessment, Decimal], object]
NAMES = ("走访", "办结", "态度")


def _type(session: Session, one: Assessment, value: Decimal) -> None:
    row = score(one, NAMES[int(value) % 3])
    row.score = value
    services.keep_score(session, row)


STEPS: dict[str, Step] = {
    "type": _type,
    "propose": lambda session, one, _value: services.propose_scores(session, one, BY),
    "judge": lambda session, one, value: judging.judge(session, score(one, "态度"), judge="village", value=value, by=BY),
    "tell": lambda session, one, _value: settling.tell(session, one, BY),
    "reply": lambda session, one, _value: settling.reply(session, one, "没有意见", BY),
    "appeal": lambda session, one, value: settling.appeal(session, one, score(one, NAMES[int(value) % 3]).indicator, "偏低", BY),
    "answer": lambda session, one, value: settling.answer(session, hearing.open_appeals(session, one)[0], value > 50, "答复", BY),
    "correct": lambda session, one, value: settling.correct(session, score(one, NAMES[int(value) % 3]), value, "更正", BY),
    "sign": lambda session, one, _value: signing.sign(session, one, BY, f"签字人{signing.signatures_of(session, one)}"),
}  # fmt: skip


@pytest.fixture
def draft(session: Session, world: World) -> Assessment:
    (made,) = follow(session, scheme())
    assessment = opened(session, made, member=session.get_one(Member, world.members["west1-member"]))
    session.commit()
    return assessment


def attempt(session: Session, one: Assessment, name: str, value: Decimal) -> None:
    """A refused step leaves nothing behind."""
    try:
        with session.begin_nested():
            STEPS[name](session, one, value)
    except (Refusal, IndexError):
        session.refresh(one)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example([("tell", Decimal(0)), ("reply", Decimal(0)), ("sign", Decimal(0)), ("correct", Decimal(5)), *[("sign", Decimal(0))] * 2,
          ("type", Decimal(9)), ("correct", Decimal(9))])  # fmt: skip
@given(st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.decimals(0, 100, places=1)), max_size=25))
def test_events_alone_tell_the_state(session: Session, draft: Assessment, steps: list[tuple[str, Decimal]]) -> None:
    for name, value in [("propose", Decimal(0)), ("judge", Decimal(70)), *steps]:
        attempt(session, draft, name, value)
    session.expire_all()
    found = replayed(events_of(session, draft))
    kept = {each.indicator.name: written(each.score) for each in draft.scores if each.score is not None}
    assert found.state == draft.state
    assert {name: value for name, value in found.scores.items() if value is not None} == kept
    assert found.signatures == signing.signatures_of(session, draft)
    assert found.open_appeals == len(hearing.open_appeals(session, draft))
    assert draft.total is not None
    assert 0 <= draft.total <= 100
    assert (draft.frozen is not None) == (draft.state == AssessmentState.FINAL)
    session.rollback()
