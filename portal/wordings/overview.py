"""Which text of each kind stands where, and what is being written: the head of the list of wordings."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.grids.models import Grid, GridLevel
from portal.plans.current import profile_or_none
from portal.wordings.content import BUILT_IN
from portal.wordings.models import Wording
from portal.wordings.rules import OPEN, WordingKind, WordingState
from portal.wordings.services import wording_for


@dataclass(frozen=True)
class Standing:
    """A kind in an area: whether the plan has a text for it, the version in force, and the one that is open. What neither has
    is printed in the portal's own words, if it has any."""

    kind: WordingKind
    grid: Grid
    planned: bool
    in_force: Wording | None
    opened: Wording | None

    @property
    def words(self) -> str:
        """Whose words stand where no version is in force; nobody's as an empty string."""
        return "方案原文" if self.planned else "门户自带" if self.kind in BUILT_IN else ""


def standing(session: Session) -> list[Standing]:
    """Every kind for the person's whole area, and the areas that have texts of their own."""
    states = (WordingState.APPROVED, *OPEN)
    statement = select(Wording).where(Wording.state.in_(states)).options(selectinload(Wording.grid))
    found: dict[tuple[str, int], dict[bool, Wording]] = {}
    for one in session.scalars(statement.order_by(Wording.version)):
        found.setdefault((one.kind, one.grid_id), {})[one.state in OPEN] = one
    grids = {grid.id: grid for grid in _widest(session)}
    own = {one.grid_id: one.grid for pair in found.values() for one in pair.values() if one.grid is not None}
    areas = [*grids.values(), *sorted((g for pk, g in own.items() if pk not in grids), key=lambda g: g.code)]
    return [
        _standing(session, kind, grid, found.get((kind.value, grid.id), {}))
        for kind in WordingKind
        for grid in areas
        if grid.id in grids or (kind.value, grid.id) in found
    ]


def _widest(session: Session) -> list[Grid]:
    """The grids of the widest level that the person sees."""
    widest = select(Grid).join(Grid.level).where(GridLevel.visits.is_(False)).order_by(GridLevel.rank, Grid.code)
    seen = session.scalars(widest.limit(20)).all()
    return [grid for grid in seen if grid.level_id == seen[0].level_id]


def _standing(session: Session, kind: WordingKind, grid: Grid, pair: dict[bool, Wording]) -> Standing:
    """A village without a text of its own is printed with that of the town."""
    in_force = pair.get(False) or wording_for(session, grid.id, kind)
    return Standing(kind, grid, _planned(session, kind), in_force, pair.get(True))


def _planned(session: Session, kind: WordingKind) -> bool:
    plan = profile_or_none(session)
    return plan is not None and getattr(plan.texts, kind) is not None
