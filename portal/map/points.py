"""Households and open issues as points. Names go only to those who may list them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import shapely
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from geo.features import Feature
from portal.foundation.clock import now
from portal.grids.models import Grid
from portal.households.models import Establishment, Household
from portal.households.rules import HouseholdKind
from portal.issues.models import Issue
from portal.issues.rules import OPEN_STAGES, Progress, is_overdue
from portal.issues.workflow import ISSUE_STATES, progress_word, workflow_of
from portal.map.boundaries import visible_path
from portal.map.layers import Layer
from portal.map.parameters import Wish
from portal.visits.rules import CONTENT, Satisfaction

MOST = 20_000
"""Points in one answer; with more, the map asks for what it shows."""

NO_NAME = "户主未登记"


def household_layer(session: Session, wish: Wish, named: bool) -> Layer:
    """Households with a position: id, grid, kind; `named` adds the head's name and the address."""
    longitude, latitude = _position(Household)
    columns = [Household.id, Household.grid_id, Household.kind, longitude.label("x"), latitude.label("y")]
    names = [Household.head_name, Household.address, Household.code] if named else []
    statement = select(*columns, *names).where(longitude.is_not(None)).order_by(Household.id)

    def feature(row: Any, at: shapely.Point) -> Feature:
        name = f"{row.head_name or NO_NAME} · {row.address or row.code}" if named else ""
        label = HouseholdKind.label_of(row.kind)
        return Feature(name, at, {"id": row.id, "grid": row.grid_id, "state": row.kind, "state_name": label})

    return _layer(
        session, _narrowed(session, statement, wish, Household.grid_id, longitude, latitude), feature, "户住户"
    )


def issue_layer(session: Session, wish: Wish, named: bool) -> Layer:
    """Open issues at their own place, else at their household's or establishment's; `named` adds number and title."""
    own, home, shop = (_position(model) for model in (Issue, Household, Establishment))
    longitude, latitude = (func.coalesce(*places) for places in zip(own, home, shop, strict=True))
    columns = [
        Issue.id,
        Issue.grid_id,
        Issue.state,
        Issue.stage,
        Issue.satisfaction,
        Issue.due_on,
        Issue.due_at,
        longitude.label("x"),
        latitude.label("y"),
    ]
    moment, names = now(), dict(ISSUE_STATES.options(retired=True, session=session))
    content = {
        each.key: progress_word(session, Progress(each.key, each.stage, Satisfaction.SATISFIED))
        for each in workflow_of(session).states
    }
    statement = (
        select(*columns, *([Issue.number, Issue.title] if named else []))
        .outerjoin(Household, Issue.household_id == Household.id)
        .outerjoin(Establishment, Issue.establishment_id == Establishment.id)
        .where(Issue.stage.in_(OPEN_STAGES), longitude.is_not(None))
        .order_by(Issue.id)
    )

    def feature(row: Any, at: shapely.Point) -> Feature:
        name = (content if row.satisfaction in CONTENT else names).get(row.state)
        properties = {
            "id": row.id, "grid": row.grid_id, "state": row.state, "state_name": name or ISSUE_STATES.label_of(row.state, session),
            "overdue": is_overdue(row.stage, row.due_on, moment, row.due_at),
        }  # fmt: skip
        return Feature(f"{row.number} {row.title}" if named else "", at, properties)

    return _layer(session, _narrowed(session, statement, wish, Issue.grid_id, longitude, latitude), feature, "件诉求")


def _position(model: Any) -> tuple[Any, Any]:
    return func.ST_X(model.location), func.ST_Y(model.location)


def _narrowed(
    session: Session, statement: Select[Any], wish: Wish, grid_id: Any, longitude: Any, latitude: Any
) -> Select[Any]:
    if wish.grid is not None:
        inside = Grid.path.startswith(visible_path(session, wish.grid), autoescape=True)
        statement = statement.where(grid_id.in_(select(Grid.id).where(inside)))
    if wish.box is not None:
        west, south, east, north = wish.box
        statement = statement.where(longitude.between(west, east), latitude.between(south, north))
    return statement


def _layer(
    session: Session, statement: Select[Any], feature: Callable[[Any, shapely.Point], Feature], noun: str
) -> Layer:
    rows = session.execute(statement.limit(MOST + 1)).all()
    complete = len(rows) <= MOST
    message = "" if complete else f"此范围内超过 {MOST} {noun}，只显示其中 {MOST} 个点；放大地图可看到全部"
    places = shapely.points([row.x for row in rows], [row.y for row in rows])
    return Layer(
        [[feature(row, at) for row, at in zip(rows[:MOST], places, strict=False)]],
        {"complete": complete, "message": message},
    )
