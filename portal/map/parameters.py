"""What may be asked of the map, read from the address. Nonsense raises `BadParameter` (400)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from flask import request

from portal.foundation.errors import BadParameter

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


@dataclass(frozen=True)
class Wish:
    """What part of the map is asked for; None: no limit.

    `level`: rank of the level. `grid`: this grid and all below. `box`: points inside. `parent`, `near`: for drawing, the
    grid and what lies in it, or what lies around that grid, with exact boundaries. `campaign`: whose progress is shown.
    """

    level: int | None = None
    grid: int | None = None
    box: Box | None = None
    parent: int | None = None
    near: int | None = None
    campaign: int | None = None


def wish() -> Wish:
    """The wish of this request."""
    return Wish(
        level=_whole("level", "层级", 99),
        grid=_whole("grid", "网格编号"),
        box=_box(),
        parent=_whole("parent", "上级网格编号"),
        near=_whole("near", "网格编号"),
        campaign=_whole("campaign", "走访活动编号"),
    )


def _whole(name: str, label: str, highest: int = 999_999_999) -> int | None:
    text = request.args.get(name)
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= highest:
        raise BadParameter(f"{label}应为 1 到 {highest} 的整数")
    return int(text)


def _box() -> Box | None:
    text = request.args.get("bbox")
    if text is None:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise BadParameter("地图范围应为西、南、东、北四个经纬度，用逗号隔开") from error
    inside = all(
        math.isfinite(edge) and abs(edge) <= limit
        for edge, limit in ((west, 180), (east, 180), (south, 90), (north, 90))
    )
    if not inside or west >= east or south >= north:
        raise BadParameter("地图范围不对：经度在 -180 到 180、纬度在 -90 到 90 之间，西小于东，南小于北")
    return west, south, east, north
