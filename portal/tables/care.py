"""Care categories in tables, and objects of campaigns that are made of them. A list is telling in itself: sensitive ones are left
out of conditions and columns unless the person is responsible for the grid, or the plan has them fill in the very ledger that these
categories make up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import and_, false, or_, select
from sqlalchemy.orm import Session

from portal.campaigns.sensitive import sensitive_codes, sensitive_objects
from portal.foundation.clock import today
from portal.grids.models import Grid
from portal.households.models import CareCategory
from portal.members.models import Assignment
from portal.security.scope import in_force, scope_of
from portal.tables.work import Work
from seeds.sections.register import CareCategory as Meant

_grid: Any = Grid.__table__
_post: Any = Assignment.__table__
_OF_PEOPLE = frozenset({"household", "resident"})
"""Subjects whose rows are in care."""


def care_codes(work: Work) -> list[str] | None:
    """The categories that `only` names, or that keep the ledgers it names; None when it names neither. Sensitive ones count only
    for whoever is responsible for every grid of the table, or fills it in there."""
    if not work.arguments("care") and not work.arguments("ledger"):
        return None
    return [each.code for each in _meant(work) if not each.sensitive or _all_open(work)]


def care_told(work: Work, care: Iterable[CareCategory], grid_id: int) -> str:
    """The names of the categories that may stand on paper."""
    open_ = grid_id in work.open_grids
    needed = {each.code for each in _meant(work)} if not open_ and grid_id in filled_grids(work) else set()
    return "、".join(each.name for each in care if open_ or not each.sensitive or each.code in needed)


def objects_told(work: Work) -> list[str]:
    """The objects of the campaign that `object` names. Those that name people of a sensitive category count only for whoever is
    responsible for every grid of the table, or fills it in there."""
    named, hidden = work.arguments("object"), _sensitive_objects(work)
    return [each for each in named if each not in hidden or _all_open(work)]


def tells_sensitive(work: Work) -> bool:
    """Whether the table, for this person, tells who is in a sensitive category, by its rows or in a cell: such a look is logged."""
    people = work.table.subject in _OF_PEOPLE
    needed = people and any(each.sensitive for each in _meant(work))
    if (needed or not _sensitive_objects(work).isdisjoint(work.arguments("object"))) and _all_open(work):
        return True
    told = work.open_grids | (filled_grids(work) if needed else set())
    return people and _has_column(work) and not told.isdisjoint(work.places.seen)


def filled_grids(work: Work) -> set[int]:
    """The grids for which the plan has the person fill in this table: those they hold the role in, with all below; none on the
    command line, since paper wanders."""
    known: set[int] | None = work.remembered.get("filled_grids")
    if known is None:
        scope = scope_of(work.session)
        known = _held(work.session, work, scope.member_id) if scope and scope.member_id else set()
        work.remembered["filled_grids"] = known
    return known


def _held(session: Session, work: Work, member_id: int) -> set[int]:
    role = next((each for each in work.profile.roles if each.key == work.table.filled_by), None)
    if role is None:
        return set()
    acts = or_(_post.c.role == role.key, and_(_post.c.role.is_(None), _post.c.duty == role.acts_as))
    held = (
        select(_grid.c.path)
        .join(_post, _post.c.grid_id == _grid.c.id)
        .where(_post.c.member_id == member_id, acts, in_force(today()))
    )
    paths = list(session.execute(held).scalars())
    below = or_(false(), *(_grid.c.path.startswith(path, autoescape=True) for path in paths))
    return set(session.execute(select(_grid.c.id).where(below)).scalars())


def _meant(work: Work) -> list[Meant]:
    named, ledgers = work.arguments("care"), work.arguments("ledger")
    return [each for each in work.profile.care_categories if each.code in named or each.ledger in ledgers]


def _sensitive_objects(work: Work) -> set[str]:
    """Of the campaign whose tasks count; asked for where the table names objects."""
    if not work.arguments("object") or work.ground.campaign_id is None:
        return set()
    if "sensitive_objects" not in work.remembered:
        found = sensitive_objects(work.session).get(work.ground.campaign_id, [])
        work.remembered["sensitive_objects"] = set(found)
    known: set[str] = work.remembered["sensitive_objects"]
    return known


def _has_column(work: Work) -> bool:
    shown = any(column.source == "care" for column in work.table.columns)
    return shown and bool(sensitive_codes(work.session))


def _all_open(work: Work) -> bool:
    grids = {place.id for place in work.places.rows(None)}
    return bool(grids) and grids <= work.open_grids | filled_grids(work)
