"""The cover of a batch: how many copies each grid gets, and whose data were not complete. A file of its own beside the joined one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.households.models import Household
from portal.printing.again import PRINTED
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
    said, repeated = _parted(_said(batch.missing))
    sides = 2 if finish_of(batch.options).duplex else 1
    town = next(iter(where.values())).town if where else ""
    area = batch.grid.full_name.removeprefix(f"{town}/").replace("/", "")
    return Cover(
        title=batch.title, number=f"{batch.id:06}", town=town, area=drawable(DESIGN, area), kind=PrintKind.label_of(batch.kind),
        design=load_design(kind_of(batch.kind).design_of(session, batch)).name, ordered_by=drawable(DESIGN, batch.created_by),
        ordered_on=f"{batch.created_at:%Y年%m月%d日 %H:%M}", copies=batch.total, pages=pages, sheets=pages // sides, sides=sides,
        lacking=len(said), counts=tuple(_counts(counted, where, said)), missing=_listed([*_missing(said, counted, where)]),
        reason=drawable(DESIGN, batch.reason or ""), again=len(repeated), repeated=tuple(_repeated(repeated, counted, where)),
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
    """The report of the check by household: its lines read `place code head：sentence`; others are notes on the whole."""
    said: dict[_Household, list[str]] = {}
    for line in report.splitlines():
        label, colon, sentence = line.partition("：")
        words = label.split(" ", 2)
        if colon and len(words) == 3:
            said.setdefault(_Household(*words), []).append(sentence)
    return said


def _parted(
    said: Mapping[_Household, Sequence[str]],
) -> tuple[dict[_Household, list[str]], list[_Household]]:
    """Whose data are not complete with what they lack, and who was printed this year already: nothing is missing there."""
    lacking = {one: [each for each in sentences if not each.endswith(PRINTED)] for one, sentences in said.items()}
    return {one: sentences for one, sentences in lacking.items() if sentences}, [
        one for one, sentences in said.items() if len(lacking[one]) < len(sentences)
    ]


def _repeated(households: Sequence[_Household], counted: _Counted, where: Mapping[int, Place]) -> Iterator[Repeated]:
    """By grid, in the order of the pile."""
    from reports.delivery_papers import Repeated

    codes: dict[str, list[str]] = {}
    for one in households:
        codes.setdefault(one.place, []).append(one.code)
    for place in (where[grid_id] for grid_id in counted):
        its = codes.get(_label(place), [])
        if its:
            yield Repeated(place.village, place.grid, len(its), "、".join(its))


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
