"""Random draws of recorded visits, visitors or issues, to be verified by people.

Reproducible: rows are ordered by the SHA-256 of `seed:id` and the first ones are taken, so that whoever knows the seed and the
rows can check the draw. Of visitors drawn again and again in one campaign nobody comes twice before all have come.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_appbuilder import Model
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from portal.campaigns.asked import section_of
from portal.campaigns.models import Campaign, Sample, SampleItem, VisitTask
from portal.campaigns.rules import SampleResult, TaskState
from portal.foundation.clock import now
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.households.models import Establishment, Household

SPOT, SPOT_NAME, SPOT_NUMBER = "spot", "随机抽查走访记录", 20
MOST = 500
_grid: Any = Grid.__table__
_task: Any = VisitTask.__table__
_COLUMN = {"visits": "visit_id", "visitors": "member_id", "issues": "issue_id"}


@dataclass(frozen=True)
class Wanted:
    """What to draw: `of` visits, visitors or issues, so many or a percentage of them."""

    key: str
    name: str
    of: str
    number: int | None = None
    percent: float | None = None

    def count(self, population: int) -> int:
        """How many of so many; of any at all, at least one."""
        share = math.ceil(population * self.percent / 100) if self.percent else self.number or SPOT_NUMBER
        return min(population, share)


def wanted_of(session: Session, campaign: Campaign | None, key: str, number: int | None = None) -> Wanted:
    """A draw of the campaign by its key, or `spot`: so many visits at will. Raises `Refusal`."""
    if key == SPOT:
        return Wanted(SPOT, SPOT_NAME, "visits", number or SPOT_NUMBER)
    samples = section_of(session, campaign).samples if campaign is not None else ()
    found = next((each for each in samples if each.key == key), None)
    if found is None:
        raise Refusal("方案没有写明这种抽取", "key")
    return Wanted(found.key, found.name, found.of, found.number, found.percent)


def draw_sample(
    session: Session,
    campaign: Campaign | None,
    wanted: Wanted,
    grid: Grid,
    period: tuple[dt.date, dt.date],
    by: str,
    *,
    seed: str | None = None,
) -> Sample:
    """Draw, store and return. Raises `Refusal` when there is nothing to draw from, or far too much would be drawn."""
    first, last = period
    if last < first:
        raise Refusal("结束日期早于开始日期", "period_to")
    sample = Sample(
        campaign=campaign, key=wanted.key, name=wanted.name, subject=wanted.of, grid=grid, period_from=first, period_to=last,
        seed=seed or secrets.token_hex(8), population=0, newest=0, drawn_at=now(), drawn_by=by,
    )  # fmt: skip
    ids = population(session, sample, grid.path)
    if not ids:
        raise Refusal(f"{first} 至 {last} 在“{grid}”没有可抽取的{NOUNS[wanted.of]}", "period_from")
    sample.population, sample.newest = len(ids), max(ids)
    count = wanted.count(len(ids))
    if count > MOST:
        raise Refusal(f"将抽取 {count} 件，一次最多 {MOST} 件，请缩短期间或缩小范围", "period_from")
    chosen = pick(ids, count, sample.seed, drawn_before(session, sample))
    column = _COLUMN[wanted.of]
    sample.items = [SampleItem(position=place, **{column: identity}) for place, identity in enumerate(chosen, 1)]
    session.add(sample)
    session.flush()
    return sample  # fmt: skip


NOUNS = {"visits": "走访记录", "visitors": "走访人", "issues": "诉求"}


def pick(ids: Iterable[int], count: int, seed: str, before: frozenset[int] = frozenset()) -> list[int]:
    """The first `count` of these ids in the order that the seed gives them, those drawn before last."""
    order = sorted(set(ids), key=lambda each: hashlib.sha256(f"{seed}:{each}".encode()).digest())
    return [*(each for each in order if each not in before), *(each for each in order if each in before)][:count]


def drawn_again(session: Session, sample: Sample) -> list[int]:
    """What the seed draws now from the rows that were there then; equal to what was drawn unless rows were deleted or moved."""
    path = session.execute(select(_grid.c.path).where(_grid.c.id == sample.grid_id)).scalar_one()
    ids = [each for each in population(session, sample, path) if each <= sample.newest]
    return pick(ids, len(sample.items), sample.seed, drawn_before(session, sample))


def not_drawn_again(session: Session, sample: Sample) -> list[int]:
    """The positions on the list that the seed does not draw now: their rows, or others, were moved or dated anew since."""
    again = set(drawn_again(session, sample))
    return [item.position for item in sample.items if getattr(item, _COLUMN[sample.subject]) not in again]


def drawn_before(session: Session, sample: Sample) -> frozenset[int]:
    """Visitors that earlier draws of this kind in the campaign gave since everybody had their turn."""
    if sample.subject != "visitors" or sample.campaign is None:
        return frozenset()
    earlier = select(Sample.id, SampleItem.member_id, Sample.population).join(Sample.items)
    earlier = earlier.where(Sample.campaign_id == sample.campaign.id, Sample.key == sample.key)
    if sample.id is not None:
        earlier = earlier.where(Sample.id < sample.id)
    turn: set[int] = set()
    with session.no_autoflush:
        for _, member_id, everybody in session.execute(earlier.order_by(Sample.id, SampleItem.position)):
            turn.add(member_id or 0)
            if len(turn) >= everybody:
                turn.clear()
    return frozenset(turn)


def population(session: Session, sample: Sample, path: str) -> list[int]:
    """The ids to draw from, in the grids below a path and the days of the sample. Reads tables: the caller sees that grid."""
    inside = select(_grid.c.id).where(_grid.c.path.startswith(path, autoescape=True))
    make = {"visits": _visits, "visitors": _visitors, "issues": _issues}[sample.subject]
    with session.no_autoflush:
        return sorted(session.execute(make(sample, inside)).scalars())


def _visits(sample: Sample, inside: Select[Any]) -> Select[Any]:
    visit, home, unit = (
        Model.metadata.tables[name] for name in ("visit", Household.__tablename__, Establishment.__tablename__)
    )
    there = or_(
        visit.c.household_id.in_(select(home.c.id).where(home.c.grid_id.in_(inside))),
        visit.c.establishment_id.in_(select(unit.c.id).where(unit.c.grid_id.in_(inside))),
    )
    return select(visit.c.id).where(visit.c.visited_on.between(sample.period_from, sample.period_to), there)


def _visitors(sample: Sample, inside: Select[Any]) -> Select[Any]:
    """Of a campaign whoever is to visit there; else whoever did in these days."""
    if sample.campaign is not None:
        mine = (_task.c.campaign_id == sample.campaign.id, _task.c.grid_id.in_(inside), _task.c.state != TaskState.LEFT)
        return select(_task.c.member_id).where(*mine, _task.c.member_id.is_not(None)).distinct()
    visit = Model.metadata.tables["visit"]
    return (
        select(visit.c.member_id)
        .where(visit.c.id.in_(_visits(sample, inside)), visit.c.member_id.is_not(None))
        .distinct()
    )


def _issues(sample: Sample, inside: Select[Any]) -> Select[Any]:
    issue = Model.metadata.tables["issue"]
    until = dt.datetime.combine(sample.period_to, dt.time.max)
    days = issue.c.registered_at.between(dt.datetime.combine(sample.period_from, dt.time.min), until)
    return select(issue.c.id).where(issue.c.grid_id.in_(inside), days)


def check_item(session: Session, item: SampleItem, result: str, note: str | None, by: str) -> None:
    """Write down what verifying a drawn row found. Raises `Refusal`."""
    if result not in {each.value for each in SampleResult}:
        raise Refusal("请选择核实结果", "result")
    if result == SampleResult.DIFFERS and not (note or "").strip():
        raise Refusal("与记录不符的，请写明哪里不符", "note")
    item.result, item.note = result, (note or "").strip()[:500] or None
    item.checked_at, item.checked_by = now(), by
    session.flush()
