"""How grids above one's own are called: they are out of sight, but every grid below carries their names in its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.grids.models import Grid

_grid: Any = Grid.__table__


def named(session: Session, items: Sequence[Any], relation: str = "grid") -> dict[int, Any]:
    """{row id: the grid of this relation, its full name alone where it is out of sight, None where there is none}.

    `items`: rows that who is signed in sees, with the column `<relation>_id`.
    """
    ids = {item.id: getattr(item, f"{relation}_id") for item in items if getattr(item, relation) is None}
    rows = select(_grid.c.id, _grid.c.full_name).where(_grid.c.id.in_({each for each in ids.values() if each}))
    names = {row.id: row.full_name for row in session.execute(rows)} if ids else {}
    return {item.id: getattr(item, relation) or names.get(ids[item.id]) for item in items}
