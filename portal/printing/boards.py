"""Notice boards (公示牌): one A3 sheet a grid with its people, what they do, and where it lies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.clock import today
from portal.grids.counts import households_and_people
from portal.grids.models import Grid
from portal.members.rules import Duty
from portal.printing.areas import check_areas, no_text, visited
from portal.printing.contacts import Contact, Place, places
from portal.printing.contexts import SAVE, photos_of, values_of
from portal.printing.kinds import Kind, Wish
from portal.printing.models import PrintBatch
from portal.printing.preview import Preview
from portal.printing.rules import PrintKind, spaced_phone
from portal.printing.sheet_maps import board_map
from portal.printing.teams import Holder, holders
from portal.printing.worded import design_for, texts_of
from portal.wordings.services import paper_texts
from reports.notices import Board, Person
from reports.qr import contact_text
from seeds.sections.texts import Board as Text
from seeds.sections.texts import PrintedTexts, fill_placeholders

PER_CHUNK, SHEET_BYTES = 10, 400 * 1024
MOST_PEOPLE = 12
"""So many faces the design has room for besides the head's."""


class _Known(NamedTuple):
    """What the boards of one call share, by grid id or member id."""

    places: Mapping[int, Place]
    teams: Mapping[int, list[Holder]]
    photos: Mapping[int, bytes]
    counts: Mapping[int, tuple[int, int]]


def preview(session: Session, wish: Wish) -> Preview:
    """A board for every visited grid in the area, with what is missing for each."""
    found = check_areas(session, PrintKind.BOARDS, wish, visited, lambda grids: _gaps(session, grids))
    return replace(found, notes=(*found.notes, *_without_map(session, found.subjects)))


def boards(session: Session, batch: PrintBatch, subjects: Sequence[int]) -> Mapping[int, Board]:
    """The boards by grid id."""
    day, texts = batch.created_at.date(), texts_of(session, batch)
    grids = session.scalars(select(Grid).where(Grid.id.in_(subjects))).all()
    known = _known(session, grids, day)
    return {
        grid.id: _board(session, grid, said, written, known, day)
        for grid in grids
        if (said := (written := texts.of(known.places[grid.id].codes)).board) is not None
    }


def _known(session: Session, grids: Sequence[Grid], day: dt.date) -> _Known:
    ids = [grid.id for grid in grids]
    where, teams = places(session, ids, day), holders(session, ids, day)
    faces = {one.member_id for team in teams.values() for one in team}
    faces |= {each.member_id for place in where.values() for each in (place.contact, place.head) if each}
    return _Known(where, teams, photos_of(session, faces), households_and_people(session, grids))


def _board(session: Session, grid: Grid, said: Text, texts: PrintedTexts, known: _Known, day: dt.date) -> Board:
    place, shows = known.places[grid.id], frozenset[str](said.shows)
    values = values_of(place, texts)
    team = _team(place, known.teams.get(grid.id, []), shows)
    duties = next((one.duties for one in known.teams.get(grid.id, []) if one.duty == Duty.MEMBER), ())
    head = place.head if "head" in shows and (not team or place.head != place.contact) else None
    return Board(
        title=fill_placeholders(said.title, values), town=place.town, village=place.village, grid=place.grid, code=place.code,
        facts=_facts(known.counts[grid.id]), head=_person(head, shows, known.photos) if head else None,
        team=tuple(_person(one, shows, known.photos) for one in team), duties=duties if "duties" in shows else (),
        services=tuple(fill_placeholders(each, values) for each in said.services if "services" in shows),
        map=board_map(session, grid) if "map" in shows else None, footer=fill_placeholders(said.footer or "", values),
        date_text=f"{day.year}年{day.month}月", qr_text=_code(place, values, shows), qr_hint=SAVE,
    )  # fmt: skip


def _team(place: Place, team: Sequence[Holder], shows: frozenset[str]) -> list[Holder | Contact]:
    """All of the team, or the member alone; without anybody of its own, who stands in for the grid."""
    own: list[Holder | Contact] = [one for one in team if one.duty in {Duty.MEMBER, Duty.HELPER}]
    if not own:
        return [place.contact] if place.contact and place.contact != place.head else []
    return own[:MOST_PEOPLE] if "team" in shows else own[:1]


def _person(one: Holder | Contact, shows: frozenset[str], photos: Mapping[int, bytes]) -> Person:
    phone = spaced_phone(one.phone) if "phone" in shows else ""
    return Person(one.name, one.post, phone, photo=photos.get(one.member_id) if "photo" in shows else None)


def _facts(counted: tuple[int, int]) -> tuple[tuple[str, str], ...]:
    """Homes and people; a school or a market has none, and nothing is said of them."""
    households, people = counted
    return (("户数", f"{households} 户"), ("人口", f"{people} 人")) if households else ()


def _code(place: Place, values: Mapping[str, str], shows: frozenset[str]) -> str:
    if "phone" not in shows or place.contact is None:
        return ""
    return contact_text(
        place.contact.name, values["phone"], f"{place.town}{place.village}{place.grid}{place.contact.post}"
    )


def _gaps(session: Session, grids: Sequence[Grid]) -> dict[int, list[str]]:
    day, texts = today(), paper_texts(session)
    known = _known(session, grids, day)
    drawn = set(
        session.scalars(select(Grid.id).where(Grid.id.in_([grid.id for grid in grids]), Grid.boundary.is_not(None)))
    )
    return {
        grid.id: _gaps_of(grid, texts.of(known.places[grid.id].codes).board, known, grid.id in drawn) for grid in grids
    }


def _gaps_of(grid: Grid, said: Text | None, known: _Known, drawn: bool) -> list[str]:
    if said is None:
        return [no_text(PrintKind.BOARDS)]
    place, shows = known.places[grid.id], frozenset[str](said.shows)
    team = _team(place, known.teams.get(grid.id, []), shows)
    people = [*team, *([place.head] if "head" in shows and place.head and place.head not in team else [])]
    gaps = [f"没有{place.titles.member}，请先安排任职"] if not team else []
    gaps += [
        f"{one.name}没有照片，留空贴照片" for one in people if "photo" in shows and one.member_id not in known.photos
    ]
    gaps += [f"{one.name}没有登记电话" for one in people if "phone" in shows and not one.phone]
    own = known.teams.get(grid.id, [])
    gaps += [f"网格人员有 {len(own)} 人，只印前 {MOST_PEOPLE} 人"] if len(team) == MOST_PEOPLE < len(own) else []
    return gaps + (["没有画边界，不印位置小图"] if "map" in shows and not drawn else [])


def _without_map(session: Session, grid_ids: Sequence[int]) -> tuple[str, ...]:
    """Where the text asks for no map, none is missing on a grid; that there will be none is said once."""
    texts, where = paper_texts(session), places(session, grid_ids, today())
    said = [texts.of(place.codes).board for place in where.values()]
    bare = sum(one is not None and "map" not in one.shows for one in said)
    return (f"{bare} 块不印位置小图：公示牌文字的“显示内容”没有选网格图",) if bare else ()


BOARDS = Kind(design_for("board"), PER_CHUNK, boards, "grid", preview, item_bytes=SHEET_BYTES)
