"""Recording an entry of a round: the visit, who was absent, and every need that was told, in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from portal.delivery.rules import DeliveryWay
from portal.delivery.services import record
from portal.foundation.audit import actor_now
from portal.foundation.errors import OutOfScope, Refusal, refuse, refuse_all
from portal.households.models import Establishment, Household, Resident
from portal.issues.models import Issue, IssueCategory
from portal.issues.registration import register_issue
from portal.issues.rules import USUAL_SOURCE
from portal.issues.services import solve_on_the_spot
from portal.issues.similar import told_alike
from portal.issues.workflow import progress_word
from portal.members.models import Member
from portal.plans.models import PlanVersion
from portal.plans.vocabulary import Vocabulary
from portal.rounds.entries import EntryState, RaisedIssue, Recorded, RoundEntry
from portal.visits.models import Visit, VisitAbsence
from portal.visits.overall import take_over
from portal.visits.rules import VisitWay
from portal.visits.services import own_member_id, record_visit, visit_with
from portal.visits.turns import hold_homes

_UNSEEN = "没有找到这一户（单位）：可能已被删除，或不在您的管辖范围内"

_HANDED = {VisitWay.HOME: DeliveryWay.HAND, VisitWay.ABSENT: DeliveryWay.DOOR}


def record_entry(session: Session, entry: RoundEntry) -> Recorded:
    """Store an entry whole, once. Raises everything that is wrong at once, with nothing kept (the caller rolls back).

    The home is held first, so that the same entry sent twice at once is stored once, and two people at one door see each other:
    when somebody else has recorded a visit of that home on that day since `base`, nothing is written and the answer is a
    conflict; sent again with `base` raised to that visit, both are kept. So it is, once, where a need repeats an open one of the
    home: sent again as `repeated`, it is another one.
    """
    home = _home(session, entry)
    stored = visit_with(session, entry.uid)
    if stored is not None:
        return Recorded(entry.uid, EntryState.KNOWN, "这条记录已经保存过", stored.id)
    other = _somebody_else(session, entry)
    if other is not None:
        return Recorded(entry.uid, EntryState.CONFLICT, _told(session, other), other.id)
    alike = None if entry.repeated else _told_before(session, entry, home)
    if alike is not None:
        return Recorded(entry.uid, EntryState.CONFLICT, alike)
    categories = _categories(session, entry)
    visit = _visit(session, entry, home)
    refuse_all(
        lambda: take_over(session, visit),
        lambda: record_visit(session, visit),
        lambda: refuse(*_problems_besides(entry, categories)),
    )
    for raised in entry.issues:
        _raise_issue(session, visit, raised, categories[raised.category])
    _hand_over(session, entry)
    return Recorded(entry.uid, EntryState.STORED, _said(visit, entry.issues), visit.id)


def _home(session: Session, entry: RoundEntry) -> Household | Establishment:
    """The home, held until the transaction ends."""
    model: Any
    if (entry.household_id is None) == (entry.establishment_id is None):
        raise Refusal("请选择住户或单位，二者选一", "household_id")
    model, identity = (
        (Household, entry.household_id) if entry.household_id is not None else (Establishment, entry.establishment_id)
    )
    hold_homes(session, [entry.household_id], [entry.establishment_id])
    found: Household | Establishment | None = session.scalar(select(model).where(model.id == identity))
    if found is None:
        raise OutOfScope(_UNSEEN, "household_id" if model is Household else "establishment_id")
    return found


def _somebody_else(session: Session, entry: RoundEntry) -> Visit | None:
    """The newest visit of that home on that day that the person could not know of, by somebody else."""
    user_id, member_id = actor_now()[0], own_member_id(session)
    mine: ColumnElement[bool] = or_(
        Visit.recorded_by == (user_id or -1),
        and_(Visit.recorded_by.is_(None), Visit.member_id == (member_id or -1)),
    )
    statement = select(Visit).where(
        _same_home(entry), Visit.visited_on == entry.visited_on, Visit.id > entry.base, mine.is_not(True)
    )
    return session.scalar(statement.order_by(Visit.id.desc()).limit(1))


def _same_home(entry: RoundEntry) -> ColumnElement[bool]:
    if entry.household_id is not None:
        return Visit.household_id == entry.household_id
    return Visit.establishment_id == entry.establishment_id


def _told(session: Session, other: Visit) -> str:
    """Who was there is named whoever it was: two who share a home have to talk to each other."""
    name = select(Member.name).where(Member.id == other.member_id)
    who = session.scalar(name, execution_options={"unscoped": True}) or "其他人"
    way = VisitWay.label_of(other.way)
    return f"{who}已在 {other.visited_on} 登记了这一户的走访（{way}）。两条都要保留，请再次提交；不要保留，请放弃本条"


def _told_before(session: Session, entry: RoundEntry, home: Household | Establishment) -> str | None:
    """The question that is asked where a need is open already in the same words; nothing where none is."""
    for raised in entry.issues:
        told = {"household" if isinstance(home, Household) else "establishment": home}
        with session.no_autoflush:
            known = told_alike(session, Issue(uid=raised.uid, text=raised.text, **told))
        if known is not None and known.uid != raised.uid:
            state = progress_word(session, known.progress)
            return (
                f"诉求“{known.title}”已经登记过（{known.number}，{known.registered_at.date()} 登记，{state}）。"
                "是同一件的，请清空这一件再保存；确实是另一件，请再次提交"
            )
    return None


def _said(visit: Visit, raised: Sequence[RaisedIssue]) -> str:
    """What was settled at the door and what is still to be worked on are told apart."""
    solved = sum(bool(each.solved) for each in raised)
    told = [(solved, "当场解决"), (len(raised) - solved, "登记诉求")]
    return "，".join([f"已保存 {visit}", *(f"{word} {number} 件" for number, word in told if number)])


def _visit(session: Session, entry: RoundEntry, home: Household | Establishment) -> Visit:
    version = session.get(PlanVersion, entry.plan) if entry.plan and entry.checklist else None
    absence = VisitAbsence(**vars(entry.absence)) if entry.absence else None
    with session.no_autoflush:
        return Visit(
            uid=entry.uid, household=home if isinstance(home, Household) else None,
            establishment=home if isinstance(home, Establishment) else None, visited_on=entry.visited_on, way=entry.way,
            note=entry.note, satisfaction=entry.satisfaction, wishes=entry.wishes, next_on=entry.next_on,
            checklist=entry.checklist, answers=entry.answers or None, met=_met(session, entry), absence=absence,
            plan_version_id=version.id if version else None,
        )  # fmt: skip


def _met(session: Session, entry: RoundEntry) -> list[Resident]:
    found = list(session.scalars(select(Resident).where(Resident.id.in_(entry.met)))) if entry.met else []
    if len(found) != len(entry.met):
        raise Refusal("“见到的人”里有人已不在这一户，请重新勾选", "met")
    return found


def _categories(session: Session, entry: RoundEntry) -> dict[str, IssueCategory]:
    """Those of its needs, by code."""
    codes = {raised.category for raised in entry.issues}
    found = session.scalars(select(IssueCategory).where(IssueCategory.code.in_(codes))) if codes else ()
    return {category.code: category for category in found}


def _problems_besides(entry: RoundEntry, categories: Collection[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with the needs, and with what was handed over."""
    for number, raised in enumerate(entry.issues, 1):
        name = f"“{raised.title}”" if raised.title else f"第 {number} 件诉求"
        if not raised.text:
            yield f"请填写诉求的内容（第 {number} 件）", "text"
        if raised.category not in categories:
            yield f"请选择{name}的类别", "category"
        if raised.solved and not raised.done:
            yield f"{name}当场解决了，请写明怎么解决的", "done"
    if entry.papers and entry.household_id is None:
        yield "信和卡只送到住户，走访单位不登记送达", "papers"
    elif entry.papers and VisitWay(entry.way) not in _HANDED:
        yield f"“{VisitWay.label_of(entry.way)}”时没有上门，不能登记信和卡已送到", "papers"


def _raise_issue(session: Session, visit: Visit, raised: RaisedIssue, category: IssueCategory) -> None:
    """Register a need, once; what was settled at the door is answered there and then."""
    with session.no_autoflush:
        issue = Issue(
            uid=raised.uid, household=visit.household, establishment=visit.establishment, category=category,
            title=raised.title, text=raised.text, visit_id=visit.id, source=_source(session), member=visit.member,
        )  # fmt: skip
    if register_issue(session, issue) is issue and raised.solved:
        solve_on_the_spot(session, issue, raised.done)


def _hand_over(session: Session, entry: RoundEntry) -> None:
    """Letter and card go from hand to hand, or stay at the door where nobody is in; a call by telephone hands over nothing."""
    for kind in entry.papers:
        way, home = _HANDED[VisitWay(entry.way)], entry.household_id or 0
        record(session, [home], kind, entry.visited_on, way, actor_now()[1])


def _source(session: Session) -> str:
    """How the plan calls what is found on a visit; where it has no such source, its usual one."""
    known = [key for key, _label in Vocabulary("issue_sources").options(session=session)]
    return USUAL_SOURCE if USUAL_SOURCE in known or not known else known[0]
