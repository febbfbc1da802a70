"""A table as a workbook ready to print: merged title and headers, borders, wrapped text, repeated header rows, signatures."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import chain, count
from os import PathLike
from typing import IO, Any

import xlsxwriter

from reports.characters import clean
from reports.ledgers import Cell, Head, Ledger, heads
from reports.workbooks import sheet_name, text_of

_A4, _A3 = 9, 8
_LONGEST_NAME = 31
_TITLE, _LINE = 0, 1
_TOP = 2
"""The row on which the header begins: title, then unit and date."""
_PLACES = ("0", "0.0", "0.00")
"""Number formats by how many places a figure is written with."""
_BASE = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "text_wrap": True}
_BOXED = _BASE | {"border": 1}


def write_ledger(target: str | PathLike[str] | IO[bytes], *ledgers: Ledger) -> None:
    """Write one sheet for each. Texts stay texts, whatever they begin with; dates are dates, whole numbers numbers.

    Sheets bear the names of their tables, numbered where two begin alike."""
    taken: set[str] = set()
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for ledger in ledgers:
            page = _Page(book, ledger, _free(sheet_name(ledger.title), taken))
            page.head()
            page.body()
            page.foot()


def _free(name: str, taken: set[str]) -> str:
    """The name, or the first numbered one that no sheet has; Excel takes capitals for small letters."""
    numbered = (name[: _LONGEST_NAME - len(str(n)) - 2] + f"（{n}）" for n in count(2))
    free = next(each for each in chain([name], numbered) if each.lower() not in taken)
    taken.add(free.lower())
    return free


def _places(cell: Decimal) -> int:
    exponent = cell.as_tuple().exponent
    return min(max(-exponent, 0), 2) if isinstance(exponent, int) else 0


class _Page:
    """The worksheet with its formats, and the row it has come to."""

    def __init__(self, book: Any, ledger: Ledger, name: str) -> None:
        self.ledger, self.last = ledger, len(ledger.columns) - 1
        self.sheet = book.add_worksheet(name)
        self.title = book.add_format(
            {"font_name": "方正小标宋简体", "font_size": 18, "bold": True, "align": "center", "valign": "vcenter"}
        )
        self.plain, self.right = book.add_format(_BASE), book.add_format(_BASE | {"align": "right"})
        self.header = book.add_format(_BOXED | {"bold": True, "align": "center", "font_name": "黑体"})
        self.group = book.add_format(_BOXED | {"bold": True, "align": "left"})
        self.text = book.add_format(_BOXED | {"num_format": "@"})
        # Without the quote prefix a cell that begins with = becomes a formula once someone edits it.
        self.quoted = book.add_format(_BOXED | {"num_format": "@", "quote_prefix": True})
        self.number = book.add_format(_BOXED | {"align": "center", "num_format": "0"})
        self.decimals = [book.add_format(_BOXED | {"align": "center", "num_format": said}) for said in _PLACES]
        self.day = book.add_format(_BOXED | {"align": "center", "num_format": "yyyy-mm-dd"})
        self.row = _TOP

    def head(self) -> None:
        """Title, unit and date, header rows, and how it prints."""
        ledger, sheet = self.ledger, self.sheet
        for index, column in enumerate(ledger.columns):
            sheet.set_column(index, index, column.width)
        sheet.set_row(_TITLE, 32)
        self._across(_TITLE, 0, self.last, ledger.title, self.title)
        self._line()
        upper, lower = heads(ledger.columns)
        for head in (*upper, *lower):
            self._head(head, _TOP if head in upper else _TOP + 1)
        self.row = _TOP + (2 if lower else 1)
        sheet.freeze_panes(self.row, 0)
        sheet.repeat_rows(_TOP, self.row - 1)
        self._setup()

    def _line(self) -> None:
        """Who fills it in on the left; period and date on the right."""
        ledger, half = self.ledger, self.last // 2
        self.sheet.set_row(_LINE, 20)
        self._across(_LINE, 0, half, f"填报单位：{ledger.unit}", self.plain)
        if self.last:
            right = "　".join(part for part in (ledger.period, f"填报日期：{ledger.date_text}") if part)
            self._across(_LINE, half + 1, self.last, right, self.right)

    def _head(self, head: Head, row: int) -> None:
        end = (row + head.down - 1, head.at + head.across - 1)
        if end == (row, head.at):
            self.sheet.write_string(row, head.at, clean(head.text), self.header)
        else:
            self.sheet.merge_range(row, head.at, *end, clean(head.text), self.header)

    def _setup(self) -> None:
        sheet = self.sheet
        sheet.set_paper(_A3 if self.ledger.paper == "large" else _A4)
        if self.ledger.paper != "upright":
            sheet.set_landscape()
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C第 &P 页，共 &N 页")

    def body(self) -> None:
        """Groups with their rows, then the totals."""
        for group in self.ledger.groups:
            if group.title:
                self._across(self.row, 0, self.last, group.title, self.group)
                self.row += 1
            for row in group.rows:
                self._write(row)
        if self.ledger.totals:
            self._write(self.ledger.totals)

    def foot(self) -> None:
        """Note and signatures, below a free line."""
        if self.ledger.note:
            self._across(self.row, 0, self.last, f"注：{self.ledger.note}", self.plain)
            self.row += 1
        if self.ledger.signatures:
            self.sheet.set_row(self.row + 1, 26)
            self._across(
                self.row + 1,
                0,
                self.last,
                "　　　　　　　　".join(f"{name}：" for name in self.ledger.signatures),
                self.plain,
            )

    def _write(self, row: Sequence[Cell]) -> None:
        for index, cell in enumerate(row):
            self._cell(index, cell)
        self.row += 1

    def _cell(self, index: int, cell: Cell) -> None:
        sheet = self.sheet
        if cell is None or cell == "":
            sheet.write_blank(self.row, index, None, self.text)
        elif isinstance(cell, date):
            sheet.write_datetime(self.row, index, cell, self.day)
        elif isinstance(cell, Decimal):
            sheet.write_number(self.row, index, float(cell), self.decimals[_places(cell)])
        elif isinstance(cell, int):
            sheet.write_number(self.row, index, cell, self.number)
        else:
            text = text_of(cell)
            sheet.write_string(self.row, index, text, self.quoted if text[:1] in "=+-@" else self.text)

    def _across(self, row: int, first: int, last: int, text: str, style: Any) -> None:
        """A text over several columns; a single cell cannot be merged."""
        if first == last:
            self.sheet.write_string(row, first, text_of(text), style)
        else:
            self.sheet.merge_range(row, first, row, last, text_of(text), style)
