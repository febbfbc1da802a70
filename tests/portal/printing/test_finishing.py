"""Files for archives and for printers that print on both sides: ordered on the page, kept with the batch, true of the joined file."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.printing import assembling, rendering, services
from portal.printing.covers import cover_of
from portal.printing.finishing import finished
from portal.printing.household_check import preview_grid
from portal.printing.jobs import store_of
from portal.printing.models import PrintBatch
from portal.printing.rules import PrintKind
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.printing.papers import pages_of

pytestmark = pytest.mark.usefixtures("own_store")


archived = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""WeasyPrint leaves its colour profile open."""


def printed(app: Flask, session: Session, batch_id: int) -> bytes:
    store = store_of(app)
    for chunk_id in services.chunk_ids(session, batch_id):
        rendering.print_chunk(chunk_id, store)
    assembling.assemble(batch_id, store)
    session.expire_all()
    return store.read(str(session.get_one(PrintBatch, batch_id).output))


def about(pdf: bytes, folder: Path, *options: str) -> str:
    path = folder / "about.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdfinfo", *options, path], capture_output=True, check=True, text=True).stdout


@archived
def test_a_page_orders_for_archive_and_both_sides_and_a_reprint_offers_the_same(
    app: Flask, planned: Session, world: World, sign_in: SignIn, tmp_path: Path
) -> None:
    head, grid = sign_in(roles.HEAD), world.grids["west"]
    check = head.get(f"/printview/check/letters/grid/{grid}").text
    assert all(words in check for words in ("双面打印", "存档格式（PDF/A-2b）"))
    form = {"grid": grid, "option-archive": "y", "option-duplex": "y"}
    head.post("/printview/order/letters", data=form)
    batch = planned.scalars(select(PrintBatch)).one()
    assert batch.options == {"archive": True, "duplex": True}
    pdf = printed(app, planned, batch.id)
    texts = pages_of(pdf, tmp_path)
    assert (len(texts), batch.pages) == (12, 12)
    assert [bool(text) for text in texts] == [True, False] * 6
    assert "pdfaid" in about(pdf, tmp_path, "-meta")
    cover = cover_of(planned, batch, 12)
    assert (cover.copies, cover.pages, cover.sheets, cover.sides) == (6, 12, 6, 2)
    assert "请双面打印" in head.get(f"/printview/show/{batch.id}").text
    again = head.post(f"/printview/reprint/{batch.id}", data={"who": "赵甲", "reason": "淋湿"}).text
    assert again.count(" checked") == 2


@archived
def test_the_file_joined_of_several_parts_is_for_the_archive_too(
    app: Flask, planned: Session, world: World, tmp_path: Path
) -> None:
    plan = finished(preview_grid(planned, PrintKind.LETTERS, world.grids["west"]), {"archive": "y", "duplex": "y"})
    batch = services.place(planned, plan, "甲", per_chunk=2)
    planned.commit()
    assert len(batch.chunks) == 3
    pdf = printed(app, planned, batch.id)
    assert "pdfaid" in about(pdf, tmp_path, "-meta")
    assert "Pages:           12" in about(pdf, tmp_path)


def test_cards_leave_the_backs_of_their_sheets_empty(
    app: Flask, planned: Session, world: World, tmp_path: Path
) -> None:
    plan = finished(preview_grid(planned, PrintKind.CARDS, world.grids["town"]), {"duplex": "y"})
    batch = services.place(planned, plan, "甲")
    planned.commit()
    texts = pages_of(printed(app, planned, batch.id), tmp_path)
    assert [bool(text) for text in texts] == [True, False, True, False], "12 cards are two sheets"


def test_handbooks_are_folded_and_printed_on_both_sides_anyway(planned: Session, world: World, sign_in: SignIn) -> None:
    page = sign_in(roles.CENTRE).get(f"/printview/check/handbooks/grid/{world.grids['town']}").text
    assert "option-archive" in page
    assert "option-duplex" not in page
