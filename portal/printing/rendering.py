"""Rendering one chunk and joining a batch: claims, leases and files around the pure renderer.

Nothing is rendered inside a transaction, and both may run twice without harm.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, cast

from flask import Flask, current_app
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.foundation.clock import now
from portal.foundation.errors import Refusal
from portal.jobs.transactions import transaction
from portal.printing import claims
from portal.printing.claims import Claim
from portal.printing.contexts import work_of
from portal.printing.models import PrintBatch, PrintChunk
from portal.printing.rules import LEASE_SECONDS, OPEN_BATCH, BatchState, ChunkState
from portal.printing.store import Store, Stored
from reports.errors import ReportError
from reports.joining import merge
from reports.render import render_pdf

log = logging.getLogger("portal.printing")
FAULT = "印制时系统出了差错,已记录下来"


def print_chunk(chunk_id: int, store: Store, lease: int = LEASE_SECONDS) -> Claim | None:
    """Claim, render, store and finish one chunk. None when it was not to be had, or was lost on the way.

    What the clerk must put right fails the batch with its sentence; any other error is raised after the chunk is given back.
    """
    with transaction() as session:
        held = claims.claim(session, chunk_id, lease)
    if held is None:
        return None
    try:
        with kept(held, lease):
            stored, pages = _render(held, store)
    except (ReportError, Refusal) as error:
        with transaction() as session:
            claims.fail(session, held, str(error))
        return None
    except Exception:
        with transaction() as session:
            claims.give_back(session, held, FAULT)
        raise
    with transaction() as session:
        finished = claims.finish(session, held, stored.name, stored.sha256, pages)
    if not finished:
        store.remove(stored.name)
    return held if finished else None


def _render(held: Claim, store: Store) -> tuple[Stored, int]:
    with transaction(reading=True) as session:
        work = work_of(session, held.chunk_id)
    rendered = render_pdf(work.design, work.contexts, title=work.title)
    name = f"{held.batch_id}/{held.position}-{held.token}.pdf"
    return store.put(name, lambda file: file.write(rendered.pdf)), rendered.pages


@contextmanager
def kept(held: Claim, lease: int) -> Iterator[None]:
    """Renew the lease from a thread while the block runs; a token that no longer counts is noticed when finishing."""
    done = threading.Event()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def renew() -> None:
        held_still = True
        while held_still and not done.wait(lease / 3):
            try:
                with app.app_context(), transaction() as session:
                    held_still = claims.renew(session, held, lease)
            except SQLAlchemyError:
                log.warning("the lease of chunk %s could not be renewed", held.chunk_id, exc_info=True)

    keeper = threading.Thread(target=renew, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join()


def assemble(batch_id: int, store: Store) -> bool:
    """Join a batch whose chunks are all done into one PDF in delivery order. True for the one call that made it ready."""
    with transaction(reading=True) as session:
        title, names = _parts(session, batch_id)
    if not names:
        return False
    pages = 0

    def fill(file: object) -> None:
        nonlocal pages
        pages = merge((store.read(name) for name in names), cast(IO[bytes], file), title=title)

    stored = store.put(f"{batch_id}/all-{secrets.token_hex(16)}.pdf", fill)
    with transaction() as session:
        made_ready = _make_ready(session, batch_id, stored, pages)
    if not made_ready:
        store.remove(stored.name)
    return made_ready


def is_whole(session: Session, batch_id: int) -> bool:
    """Whether all that is left is to join the chunks."""
    return bool(_parts(session, batch_id)[1])


def _parts(session: Session, batch_id: int) -> tuple[str, list[str]]:
    """The title of a batch and the files of its chunks; none while it is not open or a chunk is not done."""
    batch = session.get(PrintBatch, batch_id)
    if batch is None or batch.state not in OPEN_BATCH or any(chunk.state != ChunkState.DONE for chunk in batch.chunks):
        return "", []
    return batch.title, [chunk.output for chunk in batch.chunks if chunk.output]


def _make_ready(session: Session, batch_id: int, stored: Stored, pages: int) -> bool:
    """Ready once and for ever: only while all chunks are still done."""
    undone = select(PrintChunk.id).where(PrintChunk.batch_id == batch_id, PrintChunk.state != ChunkState.DONE)
    statement = (
        update(PrintBatch)
        .where(PrintBatch.id == batch_id, PrintBatch.state.in_(OPEN_BATCH), ~undone.exists())
        .values(
            state=BatchState.READY, output=stored.name, sha256=stored.sha256, pages=pages, finished_at=now(), error=None
        )
        .returning(PrintBatch.id)
    )
    return session.scalar(statement) is not None
