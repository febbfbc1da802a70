"""Counts of single grids, added up along the paths of the tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.figures.axes import Line
from portal.grids.models import Grid


def along(
    session: Session, rows: Sequence[Line], counts: Mapping[int, Sequence[int]], width: int
) -> dict[Line, list[int]]:
    """{row: sums of the `width` numbers of all grids in it}: every grid counts once in each row that stands on its way up."""
    paths = dict(session.execute(select(Grid.id, Grid.path)).all())
    takers: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        for path in row.paths:
            takers[path].append(number)
    sums = [[0] * width for _ in rows]
    for grid_id, numbers in counts.items():
        for taker in {each for path in _way_up(paths.get(grid_id, "")) for each in takers.get(path, ())}:
            sums[taker] = [before + more for before, more in zip(sums[taker], numbers, strict=True)]
    return dict(zip(rows, sums, strict=True))


def _way_up(path: str) -> list[str]:
    """`/1/12/` -> `/1/`, `/1/12/`."""
    parts = path.split("/")[1:-1]
    return ["/" + "/".join(parts[: n + 1]) + "/" for n in range(len(parts))]
