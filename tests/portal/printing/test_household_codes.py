"""The code on a letter or card opens the page of its household, and of no other."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.feedback import services as feedback
from portal.feedback.models import ContactCode
from portal.households.models import Household
from portal.printing import services
from portal.printing.household_check import NOT_OPEN, preview_grid
from portal.printing.kinds import kind_of
from portal.printing.models import PrintBatch, PrintItem
from portal.printing.rules import PrintKind
from reports.render import render_pdf
from tests.fixtures.world import World
from tests.reports.papers import codes

ADDRESS = "https://wg.example.cn"


@pytest.fixture
def public(app: Flask) -> Iterator[None]:
    """Residents can open the portal."""
    before = app.config["PORTAL"]
    app.config["PORTAL"] = dataclasses.replace(before, public_url=ADDRESS)
    yield
    app.config["PORTAL"] = before


def printed(session: Session, batch: PrintBatch) -> dict[int, Any]:
    subjects = list(session.scalars(select(PrintItem.subject_id).where(PrintItem.batch_id == batch.id)))
    return dict(kind_of(batch.kind).contexts(session, batch, sorted(subjects)))


@pytest.mark.usefixtures("public")
@pytest.mark.parametrize("kind", ["letters", "cards"])
def test_what_a_phone_reads_from_the_paper_is_its_household(planned: Session, world: World, kind: str) -> None:
    made = printed(planned, services.order(planned, PrintKind(kind), world.grids["west1"], by="甲"))
    tokens = feedback.codes_of(planned, list(made))
    assert {key: one.qr_text for key, one in made.items()} == {
        key: f"{ADDRESS}/r/{token}" for key, token in tokens.items()
    }
    assert {one.qr_hint[:6] for one in made.values()} == {"扫码反映问题"}
    first = next(iter(made.values()))
    pdf = render_pdf("letter" if kind == "letters" else "card", [first], title="印").pdf
    assert codes(pdf, dpi=150) == [first.qr_text]


@pytest.mark.usefixtures("public")
def test_printing_again_keeps_the_codes_and_a_revoked_one_is_replaced(planned: Session, world: World) -> None:
    home = planned.get_one(Household, world.households["west1-1"])
    first = printed(planned, services.order(planned, PrintKind.LETTERS, world.grids["west1"], by="甲"))
    batch = services.order(planned, PrintKind.CARDS, world.grids["west1"], by="甲")
    assert {key: one.qr_text for key, one in printed(planned, batch).items()} == {
        key: one.qr_text for key, one in first.items()
    }
    feedback.revoke(planned, home, "甲")
    assert "VCARD" in printed(planned, batch)[home.id].qr_text
    again = printed(
        planned, services.order(planned, PrintKind.LETTERS, world.grids["west1"], by="甲", reason="码被撕掉")
    )
    assert again[home.id].qr_text.startswith(f"{ADDRESS}/r/")
    assert again[home.id].qr_text != first[home.id].qr_text


def test_without_a_public_address_the_check_says_why_nobody_can_scan(planned: Session, world: World) -> None:
    assert preview_grid(planned, PrintKind.LETTERS, world.grids["west1"]).notes == (NOT_OPEN,)
    made = printed(planned, services.order(planned, PrintKind.LETTERS, world.grids["west1"], by="甲"))
    assert all(one.qr_text.startswith("BEGIN:VCARD") for one in made.values())
    assert planned.scalar(select(func.count(ContactCode.id))) == 0


@pytest.mark.usefixtures("public")
def test_with_one_it_says_nothing(planned: Session, world: World) -> None:
    assert preview_grid(planned, PrintKind.LETTERS, world.grids["west1"]).notes == ()
