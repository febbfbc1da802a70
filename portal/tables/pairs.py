"""Tables with one row a pair of visitor and area (走访安排)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.campaigns.models import VisitorArea
from portal.grids.models import Grid
from portal.tables import wording
from portal.tables.counting import Sums, sums
from portal.tables.work import Family, Found, Part, Work, found_by


@dataclass(frozen=True)
class PairFact:
    """Who visits which grid, and how much there is to visit. Of several visitors to one grid the first carries the numbers, so
    that nothing is counted twice in the totals."""

    work: Work
    pair: VisitorArea
    first: bool
    counts: dict[str, Sums]

    def number(self, source: str) -> int | None:
        """How many there are in the grid."""
        return self.counts[source].get(self.pair.grid_id, 0) if self.first else None


def find(work: Work, limit: int | None) -> Found:
    """The pairs of the campaign in the ground; none before it is opened."""
    statement = (
        select(VisitorArea)
        .join(VisitorArea.grid)
        .where(work.inside(VisitorArea.grid_id), VisitorArea.campaign_id == (work.ground.campaign_id or 0))
        .order_by(Grid.code, VisitorArea.object, VisitorArea.id)
    )
    seen: set[int] = set()

    def facts(work: Work, pairs: Sequence[VisitorArea]) -> Iterator[PairFact]:
        places = [work.places.by_id[each.grid_id] for each in pairs]
        counts = {source: sums(work, source, "", places) for source in ("households", "establishments", "people")}
        for each in pairs:
            first = each.grid_id not in seen
            seen.add(each.grid_id)
            yield PairFact(work, each, first, counts)

    return found_by(work, statement, limit, facts, [joinedload(VisitorArea.grid), joinedload(VisitorArea.member)])


def _object(fact: PairFact, _: str) -> str | None:
    """For which objects only, where the pair is not for all."""
    sections = [each for each in fact.work.profile.campaigns if each.key == fact.work.table.campaign]
    return next((item.name for each in sections for item in each.objects if item.key == fact.pair.object), None)


PARTS: dict[str, Part] = {
    "village": lambda fact, _: fact.work.places.village_of(fact.pair.grid_id),
    "town": lambda fact, _: fact.work.places.town_of(fact.pair.grid_id),
    "grid": lambda fact, _: fact.pair.grid.name, "code": lambda fact, _: fact.pair.grid.code,
    "visitor_area": lambda fact, _: fact.pair.grid.name,
    "member": lambda fact, _: fact.pair.member.name if fact.pair.member else None,
    "name": lambda fact, _: fact.pair.member.name if fact.pair.member else None,
    "phone": lambda fact, _: fact.pair.member.phone if fact.pair.member else None,
    "households": lambda fact, _: fact.number("households"), "people": lambda fact, _: fact.number("people"),
    "establishments": lambda fact, _: fact.number("establishments"), "remark": _object, "kind": _object,
    "field": lambda fact, key: wording.custom_value(fact.work, {"grid": fact.pair.grid}, key),
}  # fmt: skip

GROUPS = {
    "village": lambda fact: fact.work.places.village_of(fact.pair.grid_id),
    "grid": lambda fact: fact.pair.grid.name,
    "member": lambda fact: fact.pair.member.name if fact.pair.member else "未指定",
}

FAMILY = Family(find, PARTS, GROUPS)
