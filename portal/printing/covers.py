"""The cover of a batch: how many copies each grid gets, and whose data were not complete. A file of its own beside the joined one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.households.models import Household
from portal.printing.again import PRINTED, printed_before
from portal.printing.contacts import Place, places
from portal.printing.finishing import finish_of
from portal.printing.glyphs import LEFT_OUT, drawable
from portal.printing.kinds import kind_of
from portal.printing.models import PrintBatch, PrintChunk, PrintItem
from portal.printing.rules import PrintKind

if TYPE_CHECKING:
    from reports.delivery_papers import Cover, CoverCount, Missing, Repeated

DESIGN = "cover"
MOST_MISSING = 1000
"""So many rows are listed; the page of the batch shows all."""
MOST_CODES = 50
"""So many households of a grid that were printed already are named by their codes."""
_Counted = dict[int, tuple[int, int]]
"""Copies and first place in the pile, by grid id, in delivery order."""


class _Household(NamedTuple):
    """As the report of the check names it; `place` is the village and the grid in one word."""

    place: str
    code: str
    head: str


def cover_name(output: str) -> str:
    """Where the cover of a joined file lies; the name of a part is nobody's cover and stays as it is."""
    return output.replace("/all-", "/cover-")


def has_cover(batch: PrintBatch) -> bool:
    """Whether it goes from door to door: only such paper is counted by grid."""
    return kind_of(batch.kind).subjects == "household"


def cover_of(session: Session, batch: PrintBatch, pages: int) -> Cover:
    """What the cover of a batch of `pages` pages says."""
    from reports.catalogue import load_design
    from reports.delivery_papers import Cover

    counted = _counted(session, batch.id)
    where = places(session, counted, batch.created_at.date())
    said, repeated = _said(batch.missing), printed_before(session, batch)
    sides = 2 if finish_of(batch.options).duplex else 1
    town = next(iter(where.values())).town if where else ""
    area = batch.grid.full_name.removeprefix(f"{town}/").replace("/", "")
    return Cover(
        title=batch.title, number=f"{batch.id:06}", town=town, area=drawable(DESIGN, area), kind=PrintKind.label_of(batch.kind),
        design=load_design(kind_of(batch.kind).design_of(session, batch)).name, ordered_by=drawable(DESIGN, batch.created_by),
        ordered_on=f"{batch.created_at:%Y年%m月%d日 %H:%M}", copies=batch.total, pages=pages, sheets=pages // sides, sides=sides,
        lacking=len(said), counts=tuple(_counts(counted, where, said)), missing=_listed([*_missing(said, counted, where)]),
        reason=drawable(DESIGN, batch.reason or ""), again=sum(map(len, repeated.values())), repeated=tuple(_repeated(repeated, counted, where)),
    )  # fmt: skip


def _counted(session: Session, batch_id: int) -> _Counted:
    """Grids follow one another in delivery order, so that each has one run of the pile."""
    statement = (
        select(Household.grid_id, func.count(), func.min(PrintChunk.position), func.min(PrintItem.position))
        .join(PrintItem, PrintItem.subject_id == Household.id)
        .join(PrintChunk, PrintChunk.id == PrintItem.chunk_id)
        .where(PrintItem.batch_id == batch_id)
        .group_by(Household.grid_id, PrintChunk.id)
        .order_by(func.min(PrintChunk.position), func.min(PrintItem.position))
    )
    found: dict[int, int] = {}
    for grid_id, copies, _chunk, _place in session.execute(statement):
        found[grid_id] = found.get(grid_id, 0) + copies
    first, counted = 1, {}
    for grid_id, copies in found.items():
        counted[grid_id] = (copies, first)
        first += copies
    return counted


def _counts(
    counted: _Counted, where: Mapping[int, Place], said: Mapping[_Household, Sequence[str]]
) -> Iterator[CoverCount]:
    from reports.delivery_papers import CoverCount

    lacking = Counter(household.place for household in said)
    for grid_id, (copies, first) in counted.items():
        place = where[grid_id]
        contact = drawable(DESIGN, place.contact.name) if place.contact else ""
        count = lacking[_label(place)]
        yield CoverCount(place.village, place.grid, contact, copies, first, first + copies - 1, count)


def _said(report: str) -> dict[_Household, list[str]]:
    """What the check found missing by household: its lines read `place code head：sentence`; others are notes on the whole. Nothing
    is missing where a household was printed already."""
    said: dict[_Household, list[str]] = {}
    for line in report.splitlines():
        label, colon, sentence = line.partition("：")
        words = label.split(" ", 2)
        if colon and len(words) == 3 and not sentence.endswith(PRINTED):
            said.setdefault(_Household(*words), []).append(sentence)
    return said


def _repeated(
    repeated: Mapping[int, Sequence[str]], counted: _Counted, where: Mapping[int, Place]
) -> Iterator[Repeated]:
    """By grid, in the order of the pile; many households of a grid are not named one by one."""
    from reports.delivery_papers import Repeated

    for grid_id, (copies, _first) in counted.items():
        place, codes = where[grid_id], repeated.get(grid_id, ())
        named = (
            "、".join(codes)
            if len(codes) <= MOST_CODES
            else "全部"
            if len(codes) == copies
            else f"{copies} 份中的 {len(codes)} 份"
        )
        if codes:
            yield Repeated(place.village, place.grid, len(codes), named)


def _missing(
    said: Mapping[_Household, Sequence[str]], counted: _Counted, where: Mapping[int, Place]
) -> Iterator[Missing]:
    """What all of a grid lack is one row before those of its households."""
    from reports.delivery_papers import Missing

    grids = {_label(place): (place.village, place.grid) for place in where.values()}
    common = _common(said, {_label(where[grid_id]): copies for grid_id, (copies, _) in counted.items()})
    for place, (lacked, households) in common.items():
        yield Missing(*grids[place], "", "", drawable(DESIGN, "；".join(lacked)), households=households)
    for household, sentences in said.items():
        village, grid = grids.get(household.place, (household.place, ""))
        known = common.get(household.place)
        own = [one for one in sentences if known is None or one not in known[0]]
        printed = not any(LEFT_OUT in one for one in own)
        lacks = drawable(DESIGN, "；".join(own))
        if own:
            yield Missing(village, grid, household.code, drawable(DESIGN, household.head), lacks, printed)


def _common(
    said: Mapping[_Household, Sequence[str]], copies: Mapping[str, int]
) -> dict[str, tuple[tuple[str, ...], int]]:
    """By place: the sentences that everybody there is told, where they are several, and how many these are."""
    told = Counter((household.place, one) for household, sentences in said.items() for one in dict.fromkeys(sentences))
    found: dict[str, tuple[tuple[str, ...], int]] = {}
    for (place, sentence), count in told.items():
        if count >= max(2, copies.get(place, count + 1)):
            found[place] = (*found.get(place, ((), 0))[0], sentence), count
    return found


def _listed(missing: Sequence[Missing]) -> tuple[Missing, ...]:
    from reports.delivery_papers import Missing

    left = sum(one.households for one in missing[MOST_MISSING:])
    rest = Missing("其余", "", "", "", f"另有 {left} 户资料不全，见门户的印件页面")
    return (*missing[:MOST_MISSING], rest) if left else tuple(missing)


def _label(place: Place) -> str:
    return f"{place.village}{place.grid}"
