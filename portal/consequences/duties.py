"""Failures at key tasks that the plan names, and the measures that would follow: proposals, counted again when one is cancelled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from portal.assessments.people import unscoped
from portal.consequences.models import DutyFailure, Proposal
from portal.consequences.rules import ProposalKind, ProposalState
from portal.consequences.strikes import Count, Deed, counted, strike_for
from portal.foundation.clock import now, today
from portal.foundation.errors import Refusal
from portal.members.models import Assignment, Member
from portal.plans.current import profile_in_force
from portal.security.scope import scope_of
from seeds.sections.awards import Accountability, Strike

_member = Member.__table__
_COUNTED_AWAY = "counted_away"
_ANEW = {"populate_existing": True}
CANCELLED, TOO_FEW = "记录已撤销，不再计算", "重新计算后没有达到次数"


def record_failure(
    session: Session, *, key: str, member: Member, task: str, happened_on: dt.date, by: str, note: str | None = None,
    succeeded: bool = False,
) -> DutyFailure:  # fmt: skip
    """Note that a key task failed, or went well; a failure that reaches a number of the plan proposes its measure at once.

    `key`: of the profile's accountability. Raises `Refusal` when the plan has no such rule, when it is not for what the member was
    on that day, for a day to come, and about oneself.
    """
    rule = rule_named(session, key)
    if scope_member(session) == member.id:
        raise Refusal("不能登记自己的重点任务，请由其他人登记")
    if happened_on > today():
        raise Refusal("日期不能晚于今天", "happened_on")
    if not task.strip():
        raise Refusal("请写明是哪项任务", "task")
    if not _held(session, member, rule, happened_on):
        raise Refusal(f"{member.name}在 {happened_on} 不担任“{rule.name}”适用的职务", "member")
    made = DutyFailure(
        key=key, member_id=member.id, task=task.strip()[:200], happened_on=happened_on, succeeded=succeeded,
        note=(note or "").strip()[:500] or None, recorded_at=now(), recorded_by=by[:64],
    )  # fmt: skip
    _take_turn(session, member)
    session.add(made)
    session.flush()
    _propose_again(session, rule, member, by)
    return made


def cancel_failure(session: Session, failure: DutyFailure, reason: str, by: str) -> None:
    """Cancel one, with the reason; it stays but does not count. What waits for a decision is worked out again, what is decided stays.

    Under a plan that no longer has the rule nothing is left to work out: what was proposed for this record is declined."""
    _take_turn(session, failure.member)
    session.refresh(failure, ["cancelled_at"])
    if failure.cancelled_at is not None:
        raise Refusal("这条记录已经撤销")
    if scope_member(session) == failure.member_id:
        raise Refusal("不能撤销关于自己的记录，请由其他人办理")
    said = (reason or "").strip()
    if not said:
        raise Refusal("请写明撤销理由", "reason")
    if len(said) > 200:
        raise Refusal(f"撤销理由最多 200 个字，现有 {len(said)} 个字", "reason")
    failure.cancelled_at, failure.cancelled_by, failure.cancel_reason = now(), by[:64], said
    session.flush()
    rule = _rule(session, failure.key)
    if rule is not None:
        _propose_again(session, rule, failure.member, by)
        return
    with unscoped(session):
        for proposal in session.scalars(_proposed_for(failure), execution_options=_ANEW):
            _put_back(proposal, CANCELLED, by)


def rule_named(session: Session, key: str) -> Accountability:
    """The rule of the profile in force. Raises `Refusal` when there is none."""
    found = _rule(session, key)
    if found is None:
        raise Refusal("现行方案没有规定这项重点任务的责任追究", "key")
    return found


def scope_member(session: Session) -> int | None:
    """The member record of the person signed in."""
    scope = scope_of(session)
    return scope.member_id if scope else None


def _rule(session: Session, key: str) -> Accountability | None:
    return next((each for each in profile_in_force(session).accountability if each.key == key), None)


def _take_turn(session: Session, member: Member) -> None:
    """Failures of one member are counted one after another: two noted at once would both be the first."""
    session.execute(select(_member.c.id).where(_member.c.id == member.id).with_for_update(key_share=True))


def _held(session: Session, member: Member, rule: Accountability, day: dt.date) -> bool:
    roles = {each.key: each for each in profile_in_force(session).roles if each.key in rule.roles}
    duties = {each.acts_as for each in roles.values() if each.acts_as}
    fits = or_(Assignment.role.in_(roles), and_(Assignment.role.is_(None), Assignment.duty.in_(duties)))
    held = select(Assignment.id).where(Assignment.member_id == member.id, Assignment.starts_on <= day, fits)
    lasting = held.where(or_(Assignment.ends_on.is_(None), Assignment.ends_on >= day))
    return session.scalar(lasting.limit(1), execution_options={"unscoped": True}) is not None


def _propose_again(session: Session, rule: Accountability, member: Member, by: str) -> None:
    """Every failure that counts has the proposal that is due to it; none that waits rests on what does not count any more. Where the
    member has worked since does not matter, nor who sees it."""
    with unscoped(session):
        rows = _records(session, rule, member)
        counts = counted(Deed(each.id, each.succeeded) for each in rows if each.cancelled_at is None)
        found = session.scalars(_proposed_for(*rows), execution_options=_ANEW)
        stood = {each.failure_id: each for each in found}
        for row in rows:
            strike = strike_for(rule.strikes, counts[row.id]) if row.id in counts else None
            proposal = stood.get(row.id)
            if strike is None and proposal is not None:
                _put_back(proposal, CANCELLED if row.cancelled_at else TOO_FEW, by)
            elif strike is not None and proposal is None:
                session.add(_proposal(rule, strike, counts[row.id], row, member, by))
            elif strike is not None and proposal is not None and (_waits(proposal) or _was_put_back(proposal)):
                _bring_back(proposal)
                proposal.text, proposal.basis = strike.measure[:300], _basis(rule, strike, counts[row.id], row)


def _records(session: Session, rule: Accountability, member: Member) -> Sequence[DutyFailure]:
    own = DutyFailure.key == rule.key, DutyFailure.member_id == member.id
    wanted = select(DutyFailure).where(*own).order_by(DutyFailure.happened_on, DutyFailure.id)
    return session.scalars(wanted, execution_options=_ANEW).all()


def _proposed_for(*rows: DutyFailure) -> Select[Any]:
    """Held, so that nobody decides one while it is counted again."""
    return select(Proposal).where(Proposal.failure_id.in_([row.id for row in rows])).with_for_update()


def _waits(proposal: Proposal) -> bool:
    return proposal.state == ProposalState.PROPOSED


def _was_put_back(proposal: Proposal) -> bool:
    """Whether nobody decided it: it was counted away."""
    return proposal.state == ProposalState.DECLINED and bool(proposal.basis.get(_COUNTED_AWAY))


def _put_back(proposal: Proposal, why: str, by: str) -> None:
    """Decline what waits because of the count; should the count be reached again, it comes back."""
    if _waits(proposal):
        proposal.state, proposal.decided_at, proposal.decided_by = ProposalState.DECLINED, now(), by[:64]
        proposal.decision, proposal.basis = why, {**proposal.basis, _COUNTED_AWAY: True}


def _bring_back(proposal: Proposal) -> None:
    proposal.state = ProposalState.PROPOSED
    proposal.decided_at, proposal.decided_by, proposal.decision = None, None, None


def _proposal(
    rule: Accountability, strike: Strike, count: Count, row: DutyFailure, member: Member, by: str
) -> Proposal:
    return Proposal(
        kind=ProposalKind.MEASURE, key=rule.key, period=f"{row.happened_on.year}", member_id=member.id, area_id=member.grid_id,
        failure_id=row.id, text=strike.measure[:300], basis=_basis(rule, strike, count, row), proposed_at=now(), proposed_by=by[:64],
        state=ProposalState.PROPOSED,
    )  # fmt: skip


def _basis(rule: Accountability, strike: Strike, count: Count, row: DutyFailure) -> dict[str, object]:
    how = "连续" if strike.in_a_row else "累计"
    return {
        "rule": f"{rule.name}，{how} {strike.failures} 次：{strike.measure}", "count": count.of(strike), "in_a_row": count.in_a_row,
        "in_all": count.in_all, "task": row.task, "happened_on": f"{row.happened_on}",
    }  # fmt: skip
