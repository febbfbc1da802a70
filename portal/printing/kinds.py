"""How each kind is printed: its design, how much one job takes, its contexts, and what its check finds.

A kind is declared as a `Kind` in the module that makes its contexts, and named here; the module is loaded when the kind is first used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from portal.foundation.errors import BadParameter
from portal.printing.models import PrintBatch
from portal.printing.rules import ITEM_BYTES, PrintKind
from reports.contexts import Context

if TYPE_CHECKING:
    from portal.printing.preview import Preview


@dataclass(frozen=True)
class Wish:
    """What somebody wants printed: a grid with all below it or chosen rows, and what else the kind asks for, as sent."""

    grid_id: int | None = None
    rows: tuple[int, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """One kind of paper."""

    design: str | Callable[[Session, PrintBatch], str]
    """Folder of `reports/designs`, or what finds it for a batch."""
    per_chunk: int
    """How many subjects one job renders at most."""
    contexts: Callable[[Session, PrintBatch, Sequence[int]], Mapping[int, Context]]
    """By subject id; a subject that has gone since the order is left out, and fails the batch with a sentence."""
    subjects: str
    """The table of which `PrintItem.subject_id` is the key."""
    preview: Callable[[Session, Wish], Preview] | None = None
    """The check before printing; None for a kind that has an order page of its own."""
    verb: tuple[str, str] = ("can_use", "PrintView")
    """What one must be allowed to do to order it, and on which screen."""
    item_bytes: int = ITEM_BYTES
    """What one subject takes on disk, in its part and in the whole file."""
    per_document: int | None = None
    """How many are laid out together; more are laid out in turn and joined, so that memory does not grow with the job."""
    coded: bool = False
    """Whether each household's own code stands on it; the code is made with the order."""

    def design_of(self, session: Session, batch: PrintBatch) -> str:
        """The design of a batch."""
        return self.design if isinstance(self.design, str) else self.design(session, batch)

    def check(self, session: Session, wish: Wish) -> Preview:
        """The check before printing. Raises `BadParameter` for a kind without one, else what the check raises."""
        if self.preview is None:
            raise BadParameter("这种印件不能从这里下单")
        return self.preview(session, wish)


_DECLARED = {
    PrintKind.LETTERS: "portal.printing.contexts:LETTERS",
    PrintKind.CARDS: "portal.printing.contexts:CARDS",
    PrintKind.ASSESSMENTS: "portal.printing.sheets:ASSESSMENTS",
    PrintKind.BADGES: "portal.printing.badges:BADGES",
    PrintKind.LEAFLETS: "portal.printing.leaflets:LEAFLETS",
    PrintKind.BOARDS: "portal.printing.boards:BOARDS",
    PrintKind.HANDBOOKS: "portal.printing.leaflets:HANDBOOKS",
    PrintKind.MAPS: "portal.printing.maps:MAPS",
    PrintKind.REPORTS: "portal.printing.assessment_reports:REPORTS",
    PrintKind.MAILING: "portal.printing.mailing:MAILING",
    PrintKind.TABLES: "portal.printing.long_tables:TABLES",
}
"""Where each kind is declared: module and name."""


class _Kinds(Mapping[PrintKind, Kind]):
    def __getitem__(self, kind: PrintKind) -> Kind:
        module, _, name = _DECLARED[kind].partition(":")
        found: Kind = getattr(import_module(module), name)
        return found

    def __iter__(self) -> Iterator[PrintKind]:
        return iter(_DECLARED)

    def __len__(self) -> int:
        return len(_DECLARED)


KINDS: Mapping[PrintKind, Kind] = _Kinds()


def kind_of(key: str) -> Kind:
    """The kind of this key, as it stands in an address or a row. Raises `BadParameter` for one that is not printed."""
    if key not in set(KINDS):
        raise BadParameter("没有这种印件")
    return KINDS[PrintKind(key)]
