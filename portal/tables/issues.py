"""Tables with one row an issue. Of the period are those registered in it; where only closed ones are wanted, those closed in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.orm import joinedload

from portal.foundation.clock import now
from portal.grids.models import Grid
from portal.issues.models import Issue, IssueCategory, IssueEvent
from portal.issues.papers import IssueHandover
from portal.issues.rules import Outcome, Stage
from portal.issues.services import overdue
from portal.tables import reached, wording
from portal.tables.work import Family, Found, Part, Work, found_by, paired
from portal.visits.rules import Satisfaction
from reports.ledgers import Cell
from seeds.schema import Profile

_place = Grid.__table__.alias("place")

_UNMET = (Outcome.EXPLAINED, Outcome.REJECTED)
"""The outcomes after which what was asked for stays undone."""
ANSWERS = ("solve", "handle")
"""Deeds that say what was done about an issue and what people were told."""
_TOLD = (*ANSWERS, "assign", "classify", "pass_up", "hand_down", "accept", "pause")


@dataclass(frozen=True)
class IssueFact:
    """An issue, what was noted at its steps from first to last, and what an outside platform answered."""

    work: Work
    issue: Issue
    notes: list[tuple[str, str]] = field(default_factory=list)
    outside: str | None = None

    @property
    def measures(self) -> Cell:
        """What was done: as last answered; before that, what was last noted on the way."""
        return self._last(ANSWERS) or self._last(_TOLD)

    @property
    def answer(self) -> Cell:
        """What was last answered, here or outside."""
        return self._last(ANSWERS) or self.outside

    @property
    def unmet(self) -> Cell:
        """Why what was asked for is not done, where that is how it was answered."""
        return self._last(ANSWERS) if self.issue.outcome in _UNMET else None

    def _last(self, actions: tuple[str, ...]) -> str | None:
        return next((note for action, note in reversed(self.notes) if action in actions), None)


def find(work: Work, limit: int | None) -> Found:
    """The issues of the ground and period that meet the conditions, by number."""
    statement = (
        select(Issue)
        .join(_place, Issue.grid_id == _place.c.id)
        .join(Issue.category)
        .where(work.inside(Issue.grid_id), *_of_period(work), *_narrowed(work))
        .order_by(*_order(work), _place.c.code, Issue.number)
    )

    def facts(work: Work, issues: Sequence[Issue]) -> Iterator[IssueFact]:
        ids = [issue.id for issue in issues]
        notes, outside = notes_of(work, ids), _outside(work, ids)
        for issue in issues:
            yield IssueFact(work, issue, notes.get(issue.id, []), outside.get(issue.id))

    loads = [joinedload(each) for each in (
        Issue.category, Issue.department, Issue.member, Issue.household, Issue.establishment,
    )]  # fmt: skip
    return found_by(work, statement, limit, facts, loads)


def _of_period(work: Work) -> list[Any]:
    if not work.dated:
        return [Issue.merged_into_id.is_(None)]
    start, end = reached.bounds(work)
    if work.asks("closed"):
        return [Issue.merged_into_id.is_(None), Issue.closed_at >= start, Issue.closed_at < end]
    return reached.registered(work)


def _narrowed(work: Work) -> list[Any]:
    made: list[Any] = []
    if work.asks("open"):
        made.append(Issue.stage != Stage.CLOSED)
    if work.asks("closed"):
        made.append(Issue.stage == Stage.CLOSED)
    if work.asks("unsettled"):
        made.append(Issue.solved_on_the_spot.is_(False))
    if work.asks("overdue"):
        made.append(overdue(now()))
    for name, column in (("class", Issue.issue_class), ("outcome", Issue.outcome), ("source", Issue.source)):
        if keys := work.arguments(name):
            made.append(column.in_(keys))
    codes = _category_codes(work)
    if codes is not None:
        made.append(IssueCategory.code.in_(codes))
    return made


def _category_codes(work: Work) -> set[str] | None:
    """The categories that `only` means, with all below them; None when it names neither categories nor ledgers."""
    found = [below(work.profile, code) for code in work.arguments("category")]
    if ledgers := work.arguments("ledger"):
        casework = work.profile.casework
        kept = {each.code for each in casework.categories if ledger_for(work.profile, each.code) in ledgers}
        found.append(kept)
    return set().union(*found) if found else None


def below(profile: Profile, code: str) -> set[str]:
    """A category and all below it."""
    casework = profile.casework
    return {each.code for each in casework.categories if code in {above.code for above in casework.lineage(each.code)}}


def ledger_for(profile: Profile, code: str) -> str | None:
    """The ledger that a category is kept in: its own, else that of the nearest above."""
    return next((each.ledger for each in profile.casework.lineage(code) if each.ledger), None)


def _order(work: Work) -> list[Any]:
    """So that a shortened table shows its first groups whole."""
    classes = {each.key: place for place, each in enumerate(work.profile.casework.classes)}
    by_class = case(classes, value=Issue.issue_class) if classes else Issue.issue_class
    columns = {"class": by_class, "category": IssueCategory.code, "department": Issue.department_id,
               "member": Issue.member_id}  # fmt: skip
    column: Any = columns.get(work.table.group_by or "")
    return [] if column is None else [column.is_(None), column]


def notes_of(work: Work, ids: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """{issue: (deed, note) of its steps, first to last}, in one query."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    statement = (
        select(IssueEvent.issue_id, IssueEvent.action, IssueEvent.note)
        .where(IssueEvent.issue_id.in_(ids), IssueEvent.note.is_not(None))
        .order_by(IssueEvent.id)
    )
    for issue, action, note in work.session.execute(statement):
        found[issue].append((action, note or ""))
    return found


