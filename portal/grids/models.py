"""The one tree of towns, villages, grids and cells, and the levels it may have."""

from __future__ import annotations

import datetime as dt

from flask_appbuilder import Model
from shapely import MultiPolygon
from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.foundation.choices import one_of
from portal.foundation.extra import WithExtra
from portal.foundation.geometry import Boundary
from portal.grids.rules import USUAL_KIND, GridStatus


class GridLevel(Model):
    """A level of the tree, from the profile: 1 is the widest."""

    __tablename__ = "grid_level"

    id: Mapped[int] = mapped_column(primary_key=True)
    rank: Mapped[int] = mapped_column(unique=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(32), unique=True)
    visits: Mapped[bool] = mapped_column(default=False)
    """Whether members visit households at this level."""

    def __str__(self) -> str:
        return self.name


class Grid(WithExtra, Model):
    """A node of the tree. `path` (`/1/12/57/`) and `full_name` are derived; see `portal.grids.tree`."""

    __tablename__ = "grid"
    __table_args__ = (
        CheckConstraint(one_of(GridStatus, "status"), name="grid_status"),
        CheckConstraint("length(trim(name)) > 0", name="grid_name"),
        CheckConstraint("length(trim(code)) > 0", name="grid_code"),
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", name="grid_period"),
        CheckConstraint("parent_id IS NULL OR parent_id <> id", name="grid_not_own_parent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("grid.id", ondelete="RESTRICT"), index=True)
    level_id: Mapped[int] = mapped_column(ForeignKey("grid_level.id"))
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(32), default=USUAL_KIND)
    """Key of the profile's kinds."""
    status: Mapped[str] = mapped_column(String(16), default=GridStatus.ACTIVE)
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    boundary: Mapped[MultiPolygon | None] = mapped_column(Boundary, deferred=True)
    remark: Mapped[str | None] = mapped_column(String(500))
    path: Mapped[str] = mapped_column(String(120), default="", index=True)
    full_name: Mapped[str] = mapped_column(String(255), default="")

    level: Mapped[GridLevel] = relationship(lazy="joined")
    parent: Mapped[Grid | None] = relationship(remote_side=[id], back_populates="children")
    children: Mapped[list[Grid]] = relationship(back_populates="parent", order_by="Grid.code")

    def __str__(self) -> str:
        return self.full_name or self.name
