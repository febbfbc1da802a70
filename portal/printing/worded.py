"""With which text and in which design a kind of paper is printed at a grid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from portal.printing.models import PrintBatch
from portal.printing.rules import PrintKind
from portal.wordings.designs import design_of
from portal.wordings.models import Wording
from portal.wordings.rules import WordingKind
from portal.wordings.services import PaperTexts, paper_texts, wording_for

if TYPE_CHECKING:
    from portal.printing.preview import Preview

AGAIN_OF = "again_of"
"""By this name a form and the options of a batch tell which batch it prints again."""
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


def texts_of(session: Session, batch: PrintBatch) -> PaperTexts:
    """The texts a batch is printed with: those of the moment it was ordered; what prints another batch again, those of that one."""
    again = (batch.options or {}).get(AGAIN_OF)
    first = session.get(PrintBatch, again, execution_options={"unscoped": True}) if again else batch
    return paper_texts(session, (first or batch).created_at, batch.wording_id)


def as_before(session: Session, found: Preview, batch: PrintBatch) -> Preview:
    """The check of what prints a batch again: with the text of that time, and a note that says so."""
    today = notes_on(approved_for(session, found.kind, found.grid_id))
    old = session.get(Wording, batch.wording_id, execution_options={"unscoped": True}) if batch.wording_id else None
    notes = (*notes_on(old), *(note for note in found.notes if note not in today))
    options = {**(found.options or {}), AGAIN_OF: (batch.options or {}).get(AGAIN_OF, batch.id)}
    return replace(found, wording_id=batch.wording_id, notes=notes, options=options)


def notes_on(wording: Wording | None) -> tuple[str, ...]:
    """What a check says of the text."""
    return () if wording is None else (f"用印刷文字第 {wording.version} 版（{wording.decided_by}批准）",)


def design_for(usual: str) -> Callable[[Session, PrintBatch], str]:
    """The design that a batch's text chose, else the usual one."""
    return lambda session, batch: design_of(session, batch.wording_id, usual)
