"""Rendering one chunk: claim, lease and file around the pure renderer.

Nothing is rendered inside a transaction, and it may run twice without harm.
"""

from __future__ import annotations

import io
from typing import Any

from portal.foundation.errors import Refusal
from portal.jobs.leases import kept
from portal.jobs.transactions import transaction
from portal.printing import claims
from portal.printing.claims import Claim
from portal.printing.rules import LEASE_SECONDS
from portal.printing.store import Store, Stored
from portal.printing.work import Work, work_of
from reports.errors import ReportError

FAULT = "印制时系统出了差错，已记录下来"


def print_chunk(chunk_id: int, store: Store, lease: int = LEASE_SECONDS) -> Claim | None:
    """Claim, render, store and finish one chunk. None when it was not to be had, or was lost on the way.

    What the clerk must put right fails the batch with its sentence; any other error is raised after the chunk is given back.
    """
    with transaction() as session:
        held = claims.claim(session, chunk_id, lease)
    if held is None:
        return None
    try:
        with kept(lambda session: claims.renew(session, held, lease), lease):
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
    pdf, pages = laid_out(work)
    name = f"{held.batch_id}/{held.position}-{held.token}.pdf"
    return store.put(name, lambda file: file.write(pdf)), pages


def laid_out(work: Work) -> tuple[bytes, int]:
    """The PDF of a chunk and its pages; what would be too much at once is laid out in runs and joined."""
    from reports.joining import merge  # layout takes half a second to load, and only who prints needs it
    from reports.render import render_pdf

    size = work.per_document or len(work.contexts)
    runs = [work.contexts[start : start + size] for start in range(0, len(work.contexts), size)]
    how: dict[str, Any] = {"title": work.title, "archive": work.finish.archive, "duplex": work.finish.duplex}
    if len(runs) == 1:
        rendered = render_pdf(work.design, work.contexts, **how)
        return rendered.pdf, rendered.pages
    whole = io.BytesIO()
    pages = merge((render_pdf(work.design, run, **how).pdf for run in runs), whole, title=work.title)
    return whole.getvalue(), pages
