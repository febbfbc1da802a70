"""The tree of a demo with its boundaries, drawn from the top down."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.division import tile
from portal.demo.bulk import Bulk
from portal.grids.models import Grid, GridLevel
from portal.grids.rules import GridStatus
from seeds.demo import town
from seeds.demo.town import GridPlan

if TYPE_CHECKING:
    from portal.demo.loading import Demo

SEED = 7


def draw(demo: Demo) -> None:
    """Boundaries from the top down: every parent is divided among its children without gap or overlap."""
    below: dict[str | None, list[GridPlan]] = {}
    for plan in demo.plans:
        below.setdefault(plan.parent_code, []).append(plan)
    outline = town.outline_of(demo.profile)
    roots = below[None]
    parts = [outline] if len(roots) == 1 else tile(outline, [root.area_share for root in roots], SEED)
    demo.shapes |= {root.code: part for root, part in zip(roots, parts, strict=True)}
    for plan in demo.plans:
        children = below.get(plan.code, [])
        if len(children) == 1:
            demo.shapes[children[0].code] = demo.shapes[plan.code]
        elif children:
            parts = tile(demo.shapes[plan.code], [child.area_share for child in children], SEED + plan.serial)
            demo.shapes |= {child.code: part for child, part in zip(children, parts, strict=True)}


def load_grids(session: Session, demo: Demo) -> None:
    """All grids with path and full name, parents before children."""
    session.flush()
    levels = {level.rank: level.id for level in session.scalars(select(GridLevel))}
    words = town.Vocabulary.of(demo.profile, demo.today)
    bulk = Bulk(session, [Grid.__table__])
    above: dict[int, tuple[str, str]] = {}
    for identity, plan in enumerate(demo.plans, bulk.following(Grid.__table__)):
        parent = demo.grids[plan.parent_code] if plan.parent_code else None
        path, full_name = above[parent] if parent else ("/", "")
        above[identity] = f"{path}{identity}/", f"{full_name}/{plan.name}" if full_name else plan.name
        demo.grids[plan.code] = identity
        extra = words.grid.draw(Random(f"grid:{SEED}:{plan.code}"), plan.kind)
        bulk.add(
            Grid.__table__, parent_id=parent, level_id=levels[plan.level_rank], code=plan.code, name=plan.name,
            kind=plan.kind, status=GridStatus.ACTIVE.value, valid_from=demo.today.replace(month=1, day=1).isoformat(),
            boundary=demo.shapes[plan.code], remark="；".join(filter(None, (plan.remark, town.BOUNDARIES_ARE_MADE_UP))),
            path=above[identity][0], full_name=above[identity][1], extra=json.dumps(extra, ensure_ascii=False),
        )  # fmt: skip
    bulk.finish()
