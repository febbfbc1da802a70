"""What follows from results, as proposals: grades, awards, the bonus. Asked again, nothing comes twice; a person decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assessments.models import Assessment, AssessmentScheme
from portal.assessments.people import is_oneself
from portal.assessments.rules import kind_of
from portal.assessments.sections import grade_name
from portal.assessments.turns import hold_field
from portal.consequences import awarding, duties, sharing
from portal.consequences.models import Proposal
from portal.consequences.results import Result, field_of, results_of, section_of_scheme
from portal.consequences.rules import ProposalKind, ProposalState
from portal.foundation.clock import now
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.plans.current import profile_in_force
from portal.security.scope import scope_of

record_failure, cancel_failure = duties.record_failure, duties.cancel_failure
"""Accountability stands in a module of its own; callers find it here."""

Propose = Callable[[Session, AssessmentScheme, str, Grid, str], list[Proposal]]


def propose(session: Session, scheme: AssessmentScheme, period: str, area: Grid, by: str) -> list[Proposal]:
    """All that follows by the plan from the final results of the scheme in the area: what is new and what stood already.

    A quarterly scheme asked for a year has its quarters taken together, for awards and bonuses by the year. Raises `Refusal` while
    a result is not final, and when money would be shared out evenly.
    """
    hold_field(session, scheme)
    parts: tuple[Propose, ...] = (propose_grades, propose_awards, propose_bonus)
    return [each for part in parts for each in part(session, scheme, period, area, by)]


def propose_grades(session: Session, scheme: AssessmentScheme, period: str, area: Grid, by: str) -> list[Proposal]:
    """What the plan foresees for each grade, such as 一律解聘; only of results of this very period."""
    section, results = section_of_scheme(session, scheme), results_of(session, scheme, period, area)
    said = {each.key: each for each in section.grades if each.consequence}
    write, made = _Writer(session, ProposalKind.GRADE, period, area, by), []
    for result in results:
        grade = said.get(result.assessment.grade)  # type: ignore[call-overload]
        if grade is None or result.periods != (period,):
            continue
        rule = f"{section.name}：{grade.name}的，{grade.consequence}"
        basis = {"rule": rule, "total": f"{result.total:.1f}", "grade": grade_name(section, grade.key)}
        made.append(write.once(grade.key, result, str(grade.consequence), basis))
    return made


def propose_awards(session: Session, scheme: AssessmentScheme, period: str, area: Grid, by: str) -> list[Proposal]:
    """Whom the awards that rest on this scheme would go to, by the totals; those who tie for the last place are all named."""
    section, results = section_of_scheme(session, scheme), results_of(session, scheme, period, area)
    profile, write = profile_in_force(session), _Writer(session, ProposalKind.AWARD, period, area, by)
    return [
        write.once(award.key, result, text, basis)
        for award in awarding.offered(profile, section, kind_of(period))
        for result, text, basis in awarding.chosen(profile, award, section, results)
    ]


def propose_bonus(session: Session, scheme: AssessmentScheme, period: str, area: Grid, by: str) -> list[Proposal]:
    """The pool of the area shared out by score, to the cent. Raises `Refusal` when all scores are equal, or when the same money
    was already shared out for an area above or below."""
    section = section_of_scheme(session, scheme)
    bonus = profile_in_force(session).bonus
    if bonus is None or bonus.scheme != section.key or bonus.per != kind_of(period):
        return []
    pools = sharing.pools(session, bonus, area)
    assessed = [each for each in pools if len(pools) == 1 or field_of(session, scheme, period, each)]
    return [each for pool in assessed for each in _share_out(session, scheme, period, pool, by)]


def _share_out(session: Session, scheme: AssessmentScheme, period: str, pool: Grid, by: str) -> list[Proposal]:
    section, bonus = section_of_scheme(session, scheme), profile_in_force(session).bonus
    stood = sharing.already(session, section.key, period, pool)
    if stood or bonus is None:
        return stood
    write = _Writer(session, ProposalKind.BONUS, period, pool, by)
    return [
        write.once(section.key, each.result, each.text, each.basis, each.cents)
        for each in sharing.shared(session, bonus, results_of(session, scheme, period, pool), period, pool)
    ]


def decide(session: Session, proposal: Proposal, accept: bool, note: str, by: str) -> None:
    """Take a proposal or not, with the reason; never about oneself, and once only, also of two people at once."""
    session.refresh(proposal, ["state", "member_id"], with_for_update=True)
    if proposal.state != ProposalState.PROPOSED:
        raise Refusal(f"这条建议{ProposalState.label_of(proposal.state)}，不能再改")
    if _is_own(session, proposal):
        raise Refusal("不能决定关于自己的建议，请由其他人办理")
    reason = (note or "").strip()
    if not reason:
        raise Refusal("请写明理由", "note")
    if len(reason) > 200:
        raise Refusal(f"理由最多 200 个字，现有 {len(reason)} 个字", "note")
    proposal.state = ProposalState.ACCEPTED if accept else ProposalState.DECLINED
    proposal.decided_at, proposal.decided_by, proposal.decision = now(), by[:64], reason
    session.flush()


def _is_own(session: Session, proposal: Proposal) -> bool:
    """Whether the person signed in would gain or lose by it: also who looked after the grid that it is about."""
    scope = scope_of(session)
    if scope is None or scope.member_id is None:
        return False
    return scope.member_id == proposal.member_id or (
        proposal.assessment is not None and is_oneself(session, proposal.assessment)
    )


@dataclass(frozen=True)
class _Writer:
    """Writes proposals of one kind for one period and area."""

    session: Session
    kind: ProposalKind
    period: str
    area: Grid
    by: str

    def once(self, key: str, result: Result, text: str, basis: dict[str, Any], cents: int | None = None) -> Proposal:
        """The proposal that stands already for this member or grid, or a new one."""
        subject, coverage = result.assessment, {"coverage": result.coverage} if result.coverage else {}
        stood = self._stood(key, subject)
        if stood is not None:
            return stood
        made = Proposal(
            kind=self.kind, key=key, period=self.period, member_id=subject.member_id, grid_id=subject.grid_id, area_id=self.area.id,
            assessment_id=subject.id, text=text[:300], amount_cents=cents, basis={**basis, **coverage, "periods": list(result.periods)},
            proposed_at=now(), proposed_by=self.by[:64], state=ProposalState.PROPOSED,
        )  # fmt: skip
        self.session.add(made)
        self.session.flush()
        return made

    def _stood(self, key: str, subject: Assessment) -> Proposal | None:
        same = Proposal.grid_id == subject.grid_id
        if subject.member_id is not None:
            same = Proposal.member_id == subject.member_id
        wanted = select(Proposal).where(Proposal.kind == self.kind, Proposal.key == key, Proposal.period == self.period)
        # A larger area may have proposed it already, out of sight of who asks now.
        return self.session.scalars(wanted.where(same).limit(1), execution_options={"unscoped": True}).first()
