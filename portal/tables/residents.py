"""Tables with one row a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, selectinload

from portal.campaigns.models import VisitTask
from portal.grids.models import Grid
from portal.households.models import CareCategory, Household, Resident
from portal.households.rules import Relation
from portal.issues.models import Issue
from portal.members.rules import Sex
from portal.tables import reached, wording
from portal.tables.care import care_codes, care_told
from portal.tables.homes import of_visit, telling_visits
from portal.tables.people import Keeper, keepers, names
from portal.tables.work import Family, Found, Part, Work, found_by
from portal.visits.models import Visit
from portal.visits.rules import Satisfaction, VisitWay


@dataclass(frozen=True)
class ResidentFact:
    """A person, the visit of the period to the household, and who looks after it."""

    work: Work
    person: Resident
    visit: Visit | None
    keepers: list[Keeper]

    @property
    def grid_id(self) -> int:
        """Where the person lives."""
        return self.person.household.grid_id


def find(work: Work, limit: int | None) -> Found:
    """The people of the ground who meet the conditions, household by household."""
    statement = (
        select(Resident)
        .join(Resident.household)
        .join(Household.grid)
        .where(work.inside(Household.grid_id), *_narrowed(work))
        .order_by(Grid.code, Household.walking_order, Household.id, Resident.id)
    )
    looked_after = keepers(work)

    def facts(work: Work, people: Sequence[Resident]) -> Iterator[ResidentFact]:
        visits = telling_visits(work, Visit.household_id, {each.household_id for each in people})
        for each in people:
            found = looked_after.get(each.household.grid_id, [])
            yield ResidentFact(work, each, visits.get(each.household_id), found)

    loads = [contains_eager(Resident.household).selectinload(Household.care), selectinload(Resident.care)]
    return found_by(work, statement, limit, facts, loads)


def _narrowed(work: Work) -> list[Any]:
    made: list[Any] = [
        *reached.conditions(work, Household.id, VisitTask.household_id, Visit.household_id, Issue.household_id)
    ]
    codes = care_codes(work)
    if codes is not None:
        own = CareCategory.code.in_(codes)
        made.append(or_(Resident.care.any(own), Household.care.any(own)))
    return made


def age_on(birth: dt.date | None, day: dt.date) -> int | None:
    """Full years on a day."""
    if birth is None:
        return None
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


PARTS: dict[str, Part] = {
    "village": lambda fact, _: fact.work.places.village_of(fact.grid_id),
    "town": lambda fact, _: fact.work.places.town_of(fact.grid_id),
    "grid": lambda fact, _: fact.work.places.name_of(fact.grid_id),
    "name": lambda fact, _: fact.person.name, "head": lambda fact, _: fact.person.household.head_name,
    "sex": lambda fact, _: Sex.label_of(fact.person.sex),
    "age": lambda fact, _: age_on(fact.person.birth_date, fact.work.day),
    "address": lambda fact, _: fact.person.household.address,
    "phone": lambda fact, _: fact.person.phone or fact.person.household.phone,
    "kind": lambda fact, _: Relation.label_of(fact.person.relation),
    "code": lambda fact, _: fact.person.household.code, "occupation": lambda fact, _: fact.person.occupation,
    "care": lambda fact, _: care_told(fact.work, [*fact.person.care, *fact.person.household.care], fact.grid_id),
    "remark": lambda fact, _: fact.person.household.remark, "member": lambda fact, _: names(fact.keepers),
    "visited_on": of_visit(lambda visit: visit.visited_on), "way": of_visit(lambda visit: VisitWay.label_of(visit.way)),
    "wishes": of_visit(lambda visit: visit.wishes), "next_on": of_visit(lambda visit: visit.next_on),
    "satisfaction": of_visit(lambda visit: Satisfaction.label_of(visit.satisfaction)),
    "field": lambda fact, key: wording.custom_value(
        fact.work, {"resident": fact.person, "household": fact.person.household}, key
    ),
}  # fmt: skip

GROUPS = {
    "village": lambda fact: fact.work.places.village_of(fact.grid_id),
    "grid": lambda fact: fact.work.places.name_of(fact.grid_id),
    "member": lambda fact: names(fact.keepers),
}

FAMILY = Family(find, PARTS, GROUPS)
