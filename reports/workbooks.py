"""XLSX out: streamed row by row, typed cells, and text that stays text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from math import isfinite
from os import PathLike
from typing import IO, Any, Literal

import xlsxwriter

from reports.characters import clean
from reports.errors import ReportError

Kind = Literal["text", "integer", "decimal", "percent", "date", "datetime"]

_FORMATS: dict[Kind, str] = {
    "text": "@",
    "integer": "0",
    "decimal": "0.00",
    "percent": "0.0%",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
}
_CHINA = timezone(timedelta(hours=8))
_MOST_ROWS = 1_048_576 - 2  # the sheet's limit less title and header
_LONGEST = 32_767
_FIRST_YEAR = 1900
_FORBIDDEN_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True, slots=True)
class Column:
    """`key` is for the caller, `label` is the header, `width` is in characters."""

    key: str
    label: str
    width: float = 14
    kind: Kind = "text"


class _Sheet:
    """One worksheet with its title, header and formats."""

    def __init__(self, book: Any, title: str, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.page = book.add_worksheet(sheet_name(title))
        base = {"font_name": "宋体", "font_size": 11, "border": 1, "valign": "vcenter"}
        self.cells = [book.add_format(base | {"num_format": _FORMATS[one.kind]}) for one in columns]
        # Without the quote prefix a cell that begins with = becomes a formula once someone edits it.
        self.quoted = book.add_format(base | {"num_format": "@", "quote_prefix": True})
        heading = base | {"bold": True, "bg_color": "#F2DCDB", "align": "center", "text_wrap": True}
        self._head(book, clean(title), book.add_format(heading))

    def _head(self, book: Any, title: str, heading: Any) -> None:
        last = len(self.columns) - 1
        large = book.add_format({"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"})
        for index, column in enumerate(self.columns):
            self.page.set_column(index, index, column.width)
        self.page.set_row(0, 30)
        if last:
            self.page.merge_range(0, 0, 0, last, title, large)
        else:
            self.page.write_string(0, 0, title, large)
        for index, column in enumerate(self.columns):
            self.page.write_string(1, index, column.label, heading)
        self.page.freeze_panes(2, 0)
        self.page.repeat_rows(1)
        self.page.set_landscape()
        self.page.set_paper(9)
        self.page.fit_to_pages(1, 0)

    def write(self, row: int, values: Sequence[object]) -> None:
        if len(values) != len(self.columns):
            raise ReportError(f"第{row - 1}行有{len(values)}个值，应为{len(self.columns)}个。")
        for index, value in enumerate(values):
            self._cell(row, index, value)

    def _cell(self, row: int, index: int, value: object) -> None:
        column, cell = self.columns[index], self.cells[index]
        if value is None or value == "":
            self.page.write_blank(row, index, None, cell)
        elif isinstance(value, bool):
            self.page.write_string(row, index, "是" if value else "否", cell)
        elif column.kind == "text":
            text = text_of(value)
            self.page.write_string(row, index, text, self.quoted if text[:1] in "=+-@" else cell)
        elif column.kind in ("date", "datetime"):
            self.page.write_datetime(row, index, _moment(value, column, row), cell)
        else:
            self.page.write_number(row, index, _number(value, column, row), cell)


def write_table(
    target: str | PathLike[str] | IO[bytes], title: str, columns: Sequence[Column], rows: Iterable[Sequence[object]]
) -> int:
    """Write one sheet: title, frozen header with filter, one line a row; returns the number of rows.

    Rows are consumed one at a time. None is an empty cell, True and False are 是 and 否, aware datetimes become
    Beijing time, numbers may be int, float or Decimal. Raises ReportError for a value that does not suit its column.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet, count = _Sheet(book, title, columns), 0
        for count, values in enumerate(rows, 1):
            if count > _MOST_ROWS:
                raise ReportError(f"数据超过{_MOST_ROWS}行，一张表放不下，请缩小范围后导出。")
            sheet.write(count + 1, values)
        sheet.page.autofilter(1, 0, count + 1, len(columns) - 1)
    return count


def sheet_name(title: str) -> str:
    """A title as the name of a sheet: at most 31 characters, none that Excel forbids."""
    return _FORBIDDEN_IN_SHEET_NAME.sub(" ", clean(title))[:31].strip() or "数据"


def text_of(value: object) -> str:
    """A value as the text of a cell, cut where Excel would refuse it."""
    text = clean(value if isinstance(value, str) else str(value))
    mark = "……（内容过长，已截断）"
    return text if len(text) <= _LONGEST else text[: _LONGEST - len(mark)] + mark


def _moment(value: object, column: Column, row: int) -> date:
    if not isinstance(value, date) or value.year < _FIRST_YEAR:
        raise ReportError(f"第{row - 1}行“{column.label}”应为1900年以后的日期，实际为“{value}”。")
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(_CHINA).replace(tzinfo=None)
    return value


def _number(value: object, column: Column, row: int) -> float:
    if not isinstance(value, int | float | Decimal) or not isfinite(value):
        raise ReportError(f"第{row - 1}行“{column.label}”应为数字，实际为“{value}”。")
    return float(value)
