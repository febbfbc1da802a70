"""Web pages saved as .xls, as many systems of the administration hand them out: their largest table, when it is simple."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

from portal.exchange.archives import MIB
from portal.exchange.csv_text import encoding_of
from portal.exchange.file_types import SAVE_AS
from portal.exchange.lines import Line, Merge, Raw, Table
from portal.foundation.errors import Refusal

LARGEST = 20 * MIB
_WIDEST_SPAN = 1_000
_BLANKS = re.compile(r"\s+")


@dataclass(slots=True)
class _Rows:
    """A table while it is read. `open` holds cells that reach down: column -> last row."""

    cells: list[list[Raw]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    open: dict[int, int] = field(default_factory=dict)

    def start_row(self) -> None:
        self.cells.append([])

    def add(self, text: str, down: int, across: int) -> None:
        if not self.cells:
            self.start_row()
        row, number = self.cells[-1], len(self.cells)
        while self.open.get(len(row), 0) >= number:
            row.append(None)
        left = len(row)
        row.extend([text or None, *[None] * (across - 1)])
        if down > 1 or across > 1:
            self.merges.append(Merge(number, left, number + down - 1, left + across - 1))
        for column in range(left, left + across):
            self.open[column] = number + down - 1


class _TableParser(HTMLParser):
    """Collects the rows of every table."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Rows] = []
        self.depth = 0
        self.text: list[str] | None = None
        self.spans = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.depth += 1
            if self.depth > 1:
                raise Refusal(f"文件是网页改名的表格，表里套着表，读不准。{SAVE_AS}", "file")
            self.tables.append(_Rows())
        elif not self.depth:
            return
        elif tag == "tr":
            self.finish_cell()
            self.tables[-1].start_row()
        elif tag in ("td", "th"):
            self.finish_cell()
            said = dict(attrs)
            self.text, self.spans = [], (_span(said.get("rowspan")), _span(said.get("colspan")))
        elif tag == "br" and self.text is not None:
            self.text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self.finish_cell()
        if tag == "table" and self.depth:
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)

    def finish_cell(self) -> None:
        if self.text is not None:
            self.tables[-1].add(_BLANKS.sub(" ", "".join(self.text)).strip(), *self.spans)
            self.text = None


class HtmlFile:
    """A web page whose tables are read as if they were worksheets; held in memory, therefore limited in size."""

    def __init__(self, path: Path) -> None:
        if path.stat().st_size > LARGEST:
            raise Refusal(f"文件是网页改名的表格，超过 {LARGEST // MIB} MB 就不能直接读取。{SAVE_AS}", "file")
        parser = _TableParser()
        parser.feed(path.read_text(encoding=encoding_of(path)))
        parser.close()
        parser.finish_cell()
        self._tables = sorted(parser.tables, key=lambda each: -len(each.cells))
        if not self._tables:
            raise Refusal(f"文件是改名的网页，里面没有表格。{SAVE_AS}", "file")

    def tables(self) -> list[Table]:
        """Its tables, the longest first."""
        return [
            Table(f"网页表格{number}", partial(_lines, each), partial(list, each.merges))
            for number, each in enumerate(self._tables, start=1)
        ]


def _lines(rows: _Rows) -> Iterator[Line]:
    for number, cells in enumerate(rows.cells, start=1):
        yield Line(number, list(cells))


def _span(text: str | None) -> int:
    return min(max(int(text), 1), _WIDEST_SPAN) if text and text.strip().isdecimal() else 1
