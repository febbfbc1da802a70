"""Leaflets (明白纸), one a village with whom to ask there, and work handbooks (工作手册) with the people of the area."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.clock import today
from portal.grids.models import Grid
from portal.grids.rules import GridStatus
from portal.printing.areas import check_areas, itself, no_text, villages
from portal.printing.contacts import Place, places
from portal.printing.contexts import values_of
from portal.printing.kinds import Kind, Wish
from portal.printing.models import PrintBatch
from portal.printing.preview import Preview
from portal.printing.rules import PrintKind, short_name, spaced_phone
from portal.printing.teams import holders
from portal.printing.worded import design_for, texts_of
from portal.wordings.services import paper_texts
from reports.notices import Chapter, Handbook, Leaflet
from seeds.sections.texts import Chapter as ChapterText
from seeds.sections.texts import Handbook as HandbookText
from seeds.sections.texts import Leaflet as LeafletText
from seeds.sections.texts import PrintedTexts, fill_placeholders

PER_CHUNK, COPY_BYTES = 10, 200 * 1024
PEOPLE, PEOPLE_HEADS = "网格人员通讯录", ("网格", "职务", "姓名", "电话")


def preview_leaflets(session: Session, wish: Wish) -> Preview:
    """A leaflet for every village of the area."""
    return check_areas(
        session, PrintKind.LEAFLETS, wish, villages(session), lambda grids: _gaps(session, PrintKind.LEAFLETS, grids)
    )


def preview_handbooks(session: Session, wish: Wish) -> Preview:
    """A handbook for the area."""
    return check_areas(
        session, PrintKind.HANDBOOKS, wish, itself, lambda grids: _gaps(session, PrintKind.HANDBOOKS, grids)
    )


def leaflets(session: Session, batch: PrintBatch, subjects: Sequence[int]) -> Mapping[int, Leaflet]:
    """The leaflets by grid id."""
    day, texts = batch.created_at.date(), texts_of(session, batch)
    where = places(session, subjects, day)
    return {
        grid_id: _leaflet(place, said, texts.of(place.codes), day)
        for grid_id, place in where.items()
        if (said := texts.of(place.codes).leaflet) is not None
    }


def handbooks(session: Session, batch: PrintBatch, subjects: Sequence[int]) -> Mapping[int, Handbook]:
    """The handbooks by grid id."""
    day, texts = batch.created_at.date(), texts_of(session, batch)
    where = places(session, subjects, day)
    grids = session.scalars(select(Grid).where(Grid.id.in_(subjects))).all()
    return {
        grid.id: _handbook(session, grid, where[grid.id], said, written, day)
        for grid in grids
        if (said := (written := texts.of(where[grid.id].codes)).handbook) is not None
    }


def _leaflet(place: Place, said: LeafletText, texts: PrintedTexts, day: dt.date) -> Leaflet:
    values, head = values_of(place, texts), place.head
    return Leaflet(
        title=fill_placeholders(said.title, values), signer=values["centre"], chapters=_chapters(said.chapters, values),
        footer=fill_placeholders(said.footer or "", values), date_text=f"{day.year}年{day.month}月",
        contact_label=head.post if head else "网格中心", contact_name=head.name if head else values["centre"],
        contact_phone=spaced_phone((head.phone if head else "") or values["centre_phone"]),
    )  # fmt: skip


def _handbook(
    session: Session, grid: Grid, place: Place, said: HandbookText, texts: PrintedTexts, day: dt.date
) -> Handbook:
    values = values_of(place, texts)
    people = _people(session, grid, day)
    book = Chapter(PEOPLE, (), (PEOPLE_HEADS, *people)) if people else None
    chapters = (*_chapters(said.chapters, values), *((book,) if book else ()))
    return Handbook(
        title=fill_placeholders(said.title, values), signer=values["centre"], area=short_name(grid.full_name), owner="", phone="",
        chapters=chapters, footer=f"{values['centre']}　{values['centre_phone']}", date_text=f"{day.year}年{day.month}月",
    )  # fmt: skip


def _chapters(said: Sequence[ChapterText], values: dict[str, str]) -> tuple[Chapter, ...]:
    return tuple(
        Chapter(
            fill_placeholders(one.heading, values), tuple(fill_placeholders(each, values) for each in one.paragraphs)
        )
        for one in said
    )


def _people(session: Session, grid: Grid, day: dt.date) -> tuple[tuple[str, ...], ...]:
    inside = (Grid.path.startswith(grid.path, autoescape=True), Grid.status == GridStatus.ACTIVE)
    grids = session.execute(select(Grid.id, Grid.full_name).where(*inside).order_by(Grid.code)).all()
    found = holders(session, [pk for pk, _ in grids], day)
    return tuple(
        (short_name(name), one.post, one.name, spaced_phone(one.phone))
        for pk, name in grids
        for one in found.get(pk, ())
    )


def _gaps(session: Session, kind: PrintKind, grids: Sequence[Grid]) -> dict[int, list[str]]:
    texts, where = paper_texts(session), places(session, [grid.id for grid in grids], today())
    return {grid.id: _gaps_of(kind, where[grid.id], texts.of(where[grid.id].codes)) for grid in grids}


def _gaps_of(kind: PrintKind, place: Place, texts: PrintedTexts) -> list[str]:
    if (texts.leaflet if kind == PrintKind.LEAFLETS else texts.handbook) is None:
        return [no_text(kind)]
    if kind == PrintKind.HANDBOOKS or (place.head and place.head.phone):
        return []
    return [
        f"{place.head.name}没有登记电话，印中心电话" if place.head else f"没有{place.titles.head}，印中心名称和电话"
    ]


LEAFLETS = Kind(design_for("leaflet"), PER_CHUNK, leaflets, "grid", preview_leaflets, item_bytes=COPY_BYTES)
HANDBOOKS = Kind(design_for("handbook"), PER_CHUNK, handbooks, "grid", preview_handbooks, item_bytes=COPY_BYTES)
