"""Who is to be met: for every object of a campaign the rows of the register that it takes in, as one SELECT.

Nobody is due in a vacant home unless the object names that kind. A category given to a whole household makes its head due.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    String,
    and_,
    cast,
    false,
    literal,
    null,
    or_,
    select,
    true,
    union,
)

from portal.campaigns.models import VisitTask
from portal.campaigns.rules import TaskState
from portal.grids.models import Grid
from portal.households.models import CareCategory, Establishment, Household, Resident, household_care, resident_care
from portal.households.rules import HouseholdKind, Relation
from seeds.sections.campaigns import Campaign as Section
from seeds.sections.campaigns import VisitObject

_home: Any = Household.__table__
_person: Any = Resident.__table__
_unit: Any = Establishment.__table__
_grid: Any = Grid.__table__
_care: Any = CareCategory.__table__
_task: Any = VisitTask.__table__
_LETTERS = {"household": "h", "resident": "r", "establishment": "e"}
"""What the subject of a task begins with."""


@dataclass(frozen=True)
class Homes:
    """Which homes are looked at: all, or only these households and establishments."""

    households: Sequence[int] | None = None
    establishments: Sequence[int] | None = None

    @property
    def everywhere(self) -> bool:
        """Whether all are meant."""
        return self.households is None and self.establishments is None

    def on(self, household: ColumnElement[int], establishment: ColumnElement[int]) -> ColumnElement[bool]:
        """As a condition on a row that names one of both."""
        if self.everywhere:
            return true()
        given = ((household, self.households), (establishment, self.establishments))
        return or_(false(), *(column.in_(ids) for column, ids in given if ids))


@dataclass(frozen=True)
class Area:
    """The part of the register that a campaign is about: the grids below a path, and for tasks already made its id."""

    path: str
    campaign_id: int | None = None
    homes: Homes = Homes()


def due_of(area: Area, section: Section, wanted: VisitObject) -> Select[Any]:
    """(object, subject, household_id, resident_id, establishment_id, grid_id) of everybody who fits an object; of one that is chosen
    all who may be picked by hand."""
    make = {"household": _households, "resident": _residents, "establishment": _units}[wanted.subject]
    found = make(area, wanted)
    return found.where(_not_taken_in(area, section, wanted)) if wanted.remaining else found


def _households(area: Area, wanted: VisitObject) -> Select[Any]:
    found = _row(wanted, _home.c.id, _home.c.grid_id, household_id=_home.c.id).join(
        _grid, _grid.c.id == _home.c.grid_id
    )
    found = found.where(
        _inside(area), _lived_in(wanted), _only(area.homes.everywhere, _home.c.id, area.homes.households)
    )
    return found.where(_home.c.id.in_(_cared_homes(area.homes, wanted.care))) if wanted.care else found


def _residents(area: Area, wanted: VisitObject) -> Select[Any]:
    found = (
        _row(wanted, _person.c.id, _home.c.grid_id, household_id=_home.c.id, resident_id=_person.c.id)
        .join(_home, _home.c.id == _person.c.household_id)
        .join(_grid, _grid.c.id == _home.c.grid_id)
        .where(_inside(area), _lived_in(wanted), _only(area.homes.everywhere, _home.c.id, area.homes.households))
    )
    return found.where(_person.c.id.in_(_cared_people(area.homes, wanted.care))) if wanted.care else found


def _units(area: Area, wanted: VisitObject) -> Select[Any]:
    found = _row(wanted, _unit.c.id, _unit.c.grid_id, establishment_id=_unit.c.id).join(
        _grid, _grid.c.id == _unit.c.grid_id
    )
    kinds = _unit.c.kind.in_(wanted.kinds) if wanted.kinds else true()
    return found.where(_inside(area), kinds, _only(area.homes.everywhere, _unit.c.id, area.homes.establishments))  # fmt: skip


def _row(wanted: VisitObject, identity: Any, grid: Any, **given: Any) -> Select[Any]:
    """One row a subject; `given`: which of its three ids it has, the others are NULL."""
    none = cast(null(), Integer)
    return select(
        literal(wanted.key).label("object"),
        literal(_LETTERS[wanted.subject]).concat(cast(identity, String(15))).label("subject"),
        *(given.get(name, none).label(name) for name in ("household_id", "resident_id", "establishment_id")),
        grid.label("grid_id"),
    ).select_from(identity.table)


def _inside(area: Area) -> ColumnElement[bool]:
    found: ColumnElement[bool] = _grid.c.path.startswith(area.path, autoescape=True)
    return found


def _only(everywhere: bool, column: Any, ids: Sequence[int] | None) -> ColumnElement[bool]:
    if everywhere:
        return true()
    found: ColumnElement[bool] = column.in_(ids or ())
    return found


def _lived_in(wanted: VisitObject) -> ColumnElement[bool]:
    found: ColumnElement[bool] = (
        _home.c.kind.in_(wanted.kinds) if wanted.kinds else _home.c.kind != HouseholdKind.VACANT
    )
    return found


def _cared_homes(homes: Homes, codes: Sequence[str]) -> CompoundSelect[Any]:
    """Households with one of these categories, and those in which somebody has one."""
    own = _given(household_care, codes, household_care.c.household_id)
    return union(
        _people(homes, codes, _person.c.household_id),
        own.where(_only(homes.everywhere, household_care.c.household_id, homes.households)),
    )


def _cared_people(homes: Homes, codes: Sequence[str]) -> CompoundSelect[Any]:
    """Residents with one of these categories, and the heads of households that have one."""
    heads = _given(household_care, codes, _person.c.id).join(
        _person, _person.c.household_id == household_care.c.household_id
    )
    here = _only(homes.everywhere, _person.c.household_id, homes.households)
    return union(_people(homes, codes, _person.c.id), heads.where(_person.c.relation == Relation.HEAD, here))


def _people(homes: Homes, codes: Sequence[str], what: Any) -> Select[Any]:
    found = _given(resident_care, codes, what).join(_person, _person.c.id == resident_care.c.resident_id)
    return found.where(_only(homes.everywhere, _person.c.household_id, homes.households))


def _given(table: Any, codes: Sequence[str], what: Any) -> Select[Any]:
    """Rows of a table of pairs with one of these categories."""
    found = select(what).select_from(table).join(_care, _care.c.id == table.c.care_category_id)
    return found.where(_care.c.code.in_(list(codes))).correlate(None)


def _not_taken_in(area: Area, section: Section, wanted: VisitObject) -> ColumnElement[bool]:
    """No other object takes it in; a household is taken in when one of its residents is. Of those picked by hand, who was picked."""
    mine = {"household": _home.c.id, "resident": _person.c.id, "establishment": _unit.c.id}[wanted.subject]
    subjects = {"household": {"household", "resident"}}.get(wanted.subject, {wanted.subject})
    others = [each for each in section.objects if each.subject in subjects and not each.remaining]
    taken: list[Any] = [
        due_of(area, section, each).with_only_columns(mine).correlate(None) for each in others if not each.chosen
    ]
    picked = [each.key for each in others if each.chosen]
    if picked and area.campaign_id is not None:
        running = (_task.c.campaign_id == area.campaign_id, _task.c.state != TaskState.LEFT)
        theirs = _task.c[f"{wanted.subject}_id"]
        taken.append(select(theirs).where(*running, _task.c.object.in_(picked), theirs.is_not(None)))
    return and_(true(), *(mine.not_in(each) for each in taken))
