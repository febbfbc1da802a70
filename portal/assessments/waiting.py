"""What of assessments waits for the person signed in: to speak to their own, to answer objections, to sign."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, defer, joinedload

from portal.assessments.hearing import heard
from portal.assessments.lineage import stem
from portal.assessments.models import Assessment
from portal.assessments.people import assessed, is_oneself, posts_over_each
from portal.assessments.proceedings import AssessmentAppeal, AssessmentSignature
from portal.assessments.rules import AppealState, AssessmentState, is_own_name
from portal.assessments.sections import posts_named, profile_of
from portal.assessments.signing import is_held
from portal.assessments.totals import must_know_field
from portal.foundation.clock import today
from portal.foundation.errors import Refusal
from portal.members.models import Assignment
from portal.security.scope import scope_of

_TOLD = select(Assessment).where(Assessment.state == AssessmentState.TOLD)
_LOADS = (
    joinedload(Assessment.scheme),
    joinedload(Assessment.member),
    joinedload(Assessment.grid),
    defer(Assessment.frozen),
)
"""What was frozen is large, and not asked for: reading it took four fifths of the home page of a leader with 700 to sign."""


@dataclass(frozen=True)
class Signable:
    """An assessment whose next signature is that of the person signed in, as `post`."""

    assessment: Assessment
    post: str


def to_speak(session: Session) -> list[Assessment]:
    """Assessments of the person signed in that were told, that they have said nothing to, and may still object to or speak to."""
    scope = scope_of(session)
    if scope is None or scope.member_id is None:
        return []
    held = select(Assignment.grid_id).where(Assignment.member_id == scope.member_id)
    mine = or_(Assessment.member_id == scope.member_id, Assessment.grid_id.in_(held))
    open_ = or_(Assessment.appeal_until.is_(None), Assessment.appeal_until >= today())
    objected = select(AssessmentAppeal.id).where(AssessmentAppeal.assessment_id == Assessment.id).exists()
    asked = _TOLD.where(mine, open_, func.coalesce(Assessment.reply, "") == "", ~objected)
    rows = session.scalars(asked.options(*_LOADS).order_by(Assessment.appeal_until, Assessment.id))
    return [each for each in rows if scope.member_id in assessed(session, each)]


def to_answer(session: Session) -> list[tuple[Assessment, int]]:
    """(assessment of somebody else, how many objections to it are open), what waits longest first."""
    counts = (
        select(AssessmentAppeal.assessment_id, func.count(AssessmentAppeal.id), func.min(AssessmentAppeal.id))
        .where(AssessmentAppeal.state == AppealState.OPEN)
        .group_by(AssessmentAppeal.assessment_id)
        .order_by(func.min(AssessmentAppeal.id))
    )
    open_ = {number: count for number, count, _first in session.execute(counts)}
    rows = session.scalars(_TOLD.where(Assessment.id.in_(open_)).options(*_LOADS))
    found = {each.id: each for each in rows if not is_oneself(session, each)}
    return [(found[number], count) for number, count in open_.items() if number in found]


def to_sign(session: Session, by: str) -> list[Signable]:
    """Those that the person signed in, of this name, may sign now for the post they hold; who has signed one at another level signs
    it no more."""
    asked = _TOLD.where(Assessment.total.is_not(None), heard(today())).options(*_LOADS)
    told = list(session.scalars(asked.order_by(Assessment.period, Assessment.id)))
    if not told:
        return []
    given, over = _given(session, told), posts_over_each(session, told)
    one_a_way = {_way(each): each for each in told}
    ways = {way: (posts_named(session, each), profile_of(session, each)) for way, each in one_a_way.items()}
    found = []
    for each in told:
        (posts, profile), signed = ways[_way(each)], given[each.id]
        if len(signed) >= len(posts) or any(_by_oneself(one, by) for one in signed):
            continue
        key, name = posts[len(signed)]
        if is_held(key, over[each.id], profile) and not is_oneself(session, each):
            found.append((Signable(each, name), len(signed) + 1 == len(posts)))
    return _settled(session, found)


def _settled(session: Session, found: Iterable[tuple[Signable, bool]]) -> list[Signable]:
    """Without those whose last signature must wait for the rest of their field."""
    known: dict[tuple[str, str], bool] = {}
    kept = []
    for each, last in found:
        field = stem(each.assessment.scheme.code), each.assessment.period
        if last and field not in known:
            known[field] = _is_known(session, each.assessment)
        if not last or known[field]:
            kept.append(each)
    return kept


def _is_known(session: Session, assessment: Assessment) -> bool:
    try:
        must_know_field(session, assessment)
    except Refusal:
        return False
    return True


def _given(session: Session, told: Iterable[Assessment]) -> dict[int, list[AssessmentSignature]]:
    """{assessment id: its signatures}, in order."""
    own = AssessmentSignature.assessment_id.in_([each.id for each in told])
    found: dict[int, list[AssessmentSignature]] = defaultdict(list)
    for each in session.scalars(select(AssessmentSignature).where(own).order_by(AssessmentSignature.position)):
        found[each.assessment_id].append(each)
    return found


def _by_oneself(signature: AssessmentSignature, by: str) -> bool:
    return signature.name == by or (is_own_name(signature.name, by) and signature.signed_by == by)


def _way(assessment: Assessment) -> tuple[int, int | None]:
    """What decides who signs: the scheme, and the version it is judged by."""
    return assessment.scheme_id, assessment.plan_version_id
