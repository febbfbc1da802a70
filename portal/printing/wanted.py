"""What a request wants printed: a kind with a grid or with chosen rows, and what its check finds."""

from __future__ import annotations

from dataclasses import replace

from flask import abort, current_app, request
from sqlalchemy import select

from portal.foundation.database import db
from portal.foundation.errors import BadParameter
from portal.printing.asked import batch_of
from portal.printing.finishing import finished
from portal.printing.kinds import Wish, kind_of
from portal.printing.models import PrintBatch, PrintItem
from portal.printing.preview import Preview
from portal.printing.worded import AGAIN_OF, as_before
from portal.web.parameters import identity

MAX_ROWS = 1000
OPTION, MAX_OPTION = "option-", 200


def rows() -> list[int]:
    """The chosen rows: of a list from the form, of a show page from the address. Raises `BadParameter`."""
    ids = [identity(text) for text in request.form.getlist("rowid") or request.args.getlist("rowid")]
    if len(ids) > MAX_ROWS:
        raise BadParameter(f"一次最多勾选 {MAX_ROWS} 条；更多请按网格印制")
    return list(dict.fromkeys(ids))


def preview(kind: str, wish: Wish) -> Preview:
    """The check of a wish, for who may print it. Raises `BadParameter`, and what the check of the kind raises."""
    wanted = kind_of(kind)
    if not current_app.appbuilder.sm.has_access(*wanted.verb):  # type: ignore[attr-defined]
        abort(403)
    return wanted.check(db.session(), wish)


def ordered(kind: str) -> Preview:
    """The check of what the form orders, with its reason and the batch that it prints again. Raises as `preview`; 404 for a batch
    out of sight."""
    asked = wish()
    found, before = preview(kind, asked), request.form.get(AGAIN_OF)
    if before:
        batch = batch_of(before)
        if batch.kind != kind or not set(found.subjects) <= _printed_with(batch):
            raise BadParameter("重印只能选这批印件里印过的内容，请从印件页面重新勾选")
        found = as_before(db.session(), found, batch)
    return replace(finished(found, asked.options), reason=request.form.get("reason", "").strip() or None)


def _printed_with(batch: PrintBatch) -> set[int]:
    return set(db.session().scalars(select(PrintItem.subject_id).where(PrintItem.batch_id == batch.id)))


def wish() -> Wish:
    """What the form or the address says."""
    grid = request.form.get("grid")
    return Wish(identity(grid) if grid else None, tuple(rows()), options())


def options() -> dict[str, str]:
    """What the kind asks for besides, sent as `option-…`. Raises `BadParameter` for a value too long to be one."""
    sent = {name: value for name, value in request.values.items() if name.startswith(OPTION)}
    if any(len(value) > MAX_OPTION for value in sent.values()):
        raise BadParameter(f"印制选项最多 {MAX_OPTION} 个字")
    return {name.removeprefix(OPTION): value for name, value in sent.items()}
