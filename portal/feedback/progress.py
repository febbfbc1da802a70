"""What residents see of what they told, and how they say whether it helped."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from portal.feedback import rules
from portal.feedback.models import ContactCode, ResidentReport
from portal.feedback.telling import RESIDENT
from portal.foundation.audit import acting_as
from portal.foundation.clock import now
from portal.foundation.errors import Refusal
from portal.issues.models import Issue, IssueEvent
from portal.issues.papers import IssueFile
from portal.issues.rules import Outcome, Stage
from portal.issues.services import StepFacts, take_step
from portal.security.scope import scope_of, set_scope
from portal.visits.rules import Satisfaction
from seeds.sections.workflow import Effect

_UNSCOPED = {"unscoped": True}
_ANSWERS = ("handle", "solve")


@dataclass(frozen=True)
class Progress:
    """How far something is, in plain words; `answer`, `outcome` and `closed_on` where there are any. `merged`: with what others told.
    `text`: what was sent, as long as nobody works on it: afterwards the office may have put it in words of its own. `photos`: how
    many came with it."""

    receipt: str
    about: str
    told_on: dt.date
    word: str
    answer: str = ""
    outcome: str = ""
    answered_on: dt.date | None = None
    rated: str = ""
    may_rate: bool = False
    merged: bool = False
    text: str = ""
    photos: int = 0


def find_report(session: Session, receipt: str, code: ContactCode | None = None) -> ResidentReport | None:
    """The report with this receipt, told through a code of the same household where `code` is given."""
    statement = (
        select(ResidentReport)
        .where(ResidentReport.receipt == receipt)
        .options(joinedload(ResidentReport.issue).joinedload(Issue.category), joinedload(ResidentReport.code))
    )
    report = session.scalars(statement, execution_options=_UNSCOPED).one_or_none()
    if report is None or code is None:
        return report
    return report if report.code is not None and report.code.household_id == code.household_id else None


def state_word(session: Session, report: ResidentReport) -> str:
    """All that a receipt alone tells: how far it is."""
    return rules.progress_word(_standing(session, report.issue).stage)


def progress_of(session: Session, report: ResidentReport) -> Progress:
    """What the household that told it sees. What was merged with others' shows how far these are, and nothing of theirs."""
    issue, standing = report.issue, _standing(session, report.issue)
    merged = standing is not issue
    word = rules.progress_word(standing.stage)
    answer = None if merged or issue.stage not in (Stage.ANSWERED, Stage.CLOSED) else last_answer(session, issue)
    return Progress(
        receipt=report.receipt, about=issue.category.name, told_on=report.at.date(), word=word,
        answer=(answer.note or "") if answer else "", outcome=Outcome.label_of(answer.outcome) if answer and answer.outcome else "",
        answered_on=answer.at.date() if answer else None,
        rated=Satisfaction.label_of(report.rating) if report.rating and not _stale(report) else "",
        may_rate=not merged and _may_rate(report), merged=merged, text=issue.text if word == rules.RECEIVED else "",
        photos=_photos(session, issue),
    )  # fmt: skip


def _photos(session: Session, issue: Issue) -> int:
    own = IssueFile.issue_id == issue.id, IssueFile.uploaded_by == RESIDENT
    return session.scalar(select(func.count(IssueFile.id)).where(*own), execution_options=_UNSCOPED) or 0


def last_answer(session: Session, issue: Issue) -> IssueEvent | None:
    """The event by which the issue was last answered."""
    statement = (
        select(IssueEvent)
        .where(IssueEvent.issue_id == issue.id, IssueEvent.action.in_(_ANSWERS))
        .order_by(IssueEvent.id.desc())
        .limit(1)
    )
    return session.scalars(statement, execution_options=_UNSCOPED).first()


def rate(session: Session, report: ResidentReport, rating: str | None, remark: str) -> None:
    """Note how good the last answer is: a revisit by the resident. Who is dissatisfied has it handled again. Raises `Refusal`."""
    if rating not in list(Satisfaction):
        raise Refusal("请选择满意、基本满意或不满意", "rating")
    remark = remark.strip()
    if len(remark) > rules.REMARK_LONGEST:
        raise Refusal(f"想说的话最多写 {rules.REMARK_LONGEST} 个字", "remark")
    session.refresh(report, ["rating", "rated_at"], with_for_update=True)
    if _standing(session, report.issue) is not report.issue or not _may_rate(report):
        raise Refusal("这件事现在不能评价：还没有答复，或者您已经评价过了")
    report.rating, report.rated_at, report.remark = rating, now(), remark or None
    with acting_as(RESIDENT):
        _carry_out(session, report.issue, rating, remark)
    session.flush()


def _carry_out(session: Session, issue: Issue, rating: str, remark: str) -> None:
    if issue.stage == Stage.ANSWERED:
        _step(session, issue, "revisit", StepFacts(note=remark, satisfaction=rating))
    elif rating == Satisfaction.DISSATISFIED:
        _step(session, issue, "reopen", StepFacts(note=remark or "居民扫码评价：不满意"))


def _step(session: Session, issue: Issue, effect: Effect, facts: StepFacts) -> None:
    """Take a step that a resident may take by holding the code: who of the office may take it does not matter here."""
    scope = scope_of(session)
    set_scope(session, None)
    try:
        take_step(session, issue, effect, facts)
    finally:
        set_scope(session, scope)


def _standing(session: Session, issue: Issue) -> Issue:
    """The issue itself, or the one it was merged into."""
    seen = {issue.id}
    while issue.merged_into_id is not None and issue.merged_into_id not in seen:
        statement = select(Issue).where(Issue.id == issue.merged_into_id)
        issue = session.scalars(statement, execution_options=_UNSCOPED).one()
        seen.add(issue.id)
    return issue


def _may_rate(report: ResidentReport) -> bool:
    issue = report.issue
    return rules.may_rate(issue.stage, issue.handled_at, report.rated_at, issue.closed_at, now())


def _stale(report: ResidentReport) -> bool:
    """Whether the rating is of an answer before the last."""
    return bool(report.rated_at and report.issue.handled_at and report.rated_at < report.issue.handled_at)
