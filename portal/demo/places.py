"""Households with residents, and establishments of the demo town, by bulk insert."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from shapely import Point
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.foundation.sealed import blind_index, data_key
from portal.households.models import CareCategory, Establishment, Household, Resident, resident_care
from portal.households.rules import EstablishmentKind, Relation
from seeds.demo import town

if TYPE_CHECKING:
    from portal.demo.loading import DemoTown

SEED = 7


def load_households(session: Session, demo: DemoTown) -> None:
    """All households, their residents and care categories."""
    care = {category.code: category.id for category in session.scalars(select(CareCategory))}
    for plan in demo.lowest():
        homes = list(town.make_households(
            plan, demo.shapes[plan.code], plan.households_planned, seed=SEED, today=demo.today
        ))  # fmt: skip
        if not homes:
            continue
        ids = _insert(session, Household, (_household(demo, home) for home in homes))
        demo.homes += homes
        demo.households |= {home.code: identity for home, identity in zip(homes, ids, strict=True)}
        _residents(session, homes, ids, care)


def _household(demo: DemoTown, home: town.DemoHousehold) -> dict[str, Any]:
    return {
        "grid_id": demo.grids[home.grid_code], "code": home.code[-8:], "head_name": home.head, "address": home.address,
        "phone": home.phone, "kind": home.kind, "walking_order": home.order, "location": Point(home.lon, home.lat),
    }  # fmt: skip


def _residents(session: Session, homes: list[town.DemoHousehold], ids: list[int], care: dict[str, int]) -> None:
    pairs = [(identity, home, person) for identity, home in zip(ids, homes, strict=True) for person in home.residents]
    if not pairs:
        return
    made = _insert(session, Resident, (_resident(identity, person) for identity, _home, person in pairs))
    links = [
        {"resident_id": resident, "care_category_id": care[code]}
        for resident, (_identity, home, person) in zip(made, pairs, strict=True)
        for code in {*person.care, *(home.care if person.relation == Relation.HEAD else ())}
    ]
    if links:
        session.execute(insert(resident_care), links)


def _resident(household_id: int, person: town.DemoResident) -> dict[str, Any]:
    return {
        "household_id": household_id, "name": person.name, "sex": person.sex, "ethnicity": person.ethnicity,
        "relation": person.relation, "birth_date": person.birth_date, "phone": person.phone,
        "id_number": person.id_number,
        "id_number_index": blind_index(person.id_number, "resident.id_number", data_key()),
    }  # fmt: skip


def load_establishments(session: Session, demo: DemoTown) -> None:
    """Shops, schools and the rest."""
    known = {kind.value for kind in EstablishmentKind}
    rows = []
    for plan in demo.lowest():
        seen: set[str] = set()
        for place in town.make_establishments(plan, demo.shapes[plan.code], seed=SEED):
            name = place.name if place.name not in seen else f"{place.name}({place.code[-2:]})"
            seen.add(name)
            rows.append({
                "grid_id": demo.grids[place.grid_code], "name": name, "kind": place.kind if place.kind in known else "other",
                "address": place.address, "contact_name": place.contact, "phone": place.phone,
                "location": Point(place.lon, place.lat),
            })  # fmt: skip
    _insert(session, Establishment, rows)


def _insert(session: Session, model: type[Any], rows: Iterable[dict[str, Any]]) -> list[int]:
    """Insert rows in batches; ids in the order of the rows."""
    statement = insert(model).returning(model.id, sort_by_parameter_order=True)
    return [identity for batch in _batches(rows) for identity in session.scalars(statement, batch)]


def _batches(rows: Iterable[dict[str, Any]], size: int = 500) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