def _outside(work: Work, ids: Collection[int]) -> dict[int, str]:
    statement = select(IssueHandover.issue_id, IssueHandover.answer).where(
        IssueHandover.issue_id.in_(ids), IssueHandover.answer.is_not(None)
    )
    return paired(work, statement)


def _first(*values: str | None) -> str | None:
    return next((value for value in values if value), None)


def who(issue: Issue) -> str | None:
    """Who told it: by name, else the head of the household, else the establishment."""
    home, unit = issue.household, issue.establishment
    return _first(issue.contact_name, home.head_name if home else None, unit.name if unit else None)


def phone(issue: Issue) -> str | None:
    """How to reach who told it."""
    home, unit = issue.household, issue.establishment
    return _first(issue.phone, home.phone if home else None, unit.phone if unit else None)


def address(issue: Issue) -> str | None:
    """Where who told it lives, else the place it is about."""
    home, unit = issue.household, issue.establishment
    return _first(home.address if home else None, unit.address if unit else None, issue.place)


def _remark(fact: IssueFact, _: str) -> str | None:
    """Where it is; an issue told at home is placed there, and another column may say so already."""
    told = any(column.source == "address" for column in fact.work.table.columns)
    return None if told and fact.issue.place == address(fact.issue) else fact.issue.place


PARTS: dict[str, Part] = {
    "village": lambda fact, _: fact.work.places.village_of(fact.issue.grid_id),
    "town": lambda fact, _: fact.work.places.town_of(fact.issue.grid_id),
    "grid": lambda fact, _: fact.work.places.name_of(fact.issue.grid_id),
    "code": lambda fact, _: fact.issue.number, "name": lambda fact, _: who(fact.issue),
    "head": lambda fact, _: fact.issue.household.head_name if fact.issue.household else who(fact.issue),
    "phone": lambda fact, _: phone(fact.issue), "address": lambda fact, _: address(fact.issue),
    "title": lambda fact, _: fact.issue.title, "text": lambda fact, _: fact.issue.text,
    "category": lambda fact, _: fact.issue.category.name, "group": lambda fact, _: fact.issue.category.group,
    "kind": lambda fact, _: fact.issue.category.name,
    "class": lambda fact, _: wording.class_of(fact.work.profile, fact.issue.issue_class),
    "source": lambda fact, _: wording.source_of(fact.work.profile, fact.issue.source),
    "state": lambda fact, _: wording.state_of(fact.work.profile, fact.issue),
    "outcome": lambda fact, _: wording.outcome_of(fact.work.profile, fact.issue.outcome),
    "department": lambda fact, _: fact.issue.department.name if fact.issue.department else None,
    "member": lambda fact, _: fact.issue.member.name if fact.issue.member else None,
    "registered_on": lambda fact, _: fact.issue.registered_at.date(), "due_on": lambda fact, _: fact.issue.due_on,
    "due_in": lambda fact, _: fact.work.profile.casework.limit_for(fact.issue.category.code).text,
    "closed_on": lambda fact, _: fact.issue.closed_at.date() if fact.issue.closed_at else None,
    "revisited_on": lambda fact, _: fact.issue.revisited_at.date() if fact.issue.revisited_at else None,
    "satisfaction": lambda fact, _: Satisfaction.label_of(fact.issue.satisfaction),
    "measures": lambda fact, _: fact.measures, "answer": lambda fact, _: fact.answer,
    "unmet": lambda fact, _: fact.unmet,
    "answered_on": lambda fact, _: fact.issue.handled_at.date() if fact.issue.handled_at else None,
    "solved_on_the_spot": lambda fact, _: "是" if fact.issue.solved_on_the_spot else "否",
    "remark": _remark,
    "field": lambda fact, key: wording.custom_value(fact.work, {
        "household": fact.issue.household, "establishment": fact.issue.establishment,
    }, key),
}  # fmt: skip

GROUPS = {
    "village": lambda fact: fact.work.places.village_of(fact.issue.grid_id),
    "grid": lambda fact: fact.work.places.name_of(fact.issue.grid_id),
    "class": lambda fact: wording.class_of(fact.work.profile, fact.issue.issue_class) or "尚未分级",
    "category": lambda fact: fact.issue.category.name,
    "department": lambda fact: fact.issue.department.name if fact.issue.department else "尚未交办",
    "member": lambda fact: fact.issue.member.name if fact.issue.member else "未指定网格员",
}

FAMILY = Family(find, PARTS, GROUPS)
