"""Moving households to another grid: all of them, or none."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.grids.rules import GridStatus
from portal.households.models import Household
from portal.households.services import last_place, lies_outside, next_code, number_taken


def move_households(session: Session, households: Sequence[Household], target: Grid) -> int:
    """Move them to the end of the walk of `target`, in the order in which they were walked.

    A number that is taken there is replaced by a free one. Returns how many lie outside the boundary of `target`. Raises
    `Refusal` when the grid is out of use, is not one that is visited, or a household is there already.
    """
    _check_target(households, target)
    last = last_place(session, target)
    for place, household in enumerate(sorted(households, key=_walk), last + 1):
        if number_taken(session, target, household.code):
            household.code = next_code(session, target)
        household.grid, household.walking_order = target, place
        session.flush()
    return sum(lies_outside(session, target, household.location) for household in households)


def _walk(household: Household) -> tuple[int, int, int]:
    return household.grid_id, household.walking_order, household.id


def _check_target(households: Sequence[Household], target: Grid) -> None:
    if target.status != GridStatus.ACTIVE:
        raise Refusal(f"“{target.name}”已停用，请选择其他网格", "grid")
    if not target.level.visits:
        raise Refusal(f"“{target.name}”是{target.level.name}，请选择走访用的网格", "grid")
    there = next((each for each in households if each.grid_id == target.id), None)
    if there is not None:
        raise Refusal(f"“{there}”已经在“{target.name}”，请取消勾选或选择其他网格", "grid")
