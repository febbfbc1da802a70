"""What a request wants printed: a kind with a grid or with chosen rows, and what its check finds."""

from __future__ import annotations

from flask import abort, current_app, request

from portal.foundation.database import db
from portal.foundation.errors import BadParameter
from portal.printing import services
from portal.printing.preview import Preview
from portal.printing.rules import PrintKind
from portal.printing.sheets import preview_assessments
from portal.web.parameters import identity

MAX_ROWS = 1000


def household_kind(kind: str) -> PrintKind:
    """What is printed for households. Raises `BadParameter`."""
    if kind not in {PrintKind.LETTERS, PrintKind.CARDS}:
        raise BadParameter("没有这种印件")
    return PrintKind(kind)


def rows() -> list[int]:
    """The chosen rows: of a list from the form, of a show page from the address. Raises `BadParameter`."""
    ids = [identity(text) for text in request.form.getlist("rowid") or request.args.getlist("rowid")]
    if len(ids) > MAX_ROWS:
        raise BadParameter(f"一次最多勾选 {MAX_ROWS} 条;更多请按网格印制")
    return list(dict.fromkeys(ids))


def preview(kind: str, ids: list[int], grid: str | None = None) -> Preview:
    """The check of rows or a grid, for who may print them. Raises as `portal.printing.preview` says."""
    if kind == PrintKind.ASSESSMENTS:
        if not current_app.appbuilder.sm.has_access("print_sheets", "AssessmentView"):  # type: ignore[attr-defined]
            abort(403)
        return preview_assessments(db.session(), ids)
    return services.preview_order(db.session(), household_kind(kind), identity(grid) if grid else None, ids)
