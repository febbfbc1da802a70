"""The check before printing of paper that belongs to grids: which grids an order means, and what is missing for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.foundation.errors import OutOfScope, Refusal
from portal.grids.models import Grid, GridLevel
from portal.grids.rules import GridStatus
from portal.plans.current import profile_in_force
from portal.printing.kinds import Wish
from portal.printing.preview import NOTHING, OUTSIDE, Preview, Problem, grid_above, nothing_left
from portal.printing.rules import PrintKind, paper_title, short_name
from portal.printing.worded import approved_for, notes_on

Gaps = Callable[[Sequence[Grid]], dict[int, list[str]]]
"""What is missing, by grid id; a sentence that begins with `LEFT_OUT` keeps the grid from being printed."""
LEFT_OUT = "不印："


def check_areas(
    session: Session, kind: PrintKind, wish: Wish, pick: Callable[[Grid], Select[tuple[Grid]]], gaps: Gaps
) -> Preview:
    """An order for the grids that `pick` finds below the wished one, or for chosen grids. Raises `OutOfScope`, and `Refusal` when
    nothing is left."""
    grids = _wished(session, wish, pick)
    found = gaps(grids)
    kept = [grid for grid in grids if not any(each.startswith(LEFT_OUT) for each in found.get(grid.id, ()))]
    problems = tuple(_problem(grid, sentence) for grid in grids for sentence in found.get(grid.id, ()))
    if not kept:
        raise nothing_left(problems, "这里没有启用的网格")
    above = session.get(Grid, wish.grid_id) if wish.grid_id else None
    above = above or grid_above(session, [grid.path for grid in kept])
    wording = approved_for(session, kind, above.id)
    return Preview(
        kind, paper_title(short_name(above.full_name), kind.label), above.id, tuple(grid.id for grid in kept), problems,
        notes_on(wording), wording_id=wording.id if wording else None,
    )  # fmt: skip


def itself(grid: Grid) -> Select[tuple[Grid]]:
    """The wished grid alone."""
    return select(Grid).where(Grid.id == grid.id)


def visited(grid: Grid) -> Select[tuple[Grid]]:
    """The grids of the level that is visited, and those of schools and markets, in it and below."""
    inside = (Grid.path.startswith(grid.path, autoescape=True), Grid.status == GridStatus.ACTIVE)
    return select(Grid).join(Grid.level).where(*inside, GridLevel.visits.is_(True)).order_by(Grid.code)


def villages(session: Session) -> Callable[[Grid], Select[tuple[Grid]]]:
    """The villages in it; a grid that lies within a village stands for itself."""
    plan = profile_in_force(session)
    rank = plan.place_level("village").rank

    def pick(grid: Grid) -> Select[tuple[Grid]]:
        if grid.level.rank >= rank:
            return itself(grid)
        inside = (Grid.path.startswith(grid.path, autoescape=True), Grid.status == GridStatus.ACTIVE)
        return select(Grid).join(Grid.level).where(*inside, GridLevel.rank == rank).order_by(Grid.code)

    return pick


def no_text(kind: PrintKind) -> str:
    """Why a grid for which nobody wrote a text is left out."""
    return f"{LEFT_OUT}方案里没有{kind.label}的文字，请先在“印刷文字”中编写并批准"


def _wished(session: Session, wish: Wish, pick: Callable[[Grid], Select[tuple[Grid]]]) -> list[Grid]:
    if wish.grid_id is not None:
        grid = session.get(Grid, wish.grid_id)
        if grid is None:
            raise OutOfScope(OUTSIDE)
        return list(session.scalars(pick(grid)))
    found = list(session.scalars(select(Grid).where(Grid.id.in_(wish.rows)).order_by(Grid.code)))
    if len(found) != len(set(wish.rows)):
        raise OutOfScope(OUTSIDE)
    if not found:
        raise Refusal(f"{NOTHING}：请先选择网格")
    return found


def _problem(grid: Grid, sentence: str) -> Problem:
    out = sentence.startswith(LEFT_OUT)
    return Problem(short_name(grid.full_name), sentence.removeprefix(LEFT_OUT), left_out=out)
