"""Lists to sign (签收表): what one member hands out in one grid, in walking order, with boxes to tick off.

For a grid and all below it, or exactly for the households of a batch (option `batch`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.foundation.clock import today
from portal.foundation.errors import BadParameter, OutOfScope, Refusal
from portal.grids.models import Grid
from portal.households.models import Household
from portal.households.rules import HouseholdKind, shared_beginning
from portal.printing.contacts import Place, places
from portal.printing.contexts import NOBODY
from portal.printing.glyphs import drawable
from portal.printing.kinds import Kind, Wish
from portal.printing.models import PrintBatch, PrintItem
from portal.printing.preview import NOTHING, OUTSIDE, AnyRow, Preview, Problem
from portal.printing.rules import PrintKind, short_name
from reports.delivery_papers import MailingList, MailingRow

DESIGN = "mailing"
THINGS = {PrintKind.LETTERS: ("信",), PrintKind.CARDS: ("卡",)}
"""What is ticked off for the households of a batch of a kind; for a whole grid both."""
BATCH = "batch"
NOTE = "送到一户勾一户；不在家的写明再送日期。交回后由{head}在门户“发放登记”中登记。"


def preview_lists(session: Session, wish: Wish) -> Preview:
    """A list for each grid that has households. Raises `OutOfScope`, `BadParameter`, and `Refusal` when there are none."""
    batch = _batch(session, wish.options.get(BATCH, ""))
    grid = session.get(Grid, batch.grid_id if batch else wish.grid_id or -1)
    if grid is None:
        raise OutOfScope(OUTSIDE)
    found = session.execute(_households(grid.path, batch.id if batch else None)).all()
    subjects = tuple(dict.fromkeys(row.grid_id for row in found))
    if not subjects:
        raise Refusal(f"{NOTHING}：这里没有要发放的住户")
    where = places(session, subjects, today())
    title = f"{batch.title if batch else short_name(grid.full_name)}{PrintKind.MAILING.label}"
    options = {BATCH: batch.id} if batch else None
    return Preview(PrintKind.MAILING, title, grid.id, subjects, tuple(_problems(where.values())), options=options)


def _batch(session: Session, text: str) -> PrintBatch | None:
    if not text:
        return None
    batch = session.get(PrintBatch, int(text)) if text.isdecimal() and len(text) < 10 else None
    if batch is None:
        raise OutOfScope(OUTSIDE)
    if batch.kind not in THINGS:
        raise BadParameter("这种印件不逐户发放，没有签收表")
    return batch


def _households(path: str, batch_id: int | None) -> Select[*tuple[Any, ...]]:
    statement = (
        select(Household.id, Household.grid_id, Household.code, Household.head_name, Household.address)
        .join(Household.grid)
        .where(Grid.path.startswith(path, autoescape=True))
        .order_by(Grid.code, Household.walking_order, Household.code, Household.id)
    )
    if batch_id is None:
        return statement.where(Household.kind != HouseholdKind.VACANT)
    return statement.join(PrintItem, PrintItem.subject_id == Household.id).where(PrintItem.batch_id == batch_id)


def _problems(where: Iterable[Place]) -> Iterable[Problem]:
    for place in where:
        if place.contact is None:
            yield Problem(f"{place.village}{place.grid}", f"{place.titles.nobody}，发放人留空手填")
        elif place.stand_in:
            yield Problem(
                f"{place.village}{place.grid}",
                f"本网格没有{place.titles.member}，印{place.contact.grid}{place.contact.post}{place.contact.name}",
            )


def lists(session: Session, batch: PrintBatch, subjects: Sequence[int]) -> Mapping[int, MailingList]:
    """The lists by grid id."""
    of = session.get((PrintBatch), (batch.options or {}).get(BATCH) or -1)
    things = THINGS[PrintKind(of.kind)] if of else tuple(thing for each in THINGS.values() for thing in each)
    statement = _households(batch.grid.path, of.id if of else None).where(Household.grid_id.in_(subjects))
    where = places(session, subjects, batch.created_at.date())
    day = batch.created_at.date()
    title = f"{'、'.join(PrintKind(each).label for each in ((of.kind,) if of else THINGS))}签收表"
    return {
        grid_id: _list(where[grid_id], title, things, list(rows), f"{day.year}年{day.month}月{day.day}日")
        for grid_id, rows in groupby(session.execute(statement), key=lambda row: row.grid_id)
    }


def _list(place: Place, title: str, things: tuple[str, ...], rows: Sequence[AnyRow], date_text: str) -> MailingList:
    """A name that no face has is signed for all the same: 〓 stands for its characters."""
    beginning = shared_beginning([row.address for row in rows if row.address])
    note = NOTE.format(head=place.head.post if place.head else place.titles.head)
    note = f"住址前面都是“{drawable(DESIGN, beginning)}”，表中不重复。{note}" if beginning else note
    return MailingList(
        title=title, town=place.town, village=place.village, grid=place.grid,
        contact_label=place.contact.post if place.contact else place.titles.member,
        contact_name=drawable(DESIGN, place.contact.name) if place.contact else "", date_text=date_text, things=things, note=note,
        rows=tuple(
            MailingRow(row.code, drawable(DESIGN, row.head_name or NOBODY), drawable(DESIGN, (row.address or "").removeprefix(beginning))) for row in rows
        ),
    )  # fmt: skip


MAILING = Kind(DESIGN, 20, lists, "grid", preview_lists, item_bytes=60 * 1024, per_document=5)
