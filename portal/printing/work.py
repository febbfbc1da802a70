"""All that rendering one chunk needs, read in one short transaction."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.errors import Refusal
from portal.printing.finishing import Finish, finish_of
from portal.printing.kinds import kind_of
from portal.printing.models import PrintChunk, PrintItem
from reports.contexts import Context


class Work(NamedTuple):
    """What one chunk prints; nothing of it refers to the database."""

    design: str
    title: str
    contexts: tuple[Context, ...]
    per_document: int | None = None
    finish: Finish = Finish()


def work_of(session: Session, chunk_id: int) -> Work:
    """What a chunk prints, in delivery order. Raises `Refusal` when a row has gone since it was ordered."""
    batch = session.get_one(PrintChunk, chunk_id).batch
    statement = select(PrintItem.subject_id).where(PrintItem.chunk_id == chunk_id).order_by(PrintItem.position)
    subjects = list(session.scalars(statement))
    kind = kind_of(batch.kind)
    made = kind.contexts(session, batch, subjects)
    gone = len(subjects) - len(made)
    if gone:
        raise Refusal(f"下单后有 {gone} 项已被删除，请重新下单")
    contexts, finish = tuple(made[one] for one in subjects), finish_of(batch.options)
    return Work(kind.design_of(session, batch), batch.title, contexts, kind.per_document, finish)
