"""What households, residents and establishments do when a profile comes into force: care categories, kinds, fields of a town's own.

Homes are named by grid and number: who applies profiles is not one of those who may know the people.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.grids.models import Grid
from portal.households.models import CareCategory, Establishment, Household, Resident, household_care, resident_care
from portal.plans.extras import ExtraFollower
from portal.plans.following import Follower, Obstacle
from portal.plans.keys import KeysFollower
from portal.plans.rows import RowsFollower
from portal.plans.shifts import Entry
from portal.plans.uses import Use
from seeds.schema import Profile

_grid = Grid.__table__
_household = Household.__table__
_resident = Resident.__table__
_establishment = Establishment.__table__

_HOMES = _household.join(_grid, _grid.c.id == _household.c.grid_id)
_PEOPLE = _resident.join(_household, _household.c.id == _resident.c.household_id).join(
    _grid, _grid.c.id == _household.c.grid_id
)
_CARED_FOR = resident_care.join(_resident, _resident.c.id == resident_care.c.resident_id).join(
    _household, _household.c.id == _resident.c.household_id
).join(_grid, _grid.c.id == _household.c.grid_id)  # fmt: skip
_HOMES_CARED_FOR = household_care.join(_household, _household.c.id == household_care.c.household_id).join(
    _grid, _grid.c.id == _household.c.grid_id
)
_UNITS = _establishment.join(_grid, _grid.c.id == _establishment.c.grid_id)
_HOME = _grid.c.full_name + " " + _household.c.code + " 号"
_UNIT = _grid.c.full_name + " " + _establishment.c.name

_GIVEN = Use(
    "名居民", resident_care.c.care_category_id, _CARED_FOR, "ResidentView", _resident.c.id, _HOME, pair=resident_care.c.resident_id
)  # fmt: skip
_GIVEN_SOMEWHERE = Use(
    "名居民", resident_care.c.care_category_id, _CARED_FOR, "GridView", _grid.c.id, _grid.c.full_name, pair=resident_care.c.resident_id
)  # fmt: skip
_GIVEN_TO_HOMES = Use(
    "户", household_care.c.care_category_id, _HOMES_CARED_FOR, "HouseholdView", _household.c.id, _HOME, pair=household_care.c.household_id
)  # fmt: skip
_HOMES_SOMEWHERE = Use(
    "户", household_care.c.care_category_id, _HOMES_CARED_FOR, "GridView", _grid.c.id, _grid.c.full_name, pair=household_care.c.household_id
)  # fmt: skip
"""Of a sensitive category only the grids are named: a house number would give the person away."""
_MEANT_FOR: dict[str, tuple[Use, str]] = {"person": (_GIVEN_TO_HOMES, "居民"), "household": (_GIVEN, "住户")}
"""Whom a category is for -> what it must not be given to any more, and where it is to be given instead."""


def _care(profile: Profile) -> list[Entry]:
    groups = {group.key: group.name for group in profile.care_groups}
    return [
        Entry(each.code, each.name, each.was, each.retired, (("group", groups[each.group]), ("sensitive", each.sensitive), ("applies_to", each.applies_to)))
        for each in profile.care_categories
    ]  # fmt: skip


class CareFollower(RowsFollower):
    """Care categories; what stands in the way of a sensitive one is named by grid."""

    def warnings(self, session: Session, old: Profile | None, new: Profile) -> list[Obstacle]:
        """Categories that are meant for homes from now on and stay with people who have them, and the other way round."""
        rows = self._rows(session)
        found = []
        for each in self.entries(new):
            use, place = _MEANT_FOR[dict(each.values)["applies_to"]]
            count = use.counts(session).get(rows[each.key].id, 0) if each.key in rows else 0
            if count:
                found.append(
                    Obstacle(f"关爱类别“{each.name}”登记在{place}上，已有的 {count} {use.noun}照旧保留，请逐个改登")
                )
        return found

    def obstacles(self, session: Session, old: Profile | None, new: Profile) -> list[Obstacle]:
        """Residents and homes in categories that the new profile no longer has."""
        rows, gone = self._rows(session), self._shift(old, new).removed
        hidden = {name: rows[key].id for key, name in gone.items() if key in rows and rows[key].sensitive}
        found = []
        for each in super().obstacles(session, old, new):
            identity = next((identity for name, identity in hidden.items() if f"“{name}”" in each.sentence), None)
            use = _GIVEN_SOMEWHERE if f" {_GIVEN_SOMEWHERE.noun}在用" in each.sentence else _HOMES_SOMEWHERE
            shown = each.rows if identity is None else use.first(session, identity)
            found.append(Obstacle(each.sentence, shown, each.total, each.remedy))
        return found


def _kinds(profile: Profile) -> list[Entry]:
    return [Entry(each.key, each.name, each.was, each.retired) for each in profile.establishment_kinds]


KINDS = KeysFollower(
    "单位类别", _kinds, Use("家单位", _establishment.c.kind, _UNITS, "EstablishmentView", _establishment.c.id, _UNIT), may_retire=True
)  # fmt: skip


def followers() -> tuple[Follower, ...]:
    """In the order in which they follow."""
    return (
        CareFollower("关爱类别", CareCategory, _care, lambda: (_GIVEN, _GIVEN_TO_HOMES)),
        KINDS,
        ExtraFollower("household", "户", "HouseholdView", _HOMES, _HOME),
        ExtraFollower("resident", "名居民", "ResidentView", _PEOPLE, _HOME),
        ExtraFollower("establishment", "家单位", "EstablishmentView", _UNITS, _UNIT),
    )
