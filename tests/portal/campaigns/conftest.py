"""A profile with one campaign for the small world, and that campaign opened in June 2026."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.campaigns import services
from portal.campaigns.models import Campaign
from portal.grids.models import Grid
from tests.fixtures.profiles import put_in_force
from tests.fixtures.world import World

JUNE = {
    "key": "june",
    "name": "六月走访",
    "starts_on": "2024-06-01",
    "ends_on": "2024-06-30",
    "phases": [
        {"key": "begin", "name": "动员", "starts_on": "2024-06-01", "ends_on": "2024-06-02", "tasks": ["开会"]},
        {"key": "visit", "name": "走访", "starts_on": "2024-06-03", "ends_on": "2024-06-30"},
    ],
    "objects": [
        {"key": "picked", "name": "重点人员", "subject": "resident", "care": ["petitioner", "released"], "chosen": True},
        {"key": "cared", "name": "需要关爱的居民", "subject": "resident", "care": ["released"], "visited_by": ["head"]},
        {"key": "homes", "name": "其余住户", "subject": "household", "remaining": True},
        {"key": "shops", "name": "商铺", "subject": "establishment", "kinds": ["shop"]},
    ],
    "samples": [
        {"key": "review", "name": "讲评抽取", "of": "visitors", "number": 2, "per": "week"},
        {"key": "check", "name": "走访抽查", "of": "visits", "percent": 5, "per": "month"},
    ],
}  # fmt: skip


def in_force(session: Session, **changes: Any) -> None:
    """Put the campaign in force, with some of it written otherwise."""
    put_in_force(session, campaigns=[{**JUNE, **changes}], tables=[], rates=[])


def opened(session: Session, world: World, grid: str = "town") -> Campaign:
    """The campaign, opened for the whole of June."""
    where = session.get_one(Grid, world.grids[grid])
    return services.open_campaign(session, "june", where, dt.date(2026, 6, 1), dt.date(2026, 6, 30), "周中心")


@pytest.fixture
def campaign(session: Session, world: World) -> Campaign:
    """The campaign of `JUNE` in the whole town: each first household holds somebody cared for, the others are the rest."""
    in_force(session)
    return opened(session, world)
