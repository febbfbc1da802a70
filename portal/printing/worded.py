"""With which text and in which design a kind of paper is printed at a grid."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from portal.printing.models import PrintBatch
from portal.printing.rules import PrintKind
from portal.wordings.designs import design_of
from portal.wordings.models import Wording
from portal.wordings.rules import WordingKind
from portal.wordings.services import wording_for

WORDINGS = {
    PrintKind.LETTERS: WordingKind.LETTER, PrintKind.CARDS: WordingKind.CARD, PrintKind.BADGES: WordingKind.BADGE,
    PrintKind.LEAFLETS: WordingKind.LEAFLET, PrintKind.BOARDS: WordingKind.BOARD, PrintKind.HANDBOOKS: WordingKind.HANDBOOK,
    PrintKind.MAPS: WordingKind.GRID_MAP,
}  # fmt: skip
"""Whose text each kind of paper carries; others carry none that a town writes."""


def approved_for(session: Session, kind: PrintKind, grid_id: int) -> Wording | None:
    """The approved text that an order for this grid is printed with; None where the profile's stands. Nothing else is ever
    printed in numbers: a text that nobody approved comes only as a sample (`portal.printing.samples`)."""
    return wording_for(session, grid_id, WORDINGS[kind]) if kind in WORDINGS else None


def notes_on(wording: Wording | None) -> tuple[str, ...]:
    """What a check says of the text."""
    return () if wording is None else (f"用印刷文字第 {wording.version} 版（{wording.decided_by}批准）",)


def design_for(usual: str) -> Callable[[Session, PrintBatch], str]:
    """The design that a batch's text chose, else the usual one."""
    return lambda session, batch: design_of(session, batch.wording_id, usual)
