"""Which designs a kind may be printed in, and whether their faces have all its characters.

The shelf is read when it is first asked for, not when the portal starts.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.wordings.content import texts_in
from portal.wordings.models import Wording
from portal.wordings.rules import WordingKind
from seeds.sections.base import Section

_CONTEXTS = {
    WordingKind.LETTER: "Letter", WordingKind.CARD: "Card", WordingKind.BADGE: "Badge", WordingKind.LEAFLET: "Leaflet",
    WordingKind.BOARD: "Board", WordingKind.HANDBOOK: "Handbook", WordingKind.GRID_MAP: "GridMapSheet",
}  # fmt: skip
"""The class in `reports` that the designs of a kind print."""


def fitting_designs(kind: str) -> dict[str, str]:
    """Folder -> name of the designs for a kind, that which is named as the kind first."""
    from reports.catalogue import available_designs

    found = [one for one in available_designs() if one.context.__name__ == _CONTEXTS[WordingKind(kind)]]
    return {one.key: one.name for one in sorted(found, key=lambda one: (one.key != kind, one.key))}


def design_of(session: Session, wording_id: int | None, usual: str) -> str:
    """The design that a wording chose, else the usual one; one that has gone since is the usual one again."""
    wording = session.get(Wording, wording_id, execution_options={"unscoped": True}) if wording_id else None
    return wording.design if wording is not None and wording.design in fitting_designs(wording.kind) else usual


def lacking_sentence(design: str, section: Section) -> str | None:
    """Which characters of a text the faces of a design cannot print, in words, or None."""
    from reports.catalogue import load_design
    from reports.fonts import clean, missing_characters

    words = clean("".join(text for _, text in texts_in(section)))
    missing = missing_characters(words, load_design(design).faces)
    return f"字体里没有“{'”“'.join(missing)}”，印不出来，请换一个写法" if missing else None
