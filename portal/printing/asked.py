"""What an address of printing names, and the files behind it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, abort, current_app, send_file

from portal.foundation import audit
from portal.foundation.database import apart, db
from portal.jobs.queues import DOWN, BrokerDown, broker_of
from portal.printing import dispatch
from portal.printing.bundles import bundle, fetchable, file_name, lost, packed
from portal.printing.jobs import store_of
from portal.printing.models import PrintBatch, PrintOrder
from portal.printing.progress import PAUSED, Progress
from portal.web.parameters import identity


def running_app() -> Flask:
    """The application itself, for what outlives the request."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app


def batch_of(pk: str) -> PrintBatch:
    """The batch of an address; 404 for none or one out of scope."""
    batch: PrintBatch | None = db.session.get(PrintBatch, identity(pk))
    return batch or abort(404)


def order_of(pk: str) -> PrintOrder:
    """The order of an address, as `batch_of`."""
    order: PrintOrder | None = db.session.get(PrintOrder, identity(pk))
    return order or abort(404)


def hand_on(batch_id: int | None = None) -> None:
    """Commit, then queue; from here on this session must not read, or its transaction would lock out the queueing. Without a
    broker the reconciler queues it later, and the page that follows says so (`unqueued`)."""
    db.session.commit()
    with suppress(BrokerDown):
        dispatch.dispatch(broker_of(running_app()), batch_id)


def unqueued(progress: Progress) -> Progress:
    """The same, or that the queue is away while it waits for it. While a part is in work nobody waits: the queue is not asked."""
    held = not progress.open or progress.working or progress.label == PAUSED
    return progress if held or broker_of(running_app()).answers() else progress.waiting_for(DOWN)


def sent_together(order: PrintOrder) -> Response:
    """The finished files of an order in one ZIP; whoever fetches it is in the audit trail. 404 while none is finished.

    What the disk has lost is named in the ZIP; the trail counts what went out.
    """
    files, store = packed(order.batches, COVER), store_of(running_app())
    missing = lost(store, files)
    number = (sum(fetchable(batch) for batch in order.batches) or abort(404)) - len(missing)
    order_id, label = order.id, f"{order.title} {number} 个文件" + (f"，缺 {len(missing)} 个" if missing else "")
    name = f"{order.title}-{order.created_at:%Y%m%d}-{order_id}.zip"
    db.session.close()  # no read transaction stays open while the files are sent
    with apart() as connection:
        audit.record(connection, audit.Deed.EXPORT, "print_order", order_id, label)
    response = Response(bundle(store, files, missing), mimetype="application/zip")
    named = f"filename*=UTF-8''{quote(name)}"  # gunicorn refuses a header with other characters
    response.headers["Content-Disposition"] = f"attachment; {named}"
    return response


def sent(batch: PrintBatch, name: str, what: str) -> Response:
    """A file of a batch; whoever fetches it is in the audit trail. 404 when it is not there (any more)."""
    store, batch_id = store_of(running_app()), batch.id
    label = f"{batch.title} {what}"
    shown = file_name(batch, COVER if what == COVER else "")
    try:
        size, file = store.size(name), store.open(name)
    except FileNotFoundError:
        abort(404)
    response: Any = send_file(file, "application/pdf", as_attachment=True, download_name=shown)
    response.content_length = size
    db.session.close()  # no read transaction stays open while the file is sent
    with apart() as connection:
        audit.record(connection, audit.Deed.EXPORT, "print_batch", batch_id, label)
    return response  # type: ignore[no-any-return]


COVER = "封面"
