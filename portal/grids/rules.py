"""What may be a grid: pure decisions on plain values."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from shapely import MultiPolygon

from geo import coverage, validity
from portal.foundation.choices import Choice

CODE = re.compile(r"[0-9A-Z]{1,20}")


USUAL_KIND = "ordinary"
"""The kind of a grid before any profile names kinds."""


class Rung(NamedTuple):
    """A level of the tree: rank 1 is the top; `visits`: households belong to it."""

    rank: int
    name: str
    visits: bool


class GridStatus(Choice):
    """A retired grid keeps its history but takes part in nothing new."""

    ACTIVE = "active", "启用"
    RETIRED = "retired", "停用"


def code_problem(code: str) -> str | None:
    """What is wrong with a grid code, or nothing."""
    return None if CODE.fullmatch(code) else f"编码“{code}”只能由数字和大写字母组成，最长 20 位"


def period_problem(start: dt.date | None, end: dt.date | None) -> str | None:
    """What is wrong with a period, or nothing."""
    return f"结束日期 {end} 早于开始日期 {start}" if start and end and end < start else None


def may_be_parent(grid_id: int | None, rank: int, parent_path: str, parent_rank: int) -> str | None:
    """Why this grid cannot hang below that parent, or nothing. Paths read `/1/12/57/`."""
    if grid_id is not None and f"/{grid_id}/" in parent_path:
        return "上级网格不能是自己或自己的下级（会形成循环）"
    if rank <= parent_rank:
        return "网格的层级必须低于上级网格的层级"
    return None


def skipped_level(rungs: Iterable[Rung], rank: int, parent_rank: int) -> str | None:
    """Why a grid of this rank cannot hang directly below that parent, or nothing.

    Where a plan groups its villages (工作区, 片区), a village may well stand below the town itself; the grids that are walked,
    and what lies below them, have a head one level up, and nobody heads what hangs below nothing."""
    ladder = {rung.rank: rung for rung in rungs}
    walked = min((rung.rank for rung in ladder.values() if rung.visits), default=None)
    between = max((each for each in ladder if parent_rank < each < rank), default=None)
    if walked is None or between is None or rank < walked or parent_rank not in ladder:
        return None
    name, proper, above = ladder[rank].name, ladder[between].name, ladder[parent_rank].name
    return f"{name}一级的网格应建在{proper}一级下面，不能直接建在{above}一级下面，请选{proper}一级的网格作上级网格"


def boundary_problems(
    boundary: MultiPolygon,
    parent: tuple[str, MultiPolygon] | None,
    siblings: Mapping[str, MultiPolygon],
    children: Iterable[tuple[str, MultiPolygon]] = (),
) -> list[str]:
    """All that is wrong with a boundary, each as a sentence naming the other shape. Tolerances: see `geo.coverage`."""
    found = list(validity.problems(boundary))
    if found:
        return found
    if parent and not coverage.may_contain(parent[1], boundary):
        found.append(f"边界超出了上级网格“{parent[0]}”的范围")
    found += [
        f"边界与同级网格“{name}”重叠" for name, other in siblings.items() if not coverage.may_neighbour(boundary, other)
    ]
    found += [
        f"下级网格“{name}”落在新边界之外" for name, child in children if not coverage.may_contain(boundary, child)
    ]
    return found
