"""The cover of a batch: how many copies each grid gets, and whose data were not complete. A file of its own beside the joined one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.households.models import Household
from portal.printing.contacts import Place, places
from portal.printing.glyphs import LEFT_OUT, drawable
from portal.printing.kinds import kind_of
from portal.printing.models import PrintBatch, PrintChunk, PrintItem
from portal.printing.rules import PrintKind

if TYPE_CHECKING:
    from reports.delivery_papers import Cover, CoverCount, Missing

DESIGN = "cover"
MOST_MISSING = 1000
"""So many households are listed; the page of the batch shows all."""
_Counted = dict[int, tuple[int, int]]
"""Copies and first place in the pile, by grid id, in delivery order."""


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
    missing = tuple(_missing(batch.missing, where))
    town = next(iter(where.values())).town if where else ""
    area = batch.grid.full_name.removeprefix(f"{town}/").replace("/", "")
    return Cover(
        title=batch.title, number=f"{batch.id:06}", town=town, area=drawable(DESIGN, area), kind=PrintKind.label_of(batch.kind),
        design=load_design(kind_of(batch.kind).design_of(session, batch)).name, ordered_by=drawable(DESIGN, batch.created_by),
        ordered_on=f"{batch.created_at:%Y年%m月%d日 %H:%M}", copies=batch.total, pages=pages, sheets=pages, sides=1,
        counts=tuple(_counts(counted, where, missing)), missing=missing, reason=drawable(DESIGN, batch.reason or ""),
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


def _counts(counted: _Counted, where: Mapping[int, Place], missing: tuple[Missing, ...]) -> Iterator[CoverCount]:
    from reports.delivery_papers import CoverCount

    for grid_id, (copies, first) in counted.items():
        place = where[grid_id]
        lacking = sum((one.village, one.grid) == (place.village, place.grid) for one in missing)
        contact = drawable(DESIGN, place.contact.name) if place.contact else ""
        yield CoverCount(place.village, place.grid, contact, copies, first, first + copies - 1, lacking)


def _missing(report: str, where: Mapping[int, Place]) -> Iterator[Missing]:
    """The report of the check by household: its lines read `place code head：sentence`; others are notes on the whole."""
    from reports.delivery_papers import Missing

    known = {f"{place.village}{place.grid}": (place.village, place.grid) for place in where.values()}
    said: dict[tuple[str, str, str], list[str]] = {}
    for line in report.splitlines():
        label, colon, sentence = line.partition("：")
        words = label.split(" ", 2)
        if colon and len(words) == 3:
            said.setdefault((words[0], words[1], words[2]), []).append(sentence)
    for (place, code, head), sentences in list(said.items())[:MOST_MISSING]:
        village, grid = known.get(place, (place, ""))
        lacks = drawable(DESIGN, "；".join(sentences))
        yield Missing(village, grid, code, drawable(DESIGN, head), lacks, not any(LEFT_OUT in one for one in sentences))
    if len(said) > MOST_MISSING:
        yield Missing("其余", "", "", "", f"另有 {len(said) - MOST_MISSING} 户资料不全，见门户的印件页面")
