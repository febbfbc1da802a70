"""The one layout of templates, exports and error workbooks: each can be filled in and uploaded again.

Rows: title, notes with the stamp, header. Columns: problems and marks, the sheet's fields, hidden record numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from os import PathLike
from typing import IO, Any

import xlsxwriter

from portal.exchange import passing
from portal.exchange.archives import EXCEL_ROWS
from portal.exchange.header import STAMP_MARK
from portal.exchange.sheet import PROBLEM_LABEL, Field, Sheet
from portal.exchange.wording import allowed, cell_note, requirement
from portal.foundation.errors import Refusal

Target = str | PathLike[str] | IO[bytes]

HEADER = 2
"""The header's row, from 0."""

_LONGEST_TEXT = 32_767
_LONGEST_LIST = 255
_MOST_LISTED = 30
_NOT_IN_NAME = re.compile(r"[\[\]:*?/\\']")
_FONT = {"font_name": "宋体", "font_size": 11}
_NOTICE = f"红底的列必填；“{PROBLEM_LABEL}”一列由系统填写，不必理会；隐藏的“记录编号”请勿改动。填写要求见“填写说明”。{STAMP_MARK}"


@contextmanager
def workbook(target: Target) -> Iterator[Any]:
    """A workbook that holds one row in memory, and in which text stays text."""
    with passing.folder() as folder:
        options = {
            "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "tmpdir": str(folder),
        }  # fmt: skip
        with xlsxwriter.Workbook(target, options) as book:
            yield book


