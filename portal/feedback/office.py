"""Whom residents may call, and what they may tell of: taken from the profile in force, for the place where they live."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.grids.models import Grid, GridLevel
from portal.issues.models import IssueCategory
from portal.plans.current import profile_or_none
from portal.plans.vocabulary import ISSUE_SOURCES
from seeds.sections.texts import fill_placeholders

_grid, _level = Grid.__table__, GridLevel.__table__
FITTING = ("online", "phone", "counter", "hotline")
"""Keys of sources that name what comes from residents themselves, the most fitting first."""


@dataclass(frozen=True)
class Office:
    """The centre that answers residents."""

    name: str = "网格化服务管理中心"
    phone: str = ""


@dataclass(frozen=True)
class _Step:
    code: str
    name: str
    level: str


def office_for(session: Session, grid: Grid | None = None) -> Office:
    """The office of this grid; without one, of the whole place."""
    plan = profile_or_none(session)
    if plan is None:
        return Office()
    steps = _way_up(session, grid) if grid else []
    texts = plan.texts_for(step.code for step in steps)
    level = plan.place_level("town").key
    town = next((step.name for step in steps if step.level == level), plan.place.name)
    return Office(fill_placeholders(texts.centre, {"town": town}), texts.centre_phone or texts.hotline)


def offered(session: Session, grid: Grid) -> list[IssueCategory]:
    """What residents choose from: the categories in use that hold for their place, each name once."""
    statement = select(IssueCategory).where(IssueCategory.retired.is_(False)).order_by(IssueCategory.id)
    elsewhere = _elsewhere(session, grid)
    found: dict[str, IssueCategory] = {}
    for category in session.scalars(statement):
        if category.code not in elsewhere:
            found.setdefault(category.name, category)
    return list(found.values())


def source_for(session: Session) -> str:
    """The key under which issues of residents are filed."""
    keys = [key for key, _ in ISSUE_SOURCES.options(session=session)]
    return next((key for key in FITTING if key in keys), keys[0])


def _elsewhere(session: Session, grid: Grid) -> set[str]:
    """Codes of categories that the plan names for other places only."""
    plan = profile_or_none(session)
    bounded = [each for each in plan.casework.categories if each.areas] if plan else []
    here: Iterable[str] = [step.code for step in _way_up(session, grid)] if bounded else ()
    return {each.code for each in bounded if not set(each.areas) & set(here)}


def _way_up(session: Session, grid: Grid) -> Sequence[_Step]:
    """The grid and those above it, upwards. Core: who reads this sees none of them."""
    ids = [int(part) for part in grid.path.split("/") if part]
    rows = session.execute(
        select(_grid.c.id, _grid.c.code, _grid.c.name, _level.c.key)
        .join(_level, _level.c.id == _grid.c.level_id)
        .where(_grid.c.id.in_(ids))
    )
    steps = {row.id: _Step(row.code, row.name, row.key) for row in rows}
    return [steps[each] for each in reversed(ids) if each in steps]
