"""Signatures level by level, one a person: in one's own name for the post one holds, or written down by the centre from paper.

Whatever is written down for others says by whom, wherever it is shown.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.assessments.freezing import freeze
from portal.assessments.hearing import must_have_been_heard
from portal.assessments.history import note_down
from portal.assessments.models import Assessment
from portal.assessments.people import must_be_another, posts_over
from portal.assessments.proceedings import AssessmentSignature
from portal.assessments.rules import AssessmentState, Deed, is_own_name
from portal.assessments.sections import posts_named, profile_of
from portal.assessments.settling import must_be_told, words_of
from portal.assessments.totals import must_have_total, must_know_field
from portal.foundation.clock import now
from portal.foundation.errors import Refusal
from portal.members.rules import Duty
from portal.security.scope import scope_of
from seeds.schema import Profile


@dataclass(frozen=True)
class Signing:
    """What somebody may do about the next signature. `own`: sign as the holder of the post; `recording`: write down who signed on
    paper."""

    own: bool
    recording: bool


def posts_of(session: Session, assessment: Assessment) -> tuple[str, ...]:
    """The posts that sign, in order, as the plan calls them; the centre alone where it names none."""
    return tuple(name for _, name in posts_named(session, assessment))


def next_post(session: Session, assessment: Assessment) -> str | None:
    """Who signs next; None when it is not to be signed now, or any more."""
    posts = posts_of(session, assessment)
    given = signatures_of(session, assessment)
    return posts[given] if assessment.state == AssessmentState.TOLD and given < len(posts) else None


def signing_of(session: Session, assessment: Assessment, by: str) -> Signing:
    """What the person signed in, of this name, may do about the next signature of what was told."""
    own = holds_next_post(session, assessment) and _earlier(session, assessment, by, by) is None
    return Signing(own, may_record(session, assessment))


def holds_next_post(session: Session, assessment: Assessment) -> bool:
    """Whether the person signed in holds the next post above who is assessed; the command line holds any."""
    if scope_of(session) is None:
        return True
    posts, given = posts_named(session, assessment), signatures_of(session, assessment)
    wanted = posts[given][0] if given < len(posts) else ""
    return is_held(wanted, posts_over(session, assessment), profile_of(session, assessment))


def is_held(wanted: str, held: Collection[tuple[str, str | None]], profile: Profile | None) -> bool:
    """Whether one of these posts (duty, role) is the one wanted, by its key in the profile; the centre is wanted without a key."""
    if not wanted:
        return any(duty == Duty.CENTRE for duty, _ in held)
    acting = next((each.acts_as for each in profile.roles if each.key == wanted), None) if profile else None
    return any(role == wanted or (role is None and duty == acting) for duty, role in held)


def may_record(session: Session, assessment: Assessment) -> bool:
    """Whether the person signed in writes down who signed on paper: the centre does."""
    return scope_of(session) is None or any(duty == Duty.CENTRE for duty, _ in posts_over(session, assessment))


def sign(session: Session, assessment: Assessment, by: str, name: str, note: str | None = None) -> AssessmentSignature:
    """Sign for the next post; the last one makes it final. `name`: who signs; `by`: who writes it down, often the same.

    Raises `Refusal` when it was not told, an objection is open, who was assessed has neither spoken nor let the time pass, about
    oneself, without a total, when somebody else's signature is due, or for somebody who has signed at another level.
    """
    must_be_told(session, assessment)
    must_be_another(session, assessment, "签字")
    who = words_of(name, 64, "请写明签字人姓名", "name")
    if assessment.member is not None and who == assessment.member.name:
        raise Refusal("被考核人不能给自己的考核签字；如系同名，请在姓名后注明", "name")
    must_have_been_heard(session, assessment)
    must_have_total(assessment, "签字")
    post = _post_due(session, assessment, by, who)
    posts, given = posts_of(session, assessment), signatures_of(session, assessment)
    last = given + 1 == len(posts)
    if last:
        must_know_field(session, assessment)
    made = AssessmentSignature(
        assessment_id=assessment.id, position=given + 1, post=post[:64], name=who, note=(note or "").strip()[:500] or None,
        signed_at=now(), signed_by=by[:64],
    )  # fmt: skip
    session.add(made)
    session.flush()
    note_down(session, assessment, Deed.SIGN, by, after=made.post, note=_told(made))
    if last:
        freeze(session, assessment, by)
    return made


def signatures_of(session: Session, assessment: Assessment) -> int:
    """How many have signed."""
    counted = select(func.count(AssessmentSignature.id)).where(AssessmentSignature.assessment_id == assessment.id)
    return session.scalar(counted) or 0


def _post_due(session: Session, assessment: Assessment, by: str, who: str) -> str:
    """The post that is due. Raises `Refusal` unless this person may sign for it, or write down that `who` did."""
    post = next_post(session, assessment)
    holds, records = holds_next_post(session, assessment), may_record(session, assessment)
    if post is None or not (holds or records):
        raise Refusal(f"现在轮到{post}签字，请由其本人或中心办理")
    earlier, own = _earlier(session, assessment, by, who), is_own_name(who, by)
    if earlier is not None:
        raise Refusal(
            f"{earlier.name}已在 {earlier.signed_at:%Y-%m-%d} 以“{earlier.post}”签字，一个人只签一级；"
            f"“{post}”请由别人签字，如系同名请在姓名后注明", "name",
        )  # fmt: skip
    if own and not holds:
        raise Refusal(f"现在轮到{post}签字，您不是{post}；其本人已在纸上签字的，请填写其姓名，由您代录", "name")
    if not own and not records:
        raise Refusal("您只能用自己的姓名签字；别人在纸上签的字，请由中心代录", "name")
    return post


def _earlier(session: Session, assessment: Assessment, by: str, who: str) -> AssessmentSignature | None:
    """The signature that `who` gave at another level, or, for one's own, that this account gave in its own name."""
    wanted = select(AssessmentSignature).where(AssessmentSignature.assessment_id == assessment.id)
    own = is_own_name(who, by)
    for each in session.scalars(wanted.order_by(AssessmentSignature.position)):
        if each.name == who or (own and each.signed_by == by and each.recorder is None):
            return each
    return None


def _told(made: AssessmentSignature) -> str:
    who = f"{made.name}（由{made.recorder}代录）" if made.recorder else made.name
    return f"{who}：{made.note}" if made.note else who