class Page:
    """The worksheet with the rows. `first` is the column of the first field."""

    first = 1

    def __init__(self, book: Any, sheet: Sheet, stamp: str, title: str) -> None:
        self.sheet, self.next = sheet, HEADER + 1
        self.page = book.add_worksheet(_NOT_IN_NAME.sub(" ", sheet.title)[:31].strip() or "数据")
        self.text = book.add_format(_FONT | {"num_format": "@", "valign": "vcenter"})
        self.number = book.add_format(_FONT | {"valign": "vcenter"})
        # Without the quote prefix a cell that begins with = becomes a formula once someone edits it.
        self.quoted = book.add_format(_FONT | {"num_format": "@", "quote_prefix": True})
        self.grey = book.add_format(_FONT | {"num_format": "@", "font_color": "#808080", "italic": True})
        self.red = book.add_format(
            _FONT | {"num_format": "@", "bg_color": "#FFC7CE", "border": 1, "quote_prefix": True}
        )
        self.column = {field.key: self.first + place for place, field in enumerate(sheet.fields)}
        self._columns()
        self._top(book, title, stamp)

    @property
    def count(self) -> int:
        """Rows written so far."""
        return self.next - HEADER - 1

    def row(self, cells: Mapping[str, str | float | None], tokens: Sequence[str] = (), mark: str = "") -> int:
        """Write the next row; returns its number from 0. Raises `Refusal` when the sheet is full."""
        row, self.next = self.next, self.next + 1
        if row >= EXCEL_ROWS:
            raise Refusal(f"数据超过 {EXCEL_ROWS - HEADER - 1} 行，一张表放不下，请缩小范围后导出。")
        if mark:
            self.page.write_string(row, 0, mark[:_LONGEST_TEXT])
        for key, value in cells.items():
            self.cell(row, key, value)
        for place, token in enumerate(tokens, start=self.first + len(self.sheet.fields)):
            if token:
                self.page.write_string(row, place, token)
        return row

    def cell(self, row: int, key: str, value: str | float | None, style: Any = None) -> None:
        """Write one cell of the row at hand."""
        if value is None:
            if style is not None:
                self.page.write_blank(row, self.column[key], None, style)
        elif isinstance(value, str):
            chosen = style or (self.quoted if value[:1] in "=+-@" else None)
            self.page.write_string(row, self.column[key], value[:_LONGEST_TEXT], chosen)
        else:
            self.page.write_number(row, self.column[key], value, style)

    def _columns(self) -> None:
        self.page.set_column(0, 0, 24, self.text)
        for field in self.sheet.fields:
            style = self.number if field.kind in ("integer", "decimal") else self.text
            self.page.set_column(self.column[field.key], self.column[field.key], field.width, style)
        last = self.first + len(self.sheet.fields)
        self.page.set_column(last, last + len(self.sheet.token_labels) - 1, 14, self.text, {"hidden": True})

    def _top(self, book: Any, title: str, stamp: str) -> None:
        width = max(len(self.sheet.fields), 2)
        large = book.add_format({"font_name": "黑体", "font_size": 16, "valign": "vcenter"})
        small = book.add_format({"font_name": "宋体", "font_size": 9, "font_color": "#595959", "text_wrap": True})
        self.page.set_row(0, 30)
        self.page.merge_range(0, 0, 0, width, title, large)
        self.page.set_row(1, 28)
        self.page.merge_range(1, 0, 1, width, _NOTICE + stamp, small)
        self._header(book)
        self.page.freeze_panes(HEADER + 1, self.first)
        self.page.set_landscape()
        self.page.set_paper(9)
        self.page.fit_to_pages(1, 0)
        self.page.repeat_rows(HEADER)

    def _header(self, book: Any) -> None:
        base = _FONT | {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
        plain = book.add_format(base | {"bg_color": "#DDEBF7"})
        needed = book.add_format(base | {"bg_color": "#F8CBAD", "font_color": "#9C0006"})
        labels = {0: PROBLEM_LABEL} | dict(enumerate(self.sheet.token_labels, self.first + len(self.sheet.fields)))
        for column, label in labels.items():
            self.page.write_string(HEADER, column, label, plain)
        for field in self.sheet.fields:
            column = self.column[field.key]
            self.page.write_string(HEADER, column, field.label, needed if field.required else plain)
            self.page.write_comment(HEADER, column, cell_note(field), {"x_scale": 2, "y_scale": 1.6})


def add_lists(book: Any, page: Page) -> None:
    """Drop-downs: short lists in the cell, long ones as a named range on a hidden worksheet."""
    long = [field for field in page.sheet.fields if field.kind == "choice" and not _is_short(field)]
    names = {}
    if long:
        lists = book.add_worksheet("可选项")
        lists.hide()
        for row in range(max(len(field.options) for field in long)):
            for place, field in enumerate(long):
                if row < len(field.options):
                    lists.write_string(row, place, field.options[row][1])
        for place, field in enumerate(long):
            names[field.key] = f"options_{place + 1}"
            column = xlsxwriter.utility.xl_col_to_name(place, True)
            book.define_name(names[field.key], f"=可选项!{column}$1:{column}${max(len(field.options), 1)}")
    for field in page.sheet.fields:
        source = _source(field, names)
        if source:
            at = page.column[field.key]
            rule = {
                "validate": "list",
                "source": source,
                "error_title": "请从列表中选择",
                "error_message": "可点单元格右侧的箭头选择。",
            }
            page.page.data_validation(HEADER + 1, at, EXCEL_ROWS - 1, at, rule)


def add_instructions(book: Any, sheet: Sheet) -> None:
    """The worksheet that says how to fill the columns."""
    page = book.add_worksheet("填写说明")
    wrapped = book.add_format(_FONT | {"text_wrap": True, "valign": "top", "border": 1})
    bold = book.add_format(_FONT | {"bold": True, "bg_color": "#DDEBF7", "border": 1})
    for column, width in enumerate((20, 8, 60, 60, 24)):
        page.set_column(column, column, width)
    page.write_string(0, 0, f"“{sheet.title}”填写说明", bold)
    for row, note in enumerate(sheet.notes, start=1):
        page.write_string(row, 0, note)
    top = len(sheet.notes) + 2
    for column, label in enumerate(("列名", "必填", "填写要求", "可填内容", "举例")):
        page.write_string(top, column, label, bold)
    for row, field in enumerate(sheet.fields, start=top + 1):
        said = (
            field.label,
            "是" if field.required else "",
            requirement(field),
            allowed(field, _MOST_LISTED),
            field.example,
        )
        for column, text in enumerate(said):
            page.write_string(row, column, text, wrapped)


def _is_short(field: Field) -> bool:
    labels = [label for _, label in field.options]
    return sum(map(len, labels)) + len(labels) <= _LONGEST_LIST and not any("," in label for label in labels)


def _source(field: Field, names: Mapping[str, str]) -> str | list[str] | None:
    if field.kind == "boolean":
        return ["是", "否"]
    if field.kind != "choice" or not field.options:
        return None
    return f"={names[field.key]}" if field.key in names else [label for _, label in field.options]
