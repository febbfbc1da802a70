"""People judge what no figure can: one verdict each, or one for a group that was asked. The score is their mean."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assessments import marks
from portal.assessments.history import note_down, written
from portal.assessments.marks import Verdict
from portal.assessments.models import AssessmentScore
from portal.assessments.people import judges_oneself, may_judge_as
from portal.assessments.proceedings import AssessmentJudgement
from portal.assessments.rules import Deed, Judge, Source, score_problem
from portal.assessments.scoring import count_scores
from portal.assessments.sections import item_named, section_of
from portal.assessments.services import must_take_scores
from portal.assessments.totals import score_total
from portal.foundation.clock import now
from portal.foundation.errors import Refusal
from portal.security.scope import account_of
from seeds.sections.assessment import Indicator

MOST_PEOPLE, LONGEST_NOTE = 10_000, 200
_judgement = AssessmentJudgement.__table__


def judges_of(session: Session, score: AssessmentScore) -> tuple[Judge, ...]:
    """Who may judge this indicator by the plan; nobody what is only counted, anybody what the plan leaves open."""
    item = _item(session, score)
    if item is not None and item.judged:
        return tuple(Judge(each) for each in item.judged)
    return tuple(Judge) if score.indicator.source == Source.MANUAL else ()


def methods_of(session: Session, score: AssessmentScore) -> tuple[str, ...]:
    """查、访、问、看、听, as far as the plan names them for this indicator, else for the scheme."""
    section = section_of(session, score.assessment)
    item = _item(session, score)
    return (item.methods if item else ()) or (section.methods if section else ())


def judge(
    session: Session, score: AssessmentScore, *, judge: str, value: Decimal, people: int = 1, method: str | None = None,
    note: str | None = None, by: str,
) -> AssessmentJudgement:  # fmt: skip
    """Write a verdict; score, total and grade follow. Who judges again as the same replaces what they gave before; residents are
    others every time they are asked, so theirs add up.

    `people`: how many were asked, whose mean `value` is. Raises `Refusal` when it is not a draft, about oneself, not for this judge
    or not by this method, or out of range.
    """
    must_take_scores(session, score.assessment)
    _must_be_for(session, score, judge)
    problem = score_problem(value, score.indicator.full_score)
    if problem:
        raise Refusal(problem, "value")
    if not 1 <= people <= MOST_PEOPLE:
        raise Refusal(f"人数应在 1 到 {MOST_PEOPLE} 之间", "people")
    methods = methods_of(session, score)
    if method and method not in methods:
        raise Refusal(f"方案规定的考核方法是：{'、'.join(methods)}" if methods else "方案没有规定考核方法", "method")
    if note and len(note) > LONGEST_NOTE:
        raise Refusal(f"说明最多 {LONGEST_NOTE} 个字，现有 {len(note)} 个字", "note")
    given = _given_before(session, score, judge, by)
    kept_method = method[:16] if method else None
    if given and (given.score, given.people, given.method, given.note) == (value, people, kept_method, note or None):
        return given
    before = f"，替换原评的 {given.score:.1f} 分" if given else ""
    made = given or AssessmentJudgement(score_id=score.id, judge=judge, given_by=by[:64], user_id=account_of(session))
    made.method, made.score, made.people = kept_method, marks.rounded(value), people
    made.note, made.given_at = note or None, now()
    session.add(made)
    session.flush()
    _note_recorder(score, made, judge not in judges_oneself(session, score.assessment))
    _score_again(session, score, by, f"{Judge.label_of(judge)}评 {made.score:.1f} 分，{people} 人{before}")
    return made


def withdraw(session: Session, judgement: AssessmentJudgement, by: str) -> None:
    """Take a verdict back, as long as the assessment is a draft; what the others gave counts again. Raises `Refusal` when it was
    taken back already, and for what somebody else gave, unless one oversees them."""
    score, number = judgement.row, judgement.id
    must_take_scores(session, score.assessment)
    if session.scalar(select(_judgement.c.id).where(_judgement.c.id == number)) is None:
        raise Refusal("这次评分已经撤回")
    if not may_withdraw(session, judgement, may_judge_as(session, score.assessment), by):
        raise Refusal("只能撤回自己的评分；别人的评分请由其本人或中心撤回")
    said = f"撤回{Judge.label_of(judgement.judge)}评的 {judgement.score:.1f} 分"
    session.delete(judgement)
    session.flush()
    _score_again(session, score, by, said)


def may_withdraw(session: Session, judgement: AssessmentJudgement, judges: Collection[Judge], by: str) -> bool:
    """Whether who is signed in, of this name, who may judge as these, may take it back: their own, or any where they oversee all."""
    return judgement.judge in judges and (_is_own(session, judgement, by) or len(judges) == len(Judge))


def _note_recorder(score: AssessmentScore, judgement: AssessmentJudgement, for_others: bool) -> None:
    """Keep with the score whether this judgement was written down for somebody else, so that the sheet says by whom."""
    kept = [each for each in (score.evidence or {}).get("recorded", ()) if each != judgement.id]
    recorded = [*kept, judgement.id] if for_others else kept
    if recorded != (score.evidence or {}).get("recorded", []):
        score.evidence = {**(score.evidence or {}), "recorded": recorded}


def _given_before(session: Session, score: AssessmentScore, judge: str, by: str) -> AssessmentJudgement | None:
    """What the same person gave as the same judge."""
    if judge == Judge.RESIDENTS:
        return None
    same = AssessmentJudgement.score_id == score.id, AssessmentJudgement.judge == judge
    given = session.scalars(select(AssessmentJudgement).where(*same).order_by(AssessmentJudgement.id.desc()))
    return next((each for each in given if _is_own(session, each, by)), None)


def _is_own(session: Session, judgement: AssessmentJudgement, by: str) -> bool:
    """By the account, for two may bear one name; by the name where no account judges, as on the command line."""
    return judgement.user_id == account_of(session) and (judgement.user_id is not None or judgement.given_by == by[:64])


def _must_be_for(session: Session, score: AssessmentScore, judge: str) -> None:
    allowed = judges_of(session, score)
    if not allowed:
        raise Refusal(f"“{score.indicator.name}”由数据计分，不用人评")
    if judge not in allowed:
        raise Refusal(f"“{score.indicator.name}”由{'、'.join(each.label for each in allowed)}评分", "judge")
    if judge not in may_judge_as(session, score.assessment):
        raise Refusal(f"您不能以{Judge.label_of(judge)}的身份评分", "judge")


def _score_again(session: Session, score: AssessmentScore, by: str, said: str) -> None:
    before = score.score
    if score.indicator.source != Source.MANUAL:
        count_scores(session, [score.assessment], by, score.indicator_id)
    else:
        _mean(session, score)
    note_down(
        session, score.assessment, Deed.SCORE, by, indicator=score.indicator.name, before=written(before), after=written(score.score),
        note=said,
    )  # fmt: skip
    score_total(session, score.assessment)


def _mean(session: Session, score: AssessmentScore) -> None:
    item = _item(session, score)
    given = session.scalars(select(AssessmentJudgement).where(AssessmentJudgement.score_id == score.id))
    verdicts = [Verdict(each.judge, each.score, each.people) for each in given]
    points = marks.judged(verdicts, marks.shares_of(item))
    mark = marks.mark(points, Decimal(1), item, score.indicator.full_score)
    score.score, score.raw = mark.score, mark.raw
    session.flush()


def _item(session: Session, score: AssessmentScore) -> Indicator | None:
    return item_named(section_of(session, score.assessment), score.indicator.name)
