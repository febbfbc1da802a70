"""Two people at one assessment at the same moment, each in a transaction of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.assessments import field, judging, services, settling, signing
from portal.assessments.history import events_of
from portal.assessments.models import Assessment, AssessmentScheme
from portal.assessments.proceedings import AssessmentAppeal, AssessmentJudgement, AssessmentSignature
from portal.assessments.rules import AssessmentState
from portal.foundation.database import db
from portal.grids.models import Grid
from portal.members.models import Member
from portal.plans.models import PlanVersion
from tests.fixtures import races
from tests.fixtures.world import World
from tests.portal.assessments.plan import BY, GRADES, follow, opened, scheme, score

ONE = [{"key": "work", "name": "工作", "weight": 100, "standard": "好"}]
Step = Callable[[Session, Assessment], object]


@pytest.fixture
def told(world_app: tuple[Flask, World]) -> Iterator[int]:
    """An assessment that was told and spoken to, really committed; taken away with all that belongs to it."""
    app, world = world_app
    with app.app_context(), Session(db.engine) as session:
        known = session.scalar(select(func.max(AssessmentScheme.id)))
        (made,) = follow(session, scheme())
        one = opened(session, made, member=session.get_one(Member, world.members["west1-member"]))
        services.propose_scores(session, one, BY)
        judging.judge(session, score(one, "态度"), judge="village", value=Decimal(80), by=BY)
        settling.tell(session, one, BY)
        settling.reply(session, one, "没有意见", BY)
        session.commit()
        number = one.id
    yield number
    with app.app_context(), Session(db.engine) as session:
        for row in session.scalars(select(AssessmentScheme).where(AssessmentScheme.id > known)):
            for each in session.scalars(select(Assessment).where(Assessment.scheme_id == row.id)):
                session.delete(each)
            session.flush()
            session.delete(row)
        session.execute(delete(PlanVersion))
        session.commit()


def raced(app: Flask, number: int, first: Step, second: Step) -> str:
    """Both see the same assessment; the first acts, the second acts before the first is committed. What the second is told."""

    def seen(step: Step) -> races.Step:
        def act(session: Session) -> None:
            row = session.get_one(Assessment, number)
            assert row.scores
            step(session, row)

        return act

    return races.raced(app, seen(first), seen(second))


def sign(session: Session, row: Assessment) -> object:
    return signing.sign(session, row, BY, f"签字人{signing.signatures_of(session, row)}")


def sign_out(session: Session, row: Assessment) -> object:
    """All that is left."""
    return [sign(session, row) for _post in signing.posts_of(session, row)[signing.signatures_of(session, row) :]]


def correct(session: Session, row: Assessment) -> None:
    settling.correct(session, score(row, "走访"), Decimal(90), "漏计", BY)


def reread(app: Flask, number: int) -> tuple[str, int, int]:
    with app.app_context(), Session(db.engine) as session:
        row = session.get_one(Assessment, number)
        return (
            row.state,
            signing.signatures_of(session, row),
            sum(each.deed == "sign" for each in events_of(session, row)),
        )


def test_a_double_click_on_signing_is_one_signature_each(world_app: tuple[Flask, World], told: int) -> None:
    assert raced(world_app[0], told, sign_out, sign) == "考核已定稿，不能再改"
    assert reread(world_app[0], told) == (AssessmentState.FINAL, 2, 2)


def test_nothing_is_corrected_while_the_last_one_signs(world_app: tuple[Flask, World], told: int) -> None:
    assert raced(world_app[0], told, sign_out, correct) == "考核已定稿，不能再改"


def test_a_signature_is_for_the_figures_after_the_correction(world_app: tuple[Flask, World], told: int) -> None:
    assert raced(world_app[0], told, correct, sign) == ""
    with world_app[0].app_context(), Session(db.engine) as session:
        row = session.get_one(Assessment, told)
        assert (score(row, "走访").score, signing.signatures_of(session, row)) == (Decimal(90), 1)
        assert [each.deed for each in events_of(session, row)][-2:] == ["correct", "sign"]


def test_an_objection_is_answered_once(world_app: tuple[Flask, World], told: int) -> None:
    app = world_app[0]
    with app.app_context(), Session(db.engine) as session:
        settling.appeal(session, session.get_one(Assessment, told), None, "偏低", BY)
        session.commit()

    def answer(uphold: bool) -> Step:
        def step(session: Session, row: Assessment) -> None:
            wanted = select(AssessmentAppeal).where(AssessmentAppeal.assessment_id == row.id)
            settling.answer(session, session.scalars(wanted).one(), uphold, "已核", BY)

        return step

    assert raced(app, told, answer(True), answer(False)) == "这件申诉已经答复"


def test_places_of_a_grade_are_shared_out_by_the_totals_of_both(world_app: tuple[Flask, World], told: int) -> None:
    """Half of two may be excellent: the first is raised above the second while the second is raised above the first."""
    app, world = world_app
    with app.app_context(), Session(db.engine) as session:
        grades = [{**GRADES[0], "share": 50}, *GRADES[1:]]
        (made,) = follow(session, scheme(key="shared", name="按比例", grades=grades, indicators=ONE))
        pair = [
            opened(session, made, member=session.get_one(Member, world.members[f"{each}1-member"]))
            for each in ("west", "east")
        ]
        for one in pair:
            judging.judge(session, one.scores[0], judge="centre", value=Decimal(50), by=BY)
            settling.tell(session, one, BY)
        session.commit()
        west, east = (each.id for each in pair)

    def raise_to(number: int, value: int) -> Step:
        def step(session: Session, _row: Assessment) -> None:
            settling.correct(session, session.get_one(Assessment, number).scores[0], Decimal(value), "漏计", BY)

        return step

    assert raced(app, west, raise_to(west, 92), raise_to(east, 95)) == ""
    with app.app_context(), Session(db.engine) as session:
        assert [session.get_one(Assessment, each).grade for each in (west, east)] == ["good", "excellent"]


def test_a_field_is_opened_once_by_two(world_app: tuple[Flask, World], told: int) -> None:
    app, world = world_app

    def open_(session: Session, row: Assessment) -> None:
        made.append(field.open_all(session, row.scheme, "2025", session.get_one(Grid, world.grids["town"]), BY))

    made: list[int] = []
    assert raced(app, told, open_, open_) == ""
    assert made == [2, 0]


def test_two_verdicts_of_one_person_at_once_are_one(world_app: tuple[Flask, World], told: int) -> None:
    app = world_app[0]
    with app.app_context(), Session(db.engine) as session:
        row = session.get_one(Assessment, told)
        row.state = AssessmentState.DRAFT
        session.commit()

    def judge(value: int) -> Step:
        return lambda session, row: judging.judge(
            session, score(row, "态度"), judge="village", value=Decimal(value), by="甲"
        )

    assert raced(app, told, judge(60), judge(100)) == ""
    with app.app_context(), Session(db.engine) as session:
        row = score(session.get_one(Assessment, told), "态度")
        given = session.scalars(select(AssessmentJudgement).where(AssessmentJudgement.score_id == row.id)).all()
        assert sorted(each.score for each in given) == [80, 100]
        assert row.score == Decimal("90.0")
        assert session.scalar(select(func.count(AssessmentSignature.id))) == 0
