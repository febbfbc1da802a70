"""Tables with one row a household."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from portal.campaigns.models import VisitTask
from portal.grids.models import Grid
from portal.households.models import CareCategory, Household, Resident
from portal.households.rules import HouseholdKind
from portal.issues.models import Issue
from portal.tables import reached, wording
from portal.tables.care import care_codes, care_told
from portal.tables.people import Keeper, keepers, names
from portal.tables.work import Family, Found, Part, Work, found_by, paired
from portal.visits.models import Visit
from portal.visits.rules import Satisfaction, VisitWay


@dataclass(frozen=True)
class HomeFact:
    """A household, the visit of the period that tells most of it, and who looks after it."""

    work: Work
    home: Household
    people: int
    visit: Visit | None
    keepers: list[Keeper]

    @property
    def absence(self) -> Any:
        """What was noted of those not at home."""
        return self.visit.absence if self.visit else None


def find(work: Work, limit: int | None) -> Found:
    """The households of the ground that meet the conditions, as they are walked."""
    statement = (
        select(Household)
        .join(Household.grid)
        .where(work.inside(Household.grid_id), *_narrowed(work))
        .order_by(Grid.code, Household.walking_order, Household.id)
    )
    looked_after = keepers(work)

    def facts(work: Work, homes: Sequence[Household]) -> Iterator[HomeFact]:
        ids = [home.id for home in homes]
        visits, people = telling_visits(work, Visit.household_id, ids), _people(work, ids)
        for home in homes:
            yield HomeFact(work, home, people.get(home.id, 0), visits.get(home.id), looked_after.get(home.grid_id, []))

    return found_by(work, statement, limit, facts, _with_care(work))


def _with_care(work: Work) -> list[Any]:
    if all(column.source != "care" for column in work.table.columns):
        return []
    return [selectinload(Household.care), selectinload(Household.residents).selectinload(Resident.care)]


def _narrowed(work: Work) -> list[Any]:
    made = reached.conditions(work, Household.id, VisitTask.household_id, Visit.household_id, Issue.household_id)
    codes = care_codes(work)
    if codes is not None:
        own = CareCategory.code.in_(codes)
        made.append(or_(Household.care.any(own), Household.residents.any(Resident.care.any(own))))
    return made


def telling_visits(work: Work, column: Any, ids: Collection[int]) -> dict[int, Visit]:
    """{home or unit: its newest visit of the period, of the ways asked for when the table asks for some; else rather one that
    reached somebody}, in one query with the notes of absence."""
    ways = work.arguments("way")
    asked = [Visit.way.in_(ways)] if ways else []
    order = (Visit.way.in_(("home", "phone")).desc(), Visit.visited_on.desc(), Visit.id.desc())
    place = func.row_number().over(partition_by=column, order_by=order)
    ranked = select(Visit.id, place.label("place")).where(column.in_(ids), *reached.visited(work), *asked).subquery()
    newest = (
        select(Visit)
        .where(Visit.id.in_(select(ranked.c.id).where(ranked.c.place == 1)))
        .options(selectinload(Visit.absence), selectinload(Visit.member))
    )
    return {getattr(visit, column.key): visit for visit in work.session.scalars(newest)}


def _people(work: Work, ids: Collection[int]) -> dict[int, int]:
    counted = (
        select(Resident.household_id, func.count())
        .where(Resident.household_id.in_(ids))
        .group_by(Resident.household_id)
    )
    return paired(work, counted)


def _care(fact: HomeFact, _: str) -> str:
    """Categories of the home and of who lives there."""
    given = [*fact.home.care, *(each for person in fact.home.residents for each in person.care)]
    return care_told(fact.work, dict.fromkeys(given), fact.home.grid_id)


def of_visit(read: Any) -> Part:
    """A part that reads the visit, empty without one."""
    return lambda fact, _: read(fact.visit) if fact.visit else None


def of_absence(read: Any) -> Part:
    """A part that reads the note of absence, empty without one."""
    return lambda fact, _: read(fact.absence) if fact.absence else None


PARTS: dict[str, Part] = {
    "village": lambda fact, _: fact.work.places.village_of(fact.home.grid_id),
    "town": lambda fact, _: fact.work.places.town_of(fact.home.grid_id),
    "grid": lambda fact, _: fact.work.places.name_of(fact.home.grid_id),
    "code": lambda fact, _: fact.home.code,
    "head": lambda fact, _: fact.home.head_name, "name": lambda fact, _: fact.home.head_name,
    "address": lambda fact, _: fact.home.address,
    "phone": lambda fact, _: (fact.absence.phone if fact.absence else None) or fact.home.phone,
    "kind": lambda fact, _: HouseholdKind.label_of(fact.home.kind),
    "care": _care,
    "people": lambda fact, _: fact.people, "remark": lambda fact, _: fact.home.remark,
    "member": lambda fact, _: str(fact.visit.member) if fact.visit and fact.visit.member else names(fact.keepers),
    "visited_on": of_visit(lambda visit: visit.visited_on), "way": of_visit(lambda visit: VisitWay.label_of(visit.way)),
    "wishes": of_visit(lambda visit: visit.wishes), "next_on": of_visit(lambda visit: visit.next_on),
    "satisfaction": of_visit(lambda visit: Satisfaction.label_of(visit.satisfaction)),
    "away_since": of_absence(lambda absence: absence.since), "away_address": of_absence(lambda absence: absence.address),
    "occupation": of_absence(lambda absence: absence.occupation),
    "field": lambda fact, key: wording.custom_value(fact.work, {"household": fact.home}, key),
}  # fmt: skip

GROUPS = {
    "village": lambda fact: fact.work.places.village_of(fact.home.grid_id),
    "grid": lambda fact: fact.work.places.name_of(fact.home.grid_id),
    "member": lambda fact: names(fact.keepers),
}

FAMILY = Family(find, PARTS, GROUPS)
