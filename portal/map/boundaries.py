"""Boundaries of the visible grids in use, with their figures for the map, or exact and bare for drawing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from geo.features import Feature
from geo.measuring import area_m2
from geo.writing import SHOWN_DIGITS, STORED_DIGITS
from portal.campaigns.models import Campaign
from portal.figures.campaign_progress import progress_by_grid
from portal.grids.models import Grid, GridLevel
from portal.grids.rules import GridStatus
from portal.map.figures import Figures, figures_by_grid, people_by_grid
from portal.map.layers import Layer
from portal.map.parameters import Wish
from portal.map.schemes import classes
from portal.plans.vocabulary import GRID_KINDS
from portal.visits.rules import Rate

TOLERANCE = 0.00003
"""Degrees, about 3 m: less than two pixels at the closest zoom that shows a whole grid."""

_INSCRIBED = 0.0003  # degrees; how well the place of a label is found


def map_layer(session: Session, wish: Wish, day: dt.date, with_people: bool) -> Layer:
    """Boundaries with all figures, each level simplified as one coverage; `with_people` adds who looks after them."""
    rows = session.execute(_within(session, _drawn(), wish)).all()
    paths = dict(session.execute(select(Grid.id, Grid.path)).all())
    figures = figures_by_grid(session, paths, day)
    campaign = campaign_wished(session, wish)
    progress = progress_by_grid(session, paths, campaign) if campaign else {}
    people = people_by_grid(session, [row.id for row in rows], day) if with_people else None
    features, kinds = [], GRID_KINDS.options(retired=True)
    for row, at in zip(rows, _label_places([row.boundary for row in rows]), strict=True):
        told = {"at": at, "area_km2": round(area_m2(row.boundary) / 1e6, 3)}
        told |= {} if people is None else {"people_in_charge": people.get(row.id, [])}
        features.append(
            Feature(
                row.name,
                row.boundary,
                {**_bare(row, kinds), **_numbers(figures[row.id]), **_progress(progress.get(row.id)), **told},
            )
        )
    groups = [list(group) for _, group in groupby(features, lambda feature: feature.properties["level"])]
    beside = {"classes": classes(groups), "undrawn": undrawn(session)}
    return Layer(groups, beside, TOLERANCE)


def drawing_layer(session: Session, wish: Wish) -> Layer:
    """What lies around a grid that is drawn: exact, so that a new border can snap to an old one."""
    rows, kinds = session.execute(_around(session, wish)), GRID_KINDS.options(retired=True)
    return Layer([[Feature(row.name, row.boundary, _bare(row, kinds)) for row in rows]], digits=STORED_DIGITS)


def undrawn(session: Session) -> int:
    """How many visible grids in use have no boundary."""
    missing = select(func.count(Grid.id)).where(Grid.boundary.is_(None), Grid.status == GridStatus.ACTIVE)
    return session.scalar(missing) or 0


def campaign_wished(session: Session, wish: Wish) -> Campaign | None:
    """The campaign whose progress is asked for. Raises `NotFound` when it is out of sight."""
    if wish.campaign is None:
        return None
    found: Campaign | None = session.scalar(select(Campaign).where(Campaign.id == wish.campaign))
    if found is None:
        raise NotFound
    return found


def visible_path(session: Session, grid_id: int) -> str:
    """The path of a grid in scope. Raises `NotFound`."""
    path = session.scalar(select(Grid.path).where(Grid.id == grid_id))
    if path is None:
        raise NotFound
    return path


def _drawn() -> Select[Any]:
    columns: list[Any] = [Grid.id, Grid.parent_id, Grid.code, Grid.name, Grid.full_name, Grid.kind, Grid.boundary]
    return (
        select(*columns, GridLevel.rank, GridLevel.name.label("level_name"))
        .join(GridLevel, Grid.level_id == GridLevel.id)
        .where(Grid.boundary.is_not(None), Grid.status == GridStatus.ACTIVE)
        .order_by(GridLevel.rank, Grid.code)
    )


def _within(session: Session, statement: Select[Any], wish: Wish) -> Select[Any]:
    if wish.level is not None:
        statement = statement.where(GridLevel.rank == wish.level)
    if wish.grid is not None:
        statement = statement.where(Grid.path.startswith(visible_path(session, wish.grid), autoescape=True))
    return statement


def _around(session: Session, wish: Wish) -> Select[Any]:
    if wish.parent is not None:
        visible_path(session, wish.parent)
        return _drawn().where(or_(Grid.id == wish.parent, Grid.parent_id == wish.parent))
    visible_path(session, wish.near or 0)
    parent_id = session.scalar(select(Grid.parent_id).where(Grid.id == wish.near))
    beside = or_(Grid.parent_id == wish.near, Grid.id == parent_id, Grid.parent_id == parent_id)
    return _drawn().where(beside, Grid.id != wish.near)


def _bare(row: Row[Any], kinds: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "id": row.id, "parent": row.parent_id, "code": row.code, "full_name": row.full_name, "level": row.rank,
        "level_name": row.level_name, "kind": row.kind,
        "kind_name": dict(kinds).get(row.kind, row.kind), "usual": row.kind == kinds[0][0],
    }  # fmt: skip


def _numbers(figures: Figures) -> dict[str, Any]:
    rate = figures.visits
    return {
        "households": figures.households, "people": figures.people, "reached": rate.numerator,
        "visit_rate": None if rate.percent is None else float(rate.percent), "visit_text": rate.text,
        "open_issues": figures.open_issues, "overdue_issues": figures.overdue_issues,
    }  # fmt: skip


def _progress(rate: Rate | None) -> dict[str, Any]:
    if rate is None:
        return {}
    return {"progress": None if rate.percent is None else float(rate.percent), "progress_text": rate.text}


def _label_places(shapes: Sequence[shapely.MultiPolygon]) -> list[list[float]]:
    """Longitude and latitude of the widest place inside each shape, for its name."""
    array = np.array([max(shape.geoms, key=lambda part: part.area) for shape in shapes], dtype=object)
    circles = shapely.maximum_inscribed_circle(array, _INSCRIBED)
    centres = shapely.get_coordinates(shapely.get_point(circles, 0))
    return [
        [round(float(longitude), SHOWN_DIGITS), round(float(latitude), SHOWN_DIGITS)] for longitude, latitude in centres
    ]
