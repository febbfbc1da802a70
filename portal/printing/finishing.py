"""How a batch is made up whatever is printed: as a file for archives, and for printers that print on both sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from portal.printing.models import PrintBatch
from portal.printing.preview import Preview
from portal.printing.rules import PrintKind

ARCHIVE, DUPLEX = "archive", "duplex"
"""By these names a form and the options of a batch tell it."""
_FOLDED = (PrintKind.HANDBOOKS,)
"""Printed on both sides in any case."""


class Finish(NamedTuple):
    """`archive`: PDF/A-2b. `duplex`: whatever is for one addressee begins on the front of a sheet, with empty backs where needed."""

    archive: bool = False
    duplex: bool = False


def offered(kind: PrintKind) -> tuple[str, ...]:
    """What may be asked of this kind."""
    return (ARCHIVE,) if kind in _FOLDED else (ARCHIVE, DUPLEX)


def finish_of(options: Mapping[str, Any] | None) -> Finish:
    """What a batch or a form asks."""
    return Finish(*(bool((options or {}).get(name)) for name in (ARCHIVE, DUPLEX)))


def chosen(batch: PrintBatch) -> tuple[str, ...]:
    """What was asked of a batch."""
    return tuple(name for name in (ARCHIVE, DUPLEX) if (batch.options or {}).get(name))


def finished(plan: Preview, asked: Mapping[str, Any]) -> Preview:
    """The plan with what was asked of it; the batch keeps it with its options."""
    wanted = {name: True for name in offered(plan.kind) if asked.get(name)}
    return replace(plan, options={**(plan.options or {}), **wanted}) if wanted else plan
