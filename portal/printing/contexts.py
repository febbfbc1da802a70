"""From rows to letters and cards, by household."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.feedback.links import address_of
from portal.feedback.services import codes_of
from portal.households.models import Household
from portal.members.models import Member
from portal.printing.contacts import Place, places
from portal.printing.household_check import preview_cards, preview_letters
from portal.printing.kinds import Kind
from portal.printing.models import PrintBatch
from portal.printing.preview import AnyRow
from portal.printing.rules import spaced_phone
from portal.printing.worded import design_for, texts_of
from reports.contexts import Card, Letter
from reports.qr import contact_text
from seeds.sections.texts import PrintedTexts, fill_placeholders

PER_CHUNK = 5000
"""A village in one part, which then need not be joined: laying out 5,000 takes a few seconds."""
NOBODY = "住户"
SAVE, TELL = "扫码存电话", "扫码反映问题"
LETTER_HINTS = {SAVE: "扫码存电话，有事随时找", TELL: "扫码反映问题，凭编号看进度"}
CENTRE, HOTLINE = "网格中心", "服务热线"
"""What a number on paper is called: the centre's own, or the hotline where it has none."""


class _Printed(NamedTuple):
    """What all households of one call share."""

    rows: Sequence[AnyRow]
    where: Mapping[int, Place]
    tokens: Mapping[int, str]
    texts: Mapping[int, PrintedTexts]
    """By grid id."""


def letters(session: Session, batch: PrintBatch, subjects: Sequence[int]) -> dict[int, Letter]:
    """The letters by household id, dated as the batch was ordered."""
    day, printed = batch.created_at.date(), _printed(session, batch, subjects)
    return {
        row.id: _letter(
            row, printed.where[row.grid_id], printed.texts[row.grid_id], day, printed.tokens.get(row.id, "")
        )
        for row in printed.rows
    }


def cards(session: Session, batch: PrintBatch, subjects: Sequence[int]) -> dict[int, Card]:
    """The cards by household id."""
    printed = _printed(session, batch, subjects)
    photos = photos_of(session, {place.contact.member_id for place in printed.where.values() if place.contact})
    return {
        row.id: _card(printed.where[row.grid_id], printed.texts[row.grid_id], photos, printed.tokens.get(row.id, ""))
        for row in printed.rows
    }


def _printed(session: Session, batch: PrintBatch, subjects: Sequence[int]) -> _Printed:
    columns = (Household.id, Household.grid_id, Household.code, Household.head_name, Household.address)
    rows = session.execute(select(*columns).where(Household.id.in_(subjects))).all()
    where = places(session, {row.grid_id for row in rows}, batch.created_at.date())
    said = texts_of(session, batch)
    texts = {grid_id: said.of(place.codes) for grid_id, place in where.items()}
    return _Printed(rows, where, codes_of(session, subjects), texts)


def photos_of(session: Session, member_ids: Iterable[int]) -> dict[int, bytes]:
    """The photos of these members; who has none is left out."""
    wanted = (Member.id.in_(set(member_ids)), Member.photo.is_not(None))
    rows = session.execute(select(Member.id, Member.photo).where(*wanted))
    return {member_id: photo for member_id, photo in rows if photo}


def _letter(row: AnyRow, place: Place, texts: PrintedTexts, day: dt.date, token: str) -> Letter:
    values = values_of(place, texts) | {"head": row.head_name or NOBODY}
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
    values = values_of(place, texts) | {"head": "", "address": ""}
    contact, head, said = place.contact, place.head, texts.card
    code, hint = _code(place, texts, values["centre"], token)
    return Card(
        town=place.town, village=place.village, grid=place.grid, title=fill_placeholders(said.title, values),
        member_name=values["member"], member_role=contact.post if contact else "",
        member_phone=spaced_phone(values["phone"]),
        head_role=head.post if head else "", head_name=head.name if head and head != contact else "",
        head_phone=spaced_phone(head.phone) if head else "",
        centre_label=centre_label(texts), centre_phone=values["centre_phone"],
        duties=tuple(fill_placeholders(each, values) for each in said.duties),
        footer=fill_placeholders(said.footer or "", values), qr_text=code, qr_hint=hint,
        photo=photos.get(contact.member_id) if contact else None,
    )  # fmt: skip


def centre_label(texts: PrintedTexts) -> str:
    """What the number beside it is called."""
    return CENTRE if texts.centre_phone else HOTLINE


def values_of(place: Place, texts: PrintedTexts) -> dict[str, str]:
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


LETTERS = Kind(design_for("letter"), PER_CHUNK, letters, "household", preview_letters, coded=True)
CARDS = Kind(design_for("card"), PER_CHUNK, cards, "household", preview_cards, coded=True)
