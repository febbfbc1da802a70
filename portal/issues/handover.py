"""Issues that go to platforms of others, and what these answer. Exporting again hands nothing over twice, nor does an answer count twice.

Services take a session, flush, and never commit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, joinedload, undefer

from portal.foundation.audit import actor_now
from portal.foundation.clock import now
from portal.foundation.errors import Refusal
from portal.issues.facts import record
from portal.issues.models import Issue
from portal.issues.papers import IssueHandover
from portal.issues.rules import Action, Stage
from portal.issues.services import StepFacts, take_step
from portal.plans.current import profile_or_none
from seeds.sections.casework import OutsidePlatform

UNANSWERED = (Stage.NEW, Stage.WORKING, Stage.PAUSED)
DONE = ("已办结", "办结", "已完成", "完成", "done")
"""What a platform may call an issue that it has dealt with; any other state is only noted."""
LONGEST_ANSWER = 900


@dataclass(frozen=True)
class Answer:
    """One row that a platform sends back; `row` as in its file. Blank fields leave what is stored."""

    row: int
    number: str
    state: str
    outside_number: str | None = None
    outcome: str | None = None
    answer: str | None = None
    answered_on: dt.date | None = None


@dataclass(frozen=True)
class Verdict:
    """What became of an answer, or would become of it: stored, same (nothing new) or refused, with a sentence."""

    row: int
    number: str
    kind: str
    sentence: str


def platforms(session: Session) -> tuple[OutsidePlatform, ...]:
    """The platforms of the profile in force."""
    profile = profile_or_none(session)
    return profile.casework.platforms if profile else ()


def platform_named(session: Session, key: str) -> OutsidePlatform:
    """The platform with this key. Raises `Refusal` naming those there are."""
    found = next((each for each in platforms(session) if each.key == key), None)
    if found is None:
        known = "、".join(f"{each.key}（{each.name}）" for each in platforms(session)) or "实施方案没有列出外部平台"
        raise Refusal(f"没有代号为“{key[:32]}”的外部平台：{known}", "platform")
    return found


def waiting(session: Session, platform: OutsidePlatform) -> list[Issue]:
    """Unanswered issues of a class that goes to this platform, not yet handed over, the oldest first."""
    statement = _waiting(session, platform).options(*_whole())
    return list(session.scalars(statement.order_by(Issue.registered_at, Issue.id)))


def waiting_count(session: Session, platform: OutsidePlatform) -> int:
    """How many `waiting` would return."""
    return session.scalar(_waiting(session, platform).with_only_columns(func.count(Issue.id))) or 0


def handed(session: Session, platform: OutsidePlatform) -> list[IssueHandover]:
    """What was handed over and is not answered here yet, the oldest first."""
    statement = _handed(platform).where(Issue.stage.in_(UNANSWERED), Issue.merged_into_id.is_(None))
    return list(session.scalars(statement.order_by(Issue.registered_at, Issue.id)))


def hand_over(session: Session, platform: OutsidePlatform) -> list[IssueHandover]:
    """Note that everything waiting is handed over, in the history of each; what was handed over now."""
    _, actor, _ = actor_now()
    made = []
    for issue in waiting(session, platform):
        session.add(row := IssueHandover(issue=issue, platform=platform.key, exported_at=now(), exported_by=actor))
        record(session, issue, Action.HAND_OVER, issue.state, f"已导出给“{platform.name}”")
        made.append(row)
    session.flush()
    return made


def receive(session: Session, platform: OutsidePlatform, answers: Iterable[Answer]) -> list[Verdict]:
    """Take in answers, each whole or not at all; a refused one holds up no other."""
    verdicts, seen = [], set[str]()
    for answer in answers:
        try:
            if answer.number in seen:
                raise Refusal("这个编号前面已有一行，只取前面的")
            seen.add(answer.number)
            with session.begin_nested():
                kind, sentence = _receive(session, platform, answer)
        except Refusal as refusal:
            kind, sentence = "refused", refusal.message
        verdicts.append(Verdict(answer.row, answer.number, kind, sentence))
    return verdicts


def _receive(session: Session, platform: OutsidePlatform, answer: Answer) -> tuple[str, str]:
    row = session.scalars(
        _handed(platform).where(Issue.number == answer.number).with_for_update(of=IssueHandover)
    ).one_or_none()
    if row is None:
        raise Refusal(f"没有交给“{platform.name}”的这件诉求，请核对编号")
    done = answer.state.strip().lower() in DONE
    if done and not (answer.outcome and (answer.answer or "").strip()):
        raise Refusal("已办结的请填写办理结果和答复")
    if len(answer.answer or "") > LONGEST_ANSWER:
        raise Refusal(f"答复最多 {LONGEST_ANSWER} 字")
    if not _note(row, answer):
        return "same", "和已收到的一样，没有变化"
    session.flush()
    if not done:
        return "stored", f"记下平台状态：{answer.state}"
    if row.issue.stage not in UNANSWERED:
        return "stored", "诉求已答复，只记下平台的状态和答复"
    facts = StepFacts(note=f"{platform.name}：{answer.answer}", outcome=answer.outcome)
    take_step(session, row.issue, Action.HANDLE, facts)
    return "stored", "写入答复，待回访"


def _note(row: IssueHandover, answer: Answer) -> bool:
    """Put what was sent on the row; whether anything of it is new."""
    moment = dt.datetime.combine(answer.answered_on, dt.time()) if answer.answered_on else None
    sent = {
        "outside_number": answer.outside_number, "outside_state": answer.state.strip(), "answer": answer.answer, "answered_at": moment,
    }  # fmt: skip
    changed = {name: value for name, value in sent.items() if value and getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    if answer.answer and row.answered_at is None:
        row.answered_at = now()
    return bool(changed)


def _whole() -> tuple[Any, ...]:
    """All that the file says of an issue, read at once."""
    return joinedload(Issue.category), undefer(Issue.location)


def _handed(platform: OutsidePlatform) -> Select[IssueHandover]:
    return (
        select(IssueHandover)
        .join(IssueHandover.issue)
        .where(IssueHandover.platform == platform.key)
        .options(joinedload(IssueHandover.issue).options(*_whole()))
    )


def _waiting(session: Session, platform: OutsidePlatform) -> Select[Issue]:
    already = exists().where(IssueHandover.issue_id == Issue.id, IssueHandover.platform == platform.key)
    return select(Issue).where(
        Issue.issue_class.in_(_classes(session, platform)), Issue.stage.in_(UNANSWERED), Issue.merged_into_id.is_(None), ~already
    )  # fmt: skip


def _classes(session: Session, platform: OutsidePlatform) -> Sequence[str]:
    profile = profile_or_none(session)
    return [each.key for each in profile.casework.classes if each.outside == platform.key] if profile else []
