"""A list as a workbook: what the person sees in the list, with the search as it stands, as XLSX. Every export is logged."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from flask import Response, send_file
from flask_appbuilder import ModelView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from markupsafe import Markup

from portal.foundation.audit import Deed, actor_now, record
from portal.foundation.clock import today
from portal.foundation.database import apart
from portal.foundation.errors import Refusal
from portal.web.formatters import NOTHING, shown
from portal.web.parameters import apply_search
from reports.workbooks import Column, Kind, write_table

MOST_ROWS = 50_000
_AT_ONCE = 500
_WIDE = 28
_KINDS: dict[str, Kind] = {"integer": "integer", "decimal": "decimal", "date": "date"}
"""Of the profile's fields, those that are not texts in a sheet."""


class ExportingView(ModelView):
    """Adds `/export` to a screen, for those who hold `can_export`."""

    def told_by_search(self) -> str:
        """What the search of this request tells of all that it finds, for the trail; mostly nothing."""
        return ""

    @expose("/export")
    @has_access
    @permission_name("export")
    def export(self) -> Response:
        """The rows of the current search as a workbook. Raises `Refusal` above 50,000 rows."""
        apply_search(self._filters, self._check_value)
        filters = self._filters.get_joined_filters(self._base_filters)
        count, _ = self.datamodel.query(filters, page=0, page_size=1)
        if count > MOST_ROWS:
            raise Refusal(f"共 {count} 条，一次最多导出 {MOST_ROWS} 条，请先用查询缩小范围")
        name = f"{self.list_title}{today():%Y%m%d}"
        file = io.BytesIO()
        write_table(file, str(self.list_title), [self._column(each) for each in self.list_columns], self._rows(filters))
        who, told = actor_now()[:2], self.told_by_search()
        self.datamodel.session.rollback()  # reading is over; the entry is written on its own
        with apart() as connection:
            record(
                connection,
                Deed.EXPORT,
                self.datamodel.obj.__tablename__,
                None,
                f"{self.list_title} {count} 条{told}",
                actor=who,
            )
        file.seek(0)
        answer: Response = send_file(file, as_attachment=True, download_name=f"{name}.xlsx")
        return answer

    def _rows(self, filters: Any) -> Iterator[list[Any]]:
        order, direction = self.base_order or ("", "")
        page = 0
        while True:
            _, items = self.datamodel.query(filters, order, direction, page=page, page_size=_AT_ONCE)
            for values in self.datamodel.get_values(items, self.list_columns):
                yield [self._cell(name, values[name]) for name in self.list_columns]
            if len(items) < _AT_ONCE:
                return
            page += 1

    def _column(self, name: str) -> Column:
        kind: Kind = "text"
        data = self.datamodel
        custom = data.custom(name)
        if custom is not None:
            kind = _KINDS.get(custom.kind, "text")
        elif self._is_plain(name):
            kinds: tuple[tuple[bool, Kind], ...] = (
                (data.is_datetime(name), "datetime"), (data.is_date(name), "date"),
                (data.is_integer(name), "integer"), (data.is_numeric(name), "decimal"),
            )  # fmt: skip
            kind = next((kind for holds, kind in kinds if holds), "text")
        return Column(name, str(self.label_columns.get(name, name)), _WIDE if kind == "text" else 14, kind)

    def _cell(self, name: str, value: Any) -> Any:
        if value is None:
            return None
        custom = self.datamodel.custom(name)
        if custom is not None and custom.kind in _KINDS:
            return dt.date.fromisoformat(value) if custom.kind == "date" else value
        if self._is_plain(name) and isinstance(value, (int, Decimal, dt.date)) and not isinstance(value, bool):
            return value
        text = self.formatters_columns.get(name, shown)(value)
        return None if text == NOTHING else Markup(str(text)).striptags()

    def _is_plain(self, name: str) -> bool:
        """Whether the list shows the value as it is, not as a label or in words of its own."""
        return name in self.datamodel.list_columns and self.formatters_columns.get(name) is shown
