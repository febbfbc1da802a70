"""Maps of grids for paper: their parts with borders, houses, units and the progress of a campaign."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from shapely import MultiPolygon, Point
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import ShapeError
from geo.sheet_map import Area, Outline, SheetMap, Spot, draw
from portal.campaigns.shown import campaign_shown
from portal.figures.campaign_progress import progress_by_grid
from portal.foundation.errors import Refusal
from portal.grids.models import Grid, GridLevel
from portal.grids.rules import GridStatus
from portal.households.models import Establishment, Household
from portal.printing.rules import short_name, whole_percent
from reports.grid_maps import BOARD_MAP, Frame
from reports.notices import Drawing

UNITS = {
    "schools": ("学校", ("school", "kindergarten")),
    "hospitals": ("医院、卫生室", ("hospital", "clinic")),
    "enterprises": ("企业", ("enterprise", "workshop", "farm", "site")),
}
"""What a map may show of units: words of the legend, keys of the kinds."""
PROGRESS_BANDS = (0, 25, 50, 75, 99, 100)
"""Upper bounds of the classes of progress in percent, the same on every map so that two can be laid side by side."""
_UNSCOPED = {"unscoped": True}


class Part(NamedTuple):
    """A grid on the map."""

    id: int
    name: str
    path: str
    shape: MultiPolygon
    visited: bool


def parts_of(session: Session, grid: Grid) -> list[Part]:
    """The grids right below that have a boundary, else the grid itself when it has one."""
    below = _drawn(session, Grid.parent_id == grid.id)
    return below or _drawn(session, Grid.id == grid.id)


def grid_map(session: Session, grid: Grid, shows: Collection[str], frame: Frame) -> Drawing:
    """The map of a grid with its parts. Raises `Refusal` without a boundary, and when the legend leaves no room."""
    return _drawing(grid, _page(session, grid, shows), frame)


def counted_map(session: Session, grid: Grid, paths: Collection[str], what: str, unit: str, frame: Frame) -> Drawing:
    """The map of a grid, its parts coloured by how many of these paths lie in each. `what`, `unit`: the words of the legend. Raises
    as `grid_map`."""
    areas = [
        Area(part.name, part.shape, value=sum(path.startswith(part.path) for path in paths))
        for part in parts_of(session, grid)
    ]
    return _drawing(grid, replace(_page(session, grid, ()), areas=areas, value_label=what, unit=unit), frame)


def board_map(session: Session, grid: Grid) -> Drawing | None:
    """The small map of a board: the grid among its neighbours; None when it has no boundary."""
    near = _drawn(session, Grid.parent_id == grid.parent_id) if grid.parent_id else _drawn(session, Grid.id == grid.id)
    if grid.id not in {part.id for part in near}:
        return None
    areas = [Area(part.name, part.shape, "own" if part.id == grid.id else "near") for part in near]
    spots = [spot for what in ("schools", "hospitals") for spot in _units(session, what, grid.path)]
    meanings = {"own": "本网格", "near": "相邻网格"} | {what: UNITS[what][0] for what in UNITS}
    return Drawing(draw(SheetMap(areas, spots=spots, meanings=meanings), *BOARD_MAP), "本网格的位置")


def _drawing(grid: Grid, page: SheetMap, frame: Frame) -> Drawing:
    try:
        return Drawing(draw(page, *frame), f"{short_name(grid.full_name)}网格图")
    except ShapeError as error:
        raise Refusal(f"{short_name(grid.full_name)}：{error}") from error


def _page(session: Session, grid: Grid, shows: Collection[str]) -> SheetMap:
    parts = parts_of(session, grid)
    values = _progress(session, grid, parts) if "progress" in shows else {}
    areas = [Area(part.name, part.shape, value=values.get(part.id)) for part in parts]
    outlines = [Outline(part.shape, "outer") for part in _drawn(session, Grid.id == grid.id)]
    spots = [spot for what in UNITS if what in shows for spot in _units(session, what, grid.path)]
    if "houses" in shows:
        spots += [Spot(place, "house") for place in _homes(session, grid.path)]
    meanings = {"outer": f"{grid.level.name}界", "house": "住户房屋"} | {what: UNITS[what][0] for what in UNITS}
    label = "走访进度" if "progress" in shows else ""
    return SheetMap(areas, outlines, (), spots, meanings, label, "%" if label else "", PROGRESS_BANDS if values else ())


def _drawn(session: Session, condition: Any) -> list[Part]:
    statement = (
        select(Grid.id, Grid.name, Grid.path, Grid.boundary, GridLevel.visits)
        .join(Grid.level)
        .where(condition, Grid.boundary.is_not(None), Grid.status == GridStatus.ACTIVE)
    )
    rows = session.execute(statement.order_by(Grid.code), execution_options=_UNSCOPED)
    return [Part(pk, name, path, shape, visits) for pk, name, path, shape, visits in rows if shape is not None]


def _progress(session: Session, grid: Grid, parts: Sequence[Part]) -> dict[int, float | None]:
    """Percent of a campaign's objects met, by grid; those without a task have no data."""
    campaign = campaign_shown(session, grid.path, running=True)
    if campaign is None:
        return {}
    inside = select(Grid.id, Grid.path).where(Grid.status == GridStatus.ACTIVE)
    paths = {pk: path for pk, path in session.execute(inside) if any(path.startswith(part.path) for part in parts)}
    rates = progress_by_grid(session, paths, campaign)
    found = {part.id: rates[part.id] for part in parts if part.id in rates}
    return {pk: whole_percent(rate.numerator, rate.denominator) for pk, rate in found.items()}


def _units(session: Session, what: str, path: str) -> list[Spot]:
    kinds = UNITS[what][1]
    statement = (
        select(Establishment.name, Establishment.location).join(Establishment.grid)
        .where(Grid.path.startswith(path, autoescape=True), Establishment.kind.in_(kinds), Establishment.location.is_not(None))
        .order_by(Establishment.id)
    )  # fmt: skip
    return [Spot(place, what, name) for name, place in session.execute(statement) if place is not None]


def _homes(session: Session, path: str) -> list[Point]:
    statement = select(Household.location).join(Household.grid).where(Grid.path.startswith(path, autoescape=True))
    return [place for place in session.scalars(statement.where(Household.location.is_not(None))) if place is not None]
