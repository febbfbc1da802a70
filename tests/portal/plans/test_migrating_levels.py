"""Levels under a newer version: renamed and added freely, removed while no grid stands on them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.grids.models import GridLevel
from tests.portal.plans.profiles import applied, blocked


@pytest.fixture
def town(session: Session) -> Session:
    """The world under 龙城镇's profile."""
    applied(session)
    return session


def test_levels_are_renamed_and_added_freely_and_removed_while_empty(town: Session) -> None:
    def add(data: dict[str, Any]) -> None:
        data["levels"][2]["short"] = "基本网格"
        data["levels"].append({"rank": 4, "key": "cell", "name": "微网格", "short": "微网格"})

    applied(town, add)
    assert [level.name for level in town.scalars(select(GridLevel).order_by(GridLevel.rank))] == [
        "镇",
        "村（社区）",
        "基本网格",
        "微网格",
    ]
    applied(town)
    assert [level.key for level in town.scalars(select(GridLevel).order_by(GridLevel.rank))] == [
        "town",
        "village",
        "grid",
    ]


def test_a_level_put_between_two_others_moves_those_below(town: Session) -> None:
    def between(data: dict[str, Any]) -> None:
        data["levels"].insert(2, {"rank": 3, "key": "area", "name": "片区", "short": "片区"})
        data["levels"][3]["rank"] = 4

    applied(town, between)
    assert [level.key for level in town.scalars(select(GridLevel).order_by(GridLevel.rank))] == [
        "town",
        "village",
        "area",
        "grid",
    ]


def test_a_level_with_grids_is_not_removed(town: Session) -> None:
    def cut(data: dict[str, Any]) -> None:
        del data["levels"][1]
        data["levels"][1]["rank"] = 2
        data["roles"] = [each for each in data["roles"] if each["level"] != "village"]
        data["assessment_schemes"] = [{**each, "signers": []} for each in data["assessment_schemes"]]
        data["code_scheme"] = {"kind": "none"}

    (obstacle,) = blocked(town, cut).obstacles
    assert "层级“村（社区）”" in obstacle.sentence
    assert [each.name for each in obstacle.rows] == ["试验镇/西村", "试验镇/东村"]
