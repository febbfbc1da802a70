"""What a text looks like on paper, approved or not: on real data or on made-up ones, each page marked as a sample.

Nothing is stored and nothing counted: a sample is no print order, and its code opens nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.clock import now
from portal.foundation.errors import OutOfScope
from portal.grids.models import Grid, GridLevel
from portal.grids.rules import GridStatus
from portal.households.models import Household
from portal.households.rules import HouseholdKind
from portal.members.models import Assignment, Member
from portal.printing.kinds import KINDS
from portal.printing.models import PrintBatch
from portal.printing.preview import OUTSIDE
from portal.printing.specimens import specimen
from portal.printing.worded import WORDINGS
from portal.wordings.content import plain, section_of, unknown_places
from portal.wordings.designs import fitting_designs
from portal.wordings.models import Wording
from portal.wordings.rules import MOST_SAMPLES, SAMPLED, WordingKind
from reports.contexts import Context

MARK = "样张"
"""Across every page of a sample."""
SPECIMEN = "样张，不能扫码反映问题"
"""What the code of a sample says."""
MADE_UP = "虚构的样例"
_PRINTED = {wording: kind for kind, wording in WORDINGS.items()}


class Sample(NamedTuple):
    """What is laid out: plain values, nothing of it refers to the database."""

    design: str
    title: str
    contexts: tuple[Context, ...]
    whose: str


def sample_of(
    session: Session,
    wording: Wording,
    subject_id: int | None = None,
    *,
    content: Mapping[str, Any] | None = None,
    design: str = "",
) -> Sample:
    """A sample of a version, or of what is being typed for it, on one row or on the first there is. Raises `OutOfScope` for a
    row that is not visible, and `Refusal` naming the field of a text that cannot stand."""
    kind = WordingKind(wording.kind)
    section = section_of(kind, dict(content if content is not None else wording.content))
    chosen = design if design in fitting_designs(kind) else wording.design
    found = _subjects(session, wording, subject_id, 1)
    with session.no_autoflush:
        wording.content, wording.design = plain(section), chosen
        contexts, whose = _contexts(session, wording, found)
    session.expire(wording)
    return Sample(chosen, f"{kind.label}{MARK}", contexts or (specimen(kind, chosen, section),), whose)


def samples_of(session: Session, wording: Wording, subject_id: int | None = None) -> Sample:
    """Up to `MOST_SAMPLES` samples of a saved version: of one row, or of the first rows of its area."""
    most = 1 if subject_id is not None else MOST_SAMPLES
    contexts, whose = _contexts(session, wording, _subjects(session, wording, subject_id, most))
    kind = WordingKind(wording.kind)
    made = contexts or (specimen(kind, wording.design, section_of(kind, wording.content)),)
    return Sample(wording.design, f"{kind.label}{MARK}", made, whose)


def warnings_on(wording: Wording, content: Mapping[str, Any]) -> list[str]:
    """What is wrong with a text besides its shape."""
    kind = WordingKind(wording.kind)
    return [sentence for sentence, _field in unknown_places(kind, section_of(kind, dict(content)))]


def _contexts(session: Session, wording: Wording, subjects: Sequence[Any]) -> tuple[tuple[Context, ...], str]:
    if not subjects:
        return (), MADE_UP
    kind = _PRINTED[WordingKind(wording.kind)]
    batch = PrintBatch(kind=kind, created_at=now(), grid_id=wording.grid_id, wording_id=wording.id)
    made = KINDS[kind].contexts(session, batch, [row.id for row in subjects])
    return tuple(_specimen(made[row.id]) for row in subjects if row.id in made), str(subjects[0])


def _specimen(context: Any) -> Any:
    """Without the household's code: who scans a sample must not speak for the household."""
    return replace(context, qr_text=SPECIMEN) if getattr(context, "qr_text", "") else context


def _subjects(session: Session, wording: Wording, subject_id: int | None, most: int) -> Sequence[Any]:
    model: Any = {"household": Household, "member": Member, "grid": Grid}[SAMPLED[WordingKind(wording.kind)]]
    if subject_id is not None:
        row = session.get(model, subject_id)
        if row is None:
            raise OutOfScope(OUTSIDE)
        return [row]
    path = session.scalar(select(Grid.path).where(Grid.id == wording.grid_id), execution_options={"unscoped": True})
    return session.scalars(
        _FIRST[SAMPLED[WordingKind(wording.kind)]](str(path), WordingKind(wording.kind)).limit(most)
    ).all()


def _first_households(path: str, _kind: WordingKind) -> Any:
    inside = Grid.path.startswith(path, autoescape=True)
    lived_in = Household.kind != HouseholdKind.VACANT
    return (
        select(Household)
        .join(Household.grid)
        .where(inside, lived_in)
        .order_by(Grid.code, Household.walking_order, Household.id)
    )


def _first_members(path: str, _kind: WordingKind) -> Any:
    inside = select(Assignment.member_id).join(Assignment.grid).where(Grid.path.startswith(path, autoescape=True))
    return select(Member).where(Member.id.in_(inside)).order_by(Member.id)


def _first_grids(path: str, kind: WordingKind) -> Any:
    inside = (Grid.path.startswith(path, autoescape=True), Grid.status == GridStatus.ACTIVE)
    lowest = kind == WordingKind.BOARD
    grids = select(Grid).join(Grid.level).where(*inside, GridLevel.visits.is_(lowest))
    return grids.order_by(GridLevel.rank.desc(), Grid.code)


_FIRST = {"household": _first_households, "member": _first_members, "grid": _first_grids}
