"""Households with residents, care, visits and establishments of a demo, grid by grid, so that memory stays small."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from portal.demo.bulk import Bulk
from portal.demo.progress import Progress, Say
from portal.foundation.sealed import blind_index, data_key, seal
from portal.households.models import CareCategory, Establishment, Household, Resident, household_care, resident_care
from portal.visits.models import Visit
from seeds.demo import town
from seeds.demo.town import GridPlan

if TYPE_CHECKING:
    from portal.demo.loading import Demo

SEED = 7
_TOLD = 12
"""Households of one grid that issues may be about."""

_HOUSEHOLD: Table = Household.__table__
_RESIDENT: Table = Resident.__table__
_VISIT: Table = Visit.__table__
_ESTABLISHMENT: Table = Establishment.__table__


def load_homes(session: Session, demo: Demo, say: Say) -> str:
    """Everything that belongs to households and shops; how many and how fast, in a sentence."""
    care = {category.code: category.id for category in session.scalars(select(CareCategory))}
    loader = _Loader(
        Bulk(session, [_HOUSEHOLD, _RESIDENT, resident_care, household_care, _VISIT, _ESTABLISHMENT]), demo, care
    )
    progress = Progress(say, demo.planned)
    for plan in demo.plans:
        if plan.visits:
            progress.count(*loader.load(plan))
    loader.bulk.finish()
    return progress.summary()


class _Loader:
    """Turns made-up records into rows."""

    def __init__(self, bulk: Bulk, demo: Demo, care: dict[str, int]) -> None:
        self.bulk, self._demo, self._care, self._key = bulk, demo, care, data_key()
        self._words = town.Vocabulary.of(demo.profile, demo.today)

    def load(self, plan: GridPlan) -> tuple[int, int]:
        """One grid; (households, residents)."""
        shape, today = self._demo.shapes[plan.code], self._demo.today
        homes = list(town.make_households(plan, shape, self._words, seed=SEED, today=today))
        residents = 0
        for home in homes:
            household = self._household(home)
            self._demo.households[home.code] = household
            for person in home.residents:
                self._resident(household, person)
            residents += len(home.residents)
        self._visits(homes)
        self._establishments(plan)
        self.bulk.flush()
        self._forget(homes)
        return len(homes), residents

    def _household(self, home: town.DemoHousehold) -> int:
        identity = self.bulk.add(
            _HOUSEHOLD, grid_id=self._demo.grids[home.grid_code], code=f"{home.order:04d}", head_name=home.head,
            address=home.address, phone=home.phone, kind=home.kind, walking_order=home.order, lon=home.lon, lat=home.lat,
            extra=_text(home.extra),
        )  # fmt: skip
        for code in dict.fromkeys(home.care):
            self.bulk.add(household_care, household_id=identity, care_category_id=self._care[code])
        return identity

    def _resident(self, household: int, person: town.DemoResident) -> None:
        identity = self.bulk.add(
            _RESIDENT, household_id=household, name=person.name, sex=person.sex, ethnicity=person.ethnicity,
            relation=person.relation, birth_date=person.birth_date.isoformat(), phone=person.phone,
            id_number=seal(person.id_number, "resident.id_number", self._key),
            id_number_index=blind_index(person.id_number, "resident.id_number", self._key), extra=_text(person.extra),
        )  # fmt: skip
        for code in dict.fromkeys(person.care):
            self.bulk.add(resident_care, resident_id=identity, care_category_id=self._care[code])

    def _visits(self, homes: list[town.DemoHousehold]) -> None:
        demo = self._demo
        for visit in town.make_visits(homes, demo.teams, seed=SEED, today=demo.today):
            self.bulk.add(
                _VISIT, household_id=demo.households[visit.household_code], member_id=demo.members[visit.member_key],
                visited_on=visit.at.date().isoformat(), way=visit.way, note=visit.note, satisfaction=visit.satisfaction,
                plan_version_id=demo.version_id,
            )  # fmt: skip

    def _establishments(self, plan: GridPlan) -> None:
        for place in town.make_establishments(plan, self._demo.shapes[plan.code], self._words, seed=SEED):
            self.bulk.add(
                _ESTABLISHMENT, grid_id=self._demo.grids[plan.code], name=place.name, kind=place.kind, address=place.address,
                contact_name=place.contact, phone=place.phone, lon=place.lon, lat=place.lat, extra=_text(place.extra),
            )  # fmt: skip

    def _forget(self, homes: list[town.DemoHousehold]) -> None:
        """Keep some of the households for issues, and let go of the others."""
        kept = homes[:: max(1, len(homes) // _TOLD)]
        self._demo.told |= {home.code: home for home in kept}
        for home in homes:
            if home.code not in self._demo.told:
                del self._demo.households[home.code]


_encode = json.JSONEncoder(ensure_ascii=False).encode


def _text(extra: dict[str, town.Value]) -> str:
    return _encode(extra) if extra else "{}"
