"""Writing an order down: its batches, their chunks, and one row a letter, in a handful of statements however many there are."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.feedback.links import is_open
from portal.feedback.services import codes_for
from portal.foundation import audit
from portal.foundation.clock import now
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.printing.again import printed_this_year
from portal.printing.kinds import KINDS, Kind, kind_of
from portal.printing.models import PrintBatch, PrintChunk, PrintItem
from portal.printing.preview import Part, Preview, missing_of
from portal.printing.rules import BatchState, PrintKind, chunk_size, reason_problem, split

Filled = tuple[PrintBatch, Sequence[int]]
"""A batch with its subjects in delivery order."""


def check_reason(session: Session, plan: Preview) -> None:
    """Raise `Refusal` on `reason` when some of it was printed this year and no reason is given, or it is too long.

    The check read before anybody was kept out; what was printed is counted once more.
    """
    path, again = _one_at_a_time(session, plan.grid_id), plan.again
    if KINDS[plan.kind].subjects == "household":
        printed = printed_this_year(session, plan.kind, path)
        again = sum(subject in printed for subject in plan.subjects)
    problem = reason_problem(again, plan.reason)
    if problem:
        raise Refusal(problem, "reason")


def check_twice(session: Session, batch: PrintBatch) -> None:
    """Raise `Refusal` when some of a failed batch stands in another by now. A reason it was ordered with is good for what had been
    printed until then."""
    path = _one_at_a_time(session, batch.grid_id)
    if kind_of(batch.kind).subjects != "household":
        return
    printed = printed_this_year(session, PrintKind(batch.kind), path)
    subjects = session.scalars(select(PrintItem.subject_id).where(PrintItem.batch_id == batch.id))
    found = [printed[subject] for subject in subjects if subject in printed]
    twice = sum(not batch.reason or one.at >= batch.created_at for one in found)
    if twice:
        raise Refusal(f"“{batch.title}”中有 {twice} 份今年已在别的印件里印过，不能重试；要再印请重新下单并写明原因")


def _one_at_a_time(session: Session, grid_id: int) -> str:
    """The path of a grid, in whose town orders go one at a time from here on."""
    grid = session.get_one(Grid, grid_id, execution_options={"unscoped": True})
    top = select(Grid.id).where(Grid.id == int(grid.path.split("/")[1])).with_for_update(key_share=True)
    session.execute(top, execution_options={"unscoped": True})
    return grid.path


def new_batch(plan: Preview, part: Part, by: str) -> PrintBatch:
    """A waiting batch for a part of a plan, not yet written."""
    return PrintBatch(
        kind=plan.kind, title=part.title[:120], grid_id=part.grid_id, state=BatchState.WAITING, total=len(part.subjects),
        created_at=now(), created_by=by, missing=missing_of(part.notes, part.problems), options=plan.options,
        wording_id=part.wording_id, reason=plan.reason,
    )  # fmt: skip


def note(session: Session, plan: Preview, subject: str, row_id: int, told: str) -> None:
    """Who ordered what, and why again, in the trail."""
    audit.record(session, audit.Deed.PRINT, subject, row_id, f"{told}（{plan.reason}）" if plan.reason else told)


def write_down(session: Session, filled: Sequence[Filled], kind: Kind, per_chunk: int | None) -> None:
    """Write these batches with their chunks and items; codes of households are made where the kind carries them.

    Items go to the database as plain rows: the subjects were read within the scope, and a county has 200,000 of them.
    """
    most = kind.per_chunk if per_chunk is None else min(per_chunk, kind.per_chunk)
    runs = [list(split(subjects, chunk_size(batch.kind, most))) for batch, subjects in filled]
    for (batch, _), own in zip(filled, runs, strict=True):
        batch.chunks = [PrintChunk(position=number, size=len(run)) for number, run in enumerate(own, 1)]
    session.add_all([batch for batch, _ in filled])
    session.flush()
    items = [
        {"batch_id": batch.id, "chunk_id": chunk.id, "subject_id": subject, "position": position}
        for (batch, _), own in zip(filled, runs, strict=True)
        for chunk, run in zip(batch.chunks, own, strict=True)
        for position, subject in enumerate(run, 1)
    ]
    session.connection().execute(insert(PrintItem.__table__), items)
    if kind.coded and is_open():
        codes_for(session, [subject for _, subjects in filled for subject in subjects])
