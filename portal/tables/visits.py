"""Tables with one row a visit, with the issues that were told in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, not_, or_, select
from sqlalchemy.orm import joinedload

from portal.campaigns.models import VisitTask
from portal.grids.models import Grid
from portal.households.models import Establishment, Household
from portal.issues.models import Issue
from portal.tables import reached, wording
from portal.tables.care import objects_told
from portal.tables.issues import IssueFact, notes_of
from portal.tables.work import Family, Found, Part, Work, found_by
from portal.visits.models import Visit
from portal.visits.rules import Satisfaction, VisitWay

_place = Grid.__table__.alias("place")


@dataclass(frozen=True)
class VisitFact:
    """A visit, where it was, and the issues told in it."""

    work: Work
    visit: Visit
    issues: list[IssueFact]

    @property
    def home(self) -> Any:
        """The household or the establishment."""
        return self.visit.household or self.visit.establishment

    @property
    def name(self) -> str | None:
        """Of the household's head, or of the establishment."""
        home = self.visit.household
        return home.head_name if home else self.home.name

    def of_issues(self, read: Any) -> str | None:
        """Something of every issue told, with a number where there are several."""
        said = [str(read(each) or "") for each in self.issues]
        if len(said) > 1:
            said = [f"{number}. {text or '—'}" for number, text in enumerate(said, 1)]
        return "\n".join(said) or None


def find(work: Work, limit: int | None) -> Found:
    """The visits of the ground and period that meet the conditions, place by place, by day."""
    grid = func.coalesce(Household.grid_id, Establishment.grid_id)
    statement = (
        select(Visit)
        .outerjoin(Visit.household)
        .outerjoin(Visit.establishment)
        .join(_place, _place.c.id == grid)
        .where(work.inside(grid), *reached.visited(work), *_narrowed(work))
        .order_by(*_order(work), _place.c.code, Visit.visited_on, Visit.id)
    )

    def facts(work: Work, visits: Sequence[Visit]) -> Iterator[VisitFact]:
        told = _told(work, [visit.id for visit in visits])
        for visit in visits:
            yield VisitFact(work, visit, told.get(visit.id, []))

    loads = [joinedload(each) for each in (Visit.household, Visit.establishment, Visit.member)]
    return found_by(work, statement, limit, facts, loads)


def _narrowed(work: Work) -> list[Any]:
    made: list[Any] = []
    raised = select(Issue.id).where(Issue.visit_id == Visit.id, Issue.merged_into_id.is_(None)).exists()
    if work.asks("with_issues"):
        made.append(raised)
    if work.asks("without_issues"):
        made.append(not_(raised))
    if ways := work.arguments("way"):
        made.append(Visit.way.in_(ways))
    if work.asks("object"):
        same = or_(VisitTask.household_id == Visit.household_id, VisitTask.establishment_id == Visit.establishment_id)
        made.append(
            select(VisitTask.id)
            .where(same, VisitTask.object.in_(objects_told(work)), VisitTask.campaign_id == work.ground.campaign_id)
            .exists()
        )
    if work.asks("with_wishes"):
        made.append(Visit.wishes.is_not(None))
    return made


def _order(work: Work) -> list[Any]:
    return [Visit.member_id.is_(None), Visit.member_id] if work.table.group_by == "member" else []


def _told(work: Work, visits: Collection[int]) -> dict[int, list[IssueFact]]:
    statement = (
        select(Issue).where(Issue.visit_id.in_(visits), Issue.merged_into_id.is_(None)).order_by(Issue.number)
        .options(joinedload(Issue.department))
    )  # fmt: skip
    issues = list(work.session.scalars(statement))
    notes = notes_of(work, [issue.id for issue in issues])
    found: dict[int, list[IssueFact]] = defaultdict(list)
    for issue in issues:
        if issue.visit_id:
            found[issue.visit_id].append(IssueFact(work, issue, notes.get(issue.id, [])))
    return found


PARTS: dict[str, Part] = {
    "village": lambda fact, _: fact.work.places.village_of(fact.home.grid_id),
    "town": lambda fact, _: fact.work.places.town_of(fact.home.grid_id),
    "grid": lambda fact, _: fact.work.places.name_of(fact.home.grid_id),
    "name": lambda fact, _: fact.name, "head": lambda fact, _: fact.name,
    "phone": lambda fact, _: fact.home.phone, "address": lambda fact, _: fact.home.address,
    "visited_on": lambda fact, _: fact.visit.visited_on, "way": lambda fact, _: VisitWay.label_of(fact.visit.way),
    "wishes": lambda fact, _: fact.visit.wishes, "next_on": lambda fact, _: fact.visit.next_on,
    "satisfaction": lambda fact, _: Satisfaction.label_of(fact.visit.satisfaction),
    "remark": lambda fact, _: fact.visit.note,
    "member": lambda fact, _: fact.visit.member.name if fact.visit.member else None,
    "issues": lambda fact, _: len(fact.issues),
    "title": lambda fact, _: fact.of_issues(lambda each: each.issue.title),
    "text": lambda fact, _: fact.of_issues(lambda each: each.issue.text),
    "measures": lambda fact, _: fact.of_issues(lambda each: each.measures),
    "answer": lambda fact, _: fact.of_issues(lambda each: each.answer),
    "outcome": lambda fact, _: fact.of_issues(lambda each: wording.outcome_of(fact.work.profile, each.issue.outcome)),
    "state": lambda fact, _: fact.of_issues(lambda each: wording.state_of(fact.work.profile, each.issue)),
    "department": lambda fact, _: fact.of_issues(lambda each: each.issue.department and each.issue.department.name),
    "field": lambda fact, key: wording.custom_value(fact.work, {
        "household": fact.visit.household, "establishment": fact.visit.establishment,
    }, key),
}  # fmt: skip

GROUPS = {
    "village": lambda fact: fact.work.places.village_of(fact.home.grid_id),
    "grid": lambda fact: fact.work.places.name_of(fact.home.grid_id),
    "member": lambda fact: fact.visit.member.name if fact.visit.member else "未记走访人",
}

FAMILY = Family(find, PARTS, GROUPS)
