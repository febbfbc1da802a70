"""From rows to what the designs print. Ids come in delivery order and so do the contexts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.feedback.links import address_of
from portal.feedback.services import codes_of
from portal.foundation.errors import Refusal
from portal.households.models import Household
from portal.members.models import Member
from portal.printing.contacts import Place, places
from portal.printing.models import PrintBatch, PrintChunk, PrintItem
from portal.printing.preview import DESIGNS, AnyRow
from portal.printing.rules import PrintKind, spaced_phone
from portal.printing.sheets import sheets
from portal.wordings.services import paper_texts
from reports.contexts import Card, Context, Letter
from reports.qr import contact_text
from seeds.sections.texts import PrintedTexts, fill_placeholders

NOBODY = "住户"
SAVE, TELL = "扫码存电话", "扫码反映问题"
LETTER_HINTS = {SAVE: "扫码存电话，有事随时找", TELL: "扫码反映问题，凭编号看进度"}
CENTRE, HOTLINE = "网格中心", "服务热线"
"""What a number on paper is called: the centre's own, or the hotline where it has none."""


class Work(NamedTuple):
    """All that rendering one chunk needs; nothing of it refers to the database."""

    design: str
    title: str
    contexts: tuple[Context, ...]


def work_of(session: Session, chunk_id: int) -> Work:
    """What a chunk prints. Raises `Refusal` when a row has gone since it was ordered."""
    chunk = session.get_one(PrintChunk, chunk_id)
    statement = select(PrintItem.subject_id).where(PrintItem.chunk_id == chunk_id).order_by(PrintItem.position)
    subjects = list(session.scalars(statement))
    made = contexts(session, chunk.batch, subjects)
    gone = len(subjects) - len(made)
    if gone:
        raise Refusal(f"下单后有 {gone} 项已被删除,请删除这批印件后重新下单")
    return Work(DESIGNS[PrintKind(chunk.batch.kind)], chunk.batch.title, tuple(made[one] for one in subjects))


def contexts(session: Session, batch: PrintBatch, subjects: Sequence[int]) -> dict[int, Any]:
    """The contexts by subject id, dated as the batch was ordered."""
    day = batch.created_at.date()
    if batch.kind == PrintKind.ASSESSMENTS:
        return dict(sheets(session, subjects, day))
    rows = session.execute(
        select(Household.id, Household.grid_id, Household.code, Household.head_name, Household.address)
        .where(Household.id.in_(subjects))
    ).all()  # fmt: skip
    texts = paper_texts(session, batch.created_at, batch.wording_id)
    where = places(session, {row.grid_id for row in rows}, day)
    tokens = codes_of(session, subjects)
    if batch.kind == PrintKind.CARDS:
        photos = _photos(session, where.values())
        return {
            row.id: _card(place, texts.of(place.codes), photos, tokens.get(row.id, ""))
            for row, place in _placed(rows, where)
        }
    return {
        row.id: _letter(row, place, texts.of(place.codes), day, tokens.get(row.id, ""))
        for row, place in _placed(rows, where)
    }


def _placed(rows: Iterable[AnyRow], where: Mapping[int, Place]) -> list[tuple[AnyRow, Place]]:
    return [(row, where[row.grid_id]) for row in rows]


def _photos(session: Session, where: Iterable[Place]) -> dict[int, bytes]:
    wanted = {place.contact.member_id for place in where if place.contact}
    rows = session.execute(select(Member.id, Member.photo).where(Member.id.in_(wanted), Member.photo.is_not(None)))
    return {member_id: photo for member_id, photo in rows if photo}


def _letter(row: AnyRow, place: Place, texts: PrintedTexts, day: dt.date, token: str) -> Letter:
    values = _values(place, texts) | {"head": row.head_name or NOBODY}
    values["address"] = row.address or f"{place.village}{place.grid} {row.code} 号住户"
    said, (code, hint) = texts.letter, _code(place, texts, values["centre"], token)
    return Letter(
        addressee=values["head"], address=values["address"], household_code=f"{place.code}-{row.code}",
        village=place.village, grid=place.grid, town=place.town, member_name=values["member"],
        member_role=f"您家的{place.contact.post}" if place.contact else "有事请联系",
        member_phone=spaced_phone(values["phone"]), centre_label=centre_label(texts), centre_phone=values["centre_phone"],
        date_text=f"{day.year}年{day.month}月{day.day}日", qr_text=code, qr_hint=LETTER_HINTS[hint],
        title=fill_placeholders(said.title, values), salutation=fill_placeholders(said.salutation, values),
        body=tuple(fill_placeholders(each, values) for each in said.paragraphs),
        signer=fill_placeholders(said.signature, values),
    )  # fmt: skip


def _card(place: Place, texts: PrintedTexts, photos: dict[int, bytes], token: str) -> Card:
    values = _values(place, texts) | {"head": "", "address": ""}
    contact, head, said = place.contact, place.head, texts.card
    code, hint = _code(place, texts, values["centre"], token)
    return Card(
        town=place.town, village=place.village, grid=place.grid, title=fill_placeholders(said.title, values),
        member_name=values["member"], member_role=contact.post if contact else "",
        member_phone=spaced_phone(values["phone"]),
        head_name=head.name if head and head != contact else "", head_phone=spaced_phone(head.phone) if head else "",
        centre_label=centre_label(texts), centre_phone=values["centre_phone"],
        duties=tuple(fill_placeholders(each, values) for each in said.duties),
        footer=fill_placeholders(said.footer or "", values), qr_text=code, qr_hint=hint,
        photo=photos.get(contact.member_id) if contact else None,
    )  # fmt: skip


def centre_label(texts: PrintedTexts) -> str:
    """What the number beside it is called."""
    return CENTRE if texts.centre_phone else HOTLINE


def _values(place: Place, texts: PrintedTexts) -> dict[str, str]:
    """The placeholders that depend on the grid; without a contact the centre stands in. Phones as running text has them."""
    contact, centre_phone = place.contact, texts.centre_phone or texts.hotline
    centre = fill_placeholders(texts.centre, {"town": place.town})
    return {
        "town": place.town, "village": place.village, "grid": place.grid, "hotline": texts.hotline,
        "centre": centre, "centre_phone": centre_phone, "member": contact.name if contact else centre,
        "phone": contact.phone if contact and contact.phone else centre_phone,
    }  # fmt: skip


def _code(place: Place, texts: PrintedTexts, centre: str, token: str) -> tuple[str, str]:
    """What a scanning phone opens, and what that is for: the household's page, or a contact to be saved while there is none."""
    address = address_of(token)
    return (address, TELL) if address else (_contact(place, texts, centre), SAVE)


def _contact(place: Place, texts: PrintedTexts, centre: str) -> str:
    """A contact that the scanning phone offers to save."""
    contact, centre_phone = place.contact, texts.centre_phone or texts.hotline
    if contact is None:
        return contact_text(centre, centre_phone)
    organisation = f"{place.town}{place.village}{place.grid}{contact.post}"
    return contact_text(contact.name, contact.phone or centre_phone, organisation)
