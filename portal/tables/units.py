"""Tables with one row an establishment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from portal.campaigns.models import VisitTask
from portal.grids.models import Grid
from portal.households.models import Establishment
from portal.issues.models import Issue
from portal.tables import reached, wording
from portal.tables.homes import of_visit, telling_visits
from portal.tables.people import Keeper, keepers, names
from portal.tables.work import Family, Found, Part, Work, found_by
from portal.visits.models import Visit
from portal.visits.rules import Satisfaction, VisitWay


@dataclass(frozen=True)
class UnitFact:
    """An establishment, the visit of the period, and who looks after the grid."""

    work: Work
    unit: Establishment
    visit: Visit | None
    keepers: list[Keeper]


def find(work: Work, limit: int | None) -> Found:
    """The establishments of the ground that meet the conditions."""
    narrowed = reached.conditions(
        work, Establishment.id, VisitTask.establishment_id, Visit.establishment_id, Issue.establishment_id
    )
    if kinds := work.arguments("kind"):
        narrowed.append(Establishment.kind.in_(kinds))
    statement = (
        select(Establishment)
        .join(Establishment.grid)
        .where(work.inside(Establishment.grid_id), *narrowed)
        .order_by(Grid.code, Establishment.id)
    )
    looked_after = keepers(work)

    def facts(work: Work, units: Sequence[Establishment]) -> Iterator[UnitFact]:
        visits = telling_visits(work, Visit.establishment_id, [each.id for each in units])
        for each in units:
            yield UnitFact(work, each, visits.get(each.id), looked_after.get(each.grid_id, []))

    return found_by(work, statement, limit, facts)


PARTS: dict[str, Part] = {
    "village": lambda fact, _: fact.work.places.village_of(fact.unit.grid_id),
    "town": lambda fact, _: fact.work.places.town_of(fact.unit.grid_id),
    "grid": lambda fact, _: fact.work.places.name_of(fact.unit.grid_id),
    "name": lambda fact, _: fact.unit.name, "head": lambda fact, _: fact.unit.contact_name,
    "kind": lambda fact, _: wording.unit_kind_of(fact.work.profile, fact.unit.kind),
    "address": lambda fact, _: fact.unit.address, "phone": lambda fact, _: fact.unit.phone,
    "remark": lambda fact, _: fact.unit.remark,
    "member": lambda fact, _: str(fact.visit.member) if fact.visit and fact.visit.member else names(fact.keepers),
    "visited_on": of_visit(lambda visit: visit.visited_on), "way": of_visit(lambda visit: VisitWay.label_of(visit.way)),
    "wishes": of_visit(lambda visit: visit.wishes), "next_on": of_visit(lambda visit: visit.next_on),
    "satisfaction": of_visit(lambda visit: Satisfaction.label_of(visit.satisfaction)),
    "field": lambda fact, key: wording.custom_value(fact.work, {"establishment": fact.unit}, key),
}  # fmt: skip

GROUPS = {
    "village": lambda fact: fact.work.places.village_of(fact.unit.grid_id),
    "grid": lambda fact: fact.work.places.name_of(fact.unit.grid_id),
    "category": lambda fact: wording.unit_kind_of(fact.work.profile, fact.unit.kind),
    "member": lambda fact: names(fact.keepers),
}

FAMILY = Family(find, PARTS, GROUPS)
