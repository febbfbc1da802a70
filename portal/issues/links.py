"""Issues that belong together: linked as related, or one merged into another because both tell of the same thing.

A merged issue ends without being counted: figures count the one that goes on (`services.counted`). Whoever told of it is asked
together with the people of the other one.
"""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.foundation.audit import actor_now
from portal.foundation.clock import now
from portal.foundation.errors import Refusal
from portal.issues.facts import record
from portal.issues.models import Issue
from portal.issues.papers import IssueLink, LinkKind
from portal.issues.rules import Action, Outcome, Stage
from portal.issues.workflow import workflow_of


def merge(session: Session, issue: Issue, into: Issue, note: str = "") -> None:
    """End `issue` as a double of `into`, with a row in both histories. Raises `Refusal` on `other`."""
    _hold(session, issue, into)
    problem = _merging_problem(issue, into)
    if problem:
        raise Refusal(problem, "other")
    flow, before = workflow_of(session), issue.state
    end = next(state for state in flow.states if state.stage == "closed" and not state.retired)
    _forget(session, issue, into)
    session.add(_link(issue, into, LinkKind.DUPLICATE))
    issue.state, issue.stage, issue.outcome = end.key, end.stage, Outcome.EXPLAINED.value
    issue.merged_into, issue.closed_at, issue.step_due_on = into, now(), None
    issue.paused_at = issue.paused_from = issue.paused_until = None
    told = f"并入 {into.number}。{note.strip()}" if note.strip() else f"并入 {into.number}"
    record(session, issue, Action.MERGE, before, told)
    record(session, into, Action.LINK, into.state, f"{issue.number} 并入本件，回访时一并回访")


def link(session: Session, issue: Issue, other: Issue) -> None:
    """Note that two issues hang together, in both histories. Raises `Refusal` on `other`."""
    if issue.id == other.id:
        raise Refusal("不能与自己关联", "other")
    _hold(session, issue, other)
    if _between(session, issue, other):
        raise Refusal(f"已与 {other.number} 关联", "other")
    session.add(_link(issue, other, LinkKind.RELATED))
    record(session, issue, Action.LINK, issue.state, f"与 {other.number} 关联")
    record(session, other, Action.LINK, other.state, f"与 {issue.number} 关联")


def unlink(session: Session, issue: Issue, other: Issue) -> None:
    """Take back that two issues hang together. What was merged is taken apart by reopening it."""
    _hold(session, issue, other)
    found = _between(session, issue, other)
    if not found:
        raise Refusal("这两件诉求没有关联", "other")
    if any(each.kind == LinkKind.DUPLICATE for each in found):
        raise Refusal("已并入的诉求不能取消关联；需要分开办理时，请把并入的那件退回重办", "other")
    for each in found:
        session.delete(each)
    record(session, issue, Action.UNLINK, issue.state, f"取消与 {other.number} 的关联")
    record(session, other, Action.UNLINK, other.state, f"取消与 {issue.number} 的关联")


def linked(session: Session, issue: Issue) -> list[tuple[Issue, str]]:
    """The issues that hang together with this one and may be seen, each with how."""
    either = or_(IssueLink.issue_id == issue.id, IssueLink.other_id == issue.id)
    links = session.scalars(select(IssueLink).where(either).order_by(IssueLink.id)).all()
    ids = {each.other_id if each.issue_id == issue.id else each.issue_id: each.kind for each in links}
    rows = session.scalars(select(Issue).where(Issue.id.in_(ids)).order_by(Issue.id))
    return [(row, ids[row.id]) for row in rows]


def merged_into(session: Session, issue: Issue) -> list[Issue]:
    """The issues that were merged into this one, and those merged into them before: their people are asked as well."""
    found: dict[int, Issue] = {}
    newest = [issue.id]
    while newest:
        rows = session.scalars(select(Issue).where(Issue.merged_into_id.in_(newest)).order_by(Issue.id))
        fresh = {row.id: row for row in rows if row.id not in found and row.id != issue.id}
        found |= fresh
        newest = list(fresh)
    return [found[each] for each in sorted(found)]


def _hold(session: Session, *issues: Issue) -> None:
    """Until the end of the transaction nobody else joins or parts them; in one order, so that two who cross see each other."""
    for each in sorted(set(issues), key=lambda each: each.id):
        session.refresh(each, ["state", "stage", "merged_into_id"], with_for_update=True)


def _merging_problem(issue: Issue, into: Issue) -> str | None:
    if issue.id == into.id:
        return "不能并入自己"
    if issue.stage == Stage.CLOSED:
        return "这件诉求已经结束，不用再并入"
    if into.merged_into_id is not None:
        return f"{into.number} 已并入另一件诉求，请并入那一件"
    if into.stage == Stage.CLOSED:
        return f"{into.number} 已经结束，不能并入；请先把它退回重办"
    return None


def _between(session: Session, issue: Issue, other: Issue) -> list[IssueLink]:
    one = (IssueLink.issue_id == issue.id) & (IssueLink.other_id == other.id)
    two = (IssueLink.issue_id == other.id) & (IssueLink.other_id == issue.id)
    return list(session.scalars(select(IssueLink).where(or_(one, two))))


def _forget(session: Session, issue: Issue, into: Issue) -> None:
    """That they were related goes without saying when one is merged into the other."""
    for each in _between(session, issue, into):
        session.delete(each)
    session.flush()


def _link(issue: Issue, other: Issue, kind: LinkKind) -> IssueLink:
    return IssueLink(issue=issue, other=other, kind=kind, made_at=now(), made_by=actor_now()[1])
