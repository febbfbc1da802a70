"""Use cases of households, residents and establishments. They take a session, flush, and never commit."""

from __future__ import annotations

import datetime as dt

from flask_appbuilder import Model
from shapely import Point
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo.coverage import may_contain
from portal.foundation.errors import Refusal, refuse
from portal.foundation.identity import birth_date_of, check_id_number
from portal.foundation.sealed import blind_index, data_key
from portal.grids.models import Grid, GridLevel
from portal.grids.rules import GridStatus
from portal.households.models import Establishment, Household, Resident
from portal.households.rules import Relation, content_problem
from portal.members.rules import identity_problems, sex_of
from portal.plans.current import profile_or_none

_REFERRING = {"visit": "次走访记录", "issue": "件诉求"}


def check_household(session: Session, household: Household) -> None:
    """Number a household and put it at the end of the walk, where that is left open.

    Raises `Refusal` for a grid out of use, and without address or head.
    """
    check_place(session, household)
    problem = content_problem(household.kind, household.head_name, household.address)
    if problem:
        raise Refusal(*problem)
    if not household.code:
        household.code = next_code(session, household.grid)
    if household.walking_order is None or (not household.id and not household.walking_order):
        household.walking_order = last_place(session, household.grid) + 1


def last_place(session: Session, grid: Grid) -> int:
    """The highest place in the walk of this grid; 0 when nobody lives there."""
    return session.scalar(select(func.max(Household.walking_order)).where(Household.grid_id == grid.id)) or 0


def check_place(session: Session, item: Household | Establishment) -> None:
    """Raise `Refusal` when the grid is out of use."""
    if item.grid is not None and item.grid.status == GridStatus.RETIRED:
        raise Refusal(f"“{item.grid.name}”已停用，请选择其他网格", "grid")


def next_code(session: Session, grid: Grid) -> str:
    """The first free number of a household in its grid, at least three digits."""
    taken = set(session.scalars(select(Household.code).where(Household.grid_id == grid.id)))
    number = len(taken) + 1
    while f"{number:03}" in taken:
        number += 1
    return f"{number:03}"


def number_taken(session: Session, grid: Grid, code: str) -> bool:
    """Whether a household of this grid has the number."""
    return bool(
        session.scalar(select(func.count(Household.id)).where(Household.grid_id == grid.id, Household.code == code))
    )


def lies_outside(session: Session, grid: Grid, location: Point | None) -> bool:
    """Whether the point lies outside the boundary of its grid; False when either is not drawn."""
    boundary = session.scalar(select(Grid.boundary).where(Grid.id == grid.id))
    return location is not None and boundary is not None and not may_contain(boundary, location)


def better_level(session: Session, grid: Grid) -> str | None:
    """The name of the level that households belong to, when this grid stands on another; else None."""
    return None if grid.level.visits else session.scalar(select(GridLevel.name).where(GridLevel.visits.is_(True)))


def doubtful_care(session: Session, resident: Resident, day: dt.date) -> list[str]:
    """Care categories that the plan means for people of another age or sex, each as a sentence. They are stored all the same: papers
    may be wrong, and a plan's ages are a rule of thumb."""
    profile = profile_or_none(session)
    if profile is None or resident.birth_date is None:
        return []
    born, meant = resident.birth_date, {each.code: each for each in profile.care_categories}
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    doubtful = [meant[each.code] for each in resident.care if each.code in meant]
    return [
        f"“{each.name}”一般指{each.whom}，{resident.name}现年 {age} 岁，请核对"
        for each in doubtful
        if not each.fits(age, resident.sex or each.sex or "")
    ]


def check_removal(session: Session, household: Household) -> None:
    """Raise `Refusal` while visits or issues tell of this household."""
    remains = []
    for name, noun in _REFERRING.items():
        table = Model.metadata.tables[name]
        count = session.scalar(select(func.count()).select_from(table).where(table.c.household_id == household.id))
        remains += [f"{count} {noun}"] if count else []
    if remains:
        raise Refusal(f"这户还有 {'、'.join(remains)}，不能删除；无人居住的请把类别改为“空户”")


def has_head(session: Session, household: Household) -> bool:
    """Whether somebody is registered as the head of this household."""
    heads = select(Resident.id).where(Resident.household_id == household.id, Resident.relation == Relation.HEAD)
    return session.scalar(heads.limit(1)) is not None


def check_resident(session: Session, resident: Resident) -> None:
    """Make the record agree with its identity number, and index that. Raises `Refusal`."""
    number = resident.id_number
    if not number:
        resident.id_number_index = None
        return
    check_id_number(number)
    resident.birth_date = resident.birth_date or birth_date_of(number)
    resident.sex = resident.sex or sex_of(number)
    refuse(*identity_problems(number, resident.birth_date, resident.sex))
    resident.id_number_index = blind_index(number, "resident.id_number", data_key())
