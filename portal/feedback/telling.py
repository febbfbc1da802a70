"""A resident tells of something: limits first, then an issue like any other, tagged with grid and household, and a receipt."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.feedback import rules
from portal.feedback.models import ContactCode, ResidentReport
from portal.feedback.office import source_for
from portal.foundation.audit import acting_as
from portal.foundation.clock import now
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.issues.models import Issue, IssueCategory
from portal.issues.registration import register_issue
from portal.issues.rules import Stage

RESIDENT = "居民（扫码）"
"""In whose name the history of an issue is written."""
_UNSCOPED = {"unscoped": True}


class TooMuch(Refusal):
    """A limit is reached; nothing was written."""

    status = 429


@dataclass(frozen=True)
class Told:
    """What a resident filled in. `uid`: of this page, so that sending it twice tells it once."""

    uid: str
    category: IssueCategory
    text: str
    contact_name: str = ""
    phone: str = ""
    address: str = ""
    """The network address it comes from."""


def tell(session: Session, code: ContactCode, told: Told) -> ResidentReport:
    """Register what is told. Raises `TooMuch` at a limit, and `Refusal` naming the field that is wrong; then nothing is written.

    What was sent before under the same uid is answered with the receipt it got then.
    """
    before = sent_before(session, code, told.uid)
    if before is not None:
        return before
    text = told.text.strip()
    problem = rules.text_problem(text)
    if problem:
        raise Refusal(problem, "text")
    _lock(session, code)
    before = sent_before(session, code, told.uid)  # a second tap waited here for the first
    if before is not None:
        return before
    check_limits(session, code, told.address)
    issue = Issue(
        uid=told.uid, household=code.household, category=told.category, title=f"居民反映：{told.category.name}"[:100], text=text,
        source=source_for(session), contact_name=told.contact_name.strip() or None, phone=told.phone.strip() or None,
    )  # fmt: skip
    with acting_as(RESIDENT):
        register_issue(session, issue)
    report = ResidentReport(receipt=rules.new_receipt(), code=code, issue=issue, at=now(), address=told.address or None)
    session.add(report)
    session.flush()
    return report


def sent_before(session: Session, code: ContactCode, uid: str) -> ResidentReport | None:
    """What this code told under this uid already."""
    statement = select(ResidentReport).join(ResidentReport.issue).where(
        Issue.uid == uid, ResidentReport.contact_code_id == code.id
    )  # fmt: skip
    return session.scalars(statement, execution_options=_UNSCOPED).one_or_none()


def check_limits(session: Session, code: ContactCode, address: str) -> None:
    """Raise `TooMuch` when this code, its network address or its grid has told enough for now."""
    moment = now()
    midnight, hour_ago = dt.datetime.combine(moment.date(), dt.time()), moment - dt.timedelta(hours=1)
    today, own = ResidentReport.at >= midnight, ResidentReport.contact_code_id.in_(_codes(code))
    if _count(session, own, today) >= rules.PER_CODE_A_DAY:
        raise TooMuch(f"您家今天已经说了 {rules.PER_CODE_A_DAY} 次。还有事请打电话，或者明天再来。")
    if _count(session, own, Issue.stage != Stage.CLOSED) >= rules.OPEN_PER_CODE:
        raise TooMuch(f"您家说的事还有 {rules.OPEN_PER_CODE} 件正在办，办好一些再说新的。急事请打电话。")
    if (
        address
        and _count(session, ResidentReport.address == address, ResidentReport.at >= hour_ago)
        >= rules.PER_ADDRESS_AN_HOUR
    ):
        raise TooMuch("这会儿用同一个网络说事的人太多，请过一小时再试。急事请打电话。")
    if _count(session, today, Issue.grid_id == code.household.grid_id) >= rules.PER_GRID_A_DAY:
        raise TooMuch("您这一片今天说的事已经很多，请明天再来。急事请打电话。")


def _codes(code: ContactCode) -> list[int]:
    """Every code of the household counts: a new one does not begin anew."""
    session = Session.object_session(code)
    assert session is not None
    statement = select(ContactCode.id).where(ContactCode.household_id == code.household_id)
    return list(session.scalars(statement, execution_options=_UNSCOPED))


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    statement = select(func.count(ResidentReport.id)).join(ResidentReport.issue).where(*conditions)
    return session.scalar(statement, execution_options=_UNSCOPED) or 0


def _lock(session: Session, code: ContactCode) -> None:
    """Until the end of the transaction others who tell of this grid wait, so that counting and writing are one."""
    if session.get_bind().dialect.name == "postgresql":
        own = select(Grid.__table__.c.id).where(Grid.__table__.c.id == code.household.grid_id)
        session.execute(own.with_for_update(key_share=True))
