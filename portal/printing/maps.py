"""Printed grid maps (网格分布图、平面图、挂图): one a grid, on the paper that the text or the order says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.campaigns.shown import campaign_shown
from portal.foundation.clock import today
from portal.foundation.errors import BadParameter
from portal.grids.models import Grid
from portal.members.rules import Duty
from portal.printing.areas import LEFT_OUT, check_areas, itself, no_text, villages
from portal.printing.contacts import places
from portal.printing.contexts import values_of
from portal.printing.kinds import Kind, Wish
from portal.printing.models import PrintBatch
from portal.printing.preview import Preview
from portal.printing.rules import PrintKind, short_name, spaced_phone
from portal.printing.sheet_maps import Part, grid_map, parts_of
from portal.printing.teams import Holder, holders
from portal.printing.worded import design_for, texts_of
from portal.wordings.services import paper_texts
from reports.grid_maps import PAPERS, GridMapSheet, map_frame
from seeds.sections.texts import GridMap, fill_placeholders

PER_CHUNK, SHEET_BYTES = 4, 2 * 1024**2
MOST_ROWS = 60
"""A longer list would be too small to read beside the map; then the map has the whole sheet."""
_NO_ROADS = "系统里没有道路数据，图上不画道路"
_NO_CAMPAIGN = "没有正在进行的走访活动，图上没有进度"


def preview(session: Session, wish: Wish) -> Preview:
    """A map of a grid with its parts, or with the option `each` one of every village in it."""
    paper = wish.options.get("paper", "")
    if paper and paper not in PAPERS:
        raise BadParameter("没有这种纸张")
    pick = villages(session) if wish.options.get("each") else itself
    found = check_areas(session, PrintKind.MAPS, wish, pick, lambda grids: _gaps(session, grids))
    return replace(found, options={"paper": paper} if paper else None, notes=(*found.notes, *_notes(session, found)))


def maps(session: Session, batch: PrintBatch, subjects: Sequence[int]) -> Mapping[int, GridMapSheet]:
    """The maps by grid id. Raises `Refusal` for one that cannot be drawn."""
    day, texts = batch.created_at.date(), texts_of(session, batch)
    grids = session.scalars(select(Grid).where(Grid.id.in_(subjects))).all()
    where = places(session, subjects, day)
    paper = str((batch.options or {}).get("paper", ""))
    return {
        grid.id: _sheet(session, grid, said, values_of(place, written), paper, day)
        for grid in grids
        if (said := (written := texts.of((place := where[grid.id]).codes)).grid_map) is not None
    }


def _sheet(
    session: Session, grid: Grid, said: GridMap, values: dict[str, str], paper: str, day: dt.date
) -> GridMapSheet:
    size, parts = paper or said.paper, parts_of(session, grid)
    rows = _rows(session, parts, day) if "members" in said.shows else ()
    heads = ("网格", "负责人", "电话") if rows else ()
    return GridMapSheet(
        title=fill_placeholders(said.title, values), unit=values["centre"], date_text=f"{day.year}年{day.month}月", paper=size,
        map=grid_map(session, grid, said.shows, map_frame(size, bool(rows))), heads=heads, rows=rows, note=_said_below(session, grid, said),
    )  # fmt: skip


def _rows(session: Session, parts: Sequence[Part], day: dt.date) -> tuple[tuple[str, ...], ...]:
    """One line a part: its head or member with the number."""
    if len(parts) > MOST_ROWS:
        return ()
    found = holders(session, [part.id for part in parts], day)
    return tuple((part.name, *_person(found.get(part.id, []), part.visited)) for part in parts)


def _person(team: Sequence[Holder], visited: bool) -> tuple[str, str]:
    """Who looks after a visited grid, who leads a wider one."""
    wanted = (Duty.MEMBER, Duty.HEAD) if visited else (Duty.HEAD, Duty.MEMBER)
    first = next((one for duty in wanted for one in team if one.duty == duty), None)
    return (first.name, spaced_phone(first.phone)) if first else ("", "")


def _said_below(session: Session, grid: Grid, said: GridMap) -> str:
    campaign = campaign_shown(session, grid.path, running=True) if "progress" in said.shows else None
    return f"走访进度：{campaign.name}" if campaign else ""


def _gaps(session: Session, grids: Sequence[Grid]) -> dict[int, list[str]]:
    texts, where = paper_texts(session), places(session, [grid.id for grid in grids], today())
    return {grid.id: _gaps_of(session, grid, texts.of(where[grid.id].codes).grid_map) for grid in grids}


def _gaps_of(session: Session, grid: Grid, said: GridMap | None) -> list[str]:
    if said is None:
        return [no_text(PrintKind.MAPS)]
    parts = parts_of(session, grid)
    if not parts:
        return [f"{LEFT_OUT}没有画边界"]
    below = session.scalars(select(Grid.name).where(Grid.parent_id == grid.id).order_by(Grid.code)).all()
    drawn = {part.name for part in parts}
    lost = [name for name in below if name not in drawn] if len(parts) > 1 or parts[0].id != grid.id else list(below)
    return [f"{'、'.join(lost[:10])}{'等' if len(lost) > 10 else ''}没有画边界，图上没有"] if lost else []


def _notes(session: Session, found: Preview) -> tuple[str, ...]:
    texts, where = paper_texts(session), places(session, found.subjects, today())
    shows = {pk: said.shows for pk, place in where.items() if (said := texts.of(place.codes).grid_map)}
    notes = [_NO_ROADS] if any("roads" in each for each in shows.values()) else []
    wanted = select(Grid).where(Grid.id.in_(pk for pk, each in shows.items() if "progress" in each)).order_by(Grid.code)
    grids = session.scalars(wanted).all()
    idle = [short_name(grid.full_name) for grid in grids if campaign_shown(session, grid.path, running=True) is None]
    if idle:
        some = len(idle) < len(grids)
        notes.append((f"{'、'.join(idle[:10])}{'等' if len(idle) > 10 else ''}" if some else "") + _NO_CAMPAIGN)
    return tuple(notes)


MAPS = Kind(design_for("grid_map"), PER_CHUNK, maps, "grid", preview, item_bytes=SHEET_BYTES)
