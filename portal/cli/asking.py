"""What commands are asked for by code."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.errors import Refusal
from portal.grids.models import Grid


def grid_coded(session: Session, code: str) -> Grid:
    """The grid with this code. Raises `Refusal`."""
    found: Grid | None = session.scalars(select(Grid).where(Grid.code == code)).one_or_none()
    if found is None:
        raise Refusal(f"没有编码为 {code} 的网格")
    return found
