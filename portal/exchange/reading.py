"""A file becomes the rows of a sheet: read in a stream, as often as wanted, never held as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Protocol

from portal.exchange.archives import LIMITS, Limits
from portal.exchange.csv_text import CsvFile
from portal.exchange.file_types import SAVE_AS, FileType, file_type
from portal.exchange.filling import Groups, MergedCells
from portal.exchange.folding import tidy
from portal.exchange.header import LOOKED_AT, Header, find_header, is_prose, missing_header
from portal.exchange.html_table import HtmlFile
from portal.exchange.lines import Line, Raw, Table
from portal.exchange.sheet import EXAMPLE_MARK, Finding, ReadRow, Sheet, Stamp
from portal.exchange.xls import XlsFile
from portal.exchange.xlsx import XlsxFile
from portal.foundation.errors import Refusal

_MOST_NAMED = 8


class _File(Protocol):
    def tables(self) -> list[Table]: ...


@dataclass(frozen=True)
class Reading:
    """A file that was recognised. `findings` are about the file as a whole (row 0): columns that nobody reads, an
    older template, further worksheets.
    """

    sheet: Sheet
    kind: FileType
    table: Table
    header: Header
    findings: tuple[Finding, ...]
    limits: Limits = LIMITS

    @property
    def stamp(self) -> Stamp | None:
        """The stamp of the template that the file was made with."""
        return self.header.stamp

    @cached_property
    def present(self) -> frozenset[str]:
        """Keys of the fields that have a column in the file."""
        return frozenset(self.header.columns.values())

    def rows(self) -> Iterator[ReadRow]:
        """The rows below the header, from the top each time; blank ones and the example are left out.

        Raises `Refusal` where the file is damaged or has too many rows: then what came before is not to be used.
        """
        merged = MergedCells(self.table.merges(), self.sheet, self.header.columns)
        groups, count = Groups(self.sheet), 0
        for line in self.table.lines():
            if line.number <= self.header.number:
                continue
            findings = merged.fill(line.number, line.cells)
            row = self._row(line, findings, groups)
            if row is None:
                continue
            count += 1
            if count > self.limits.rows:
                raise Refusal(f"数据超过 {self.limits.rows} 行，请分成几个文件上传。", "file")
            yield row

    def _row(self, line: Line, findings: list[Finding], groups: Groups) -> ReadRow | None:
        cells = {key: _cell(line.cells, position) for position, key in self.header.columns.items()}
        if not any(cell is not None for cell in cells.values()):
            return None
        if _said(line.cells, self.header.problem).startswith(EXAMPLE_MARK):
            if self._is_example(cells):
                return None
            findings.append(
                Finding(
                    line.number,
                    "",
                    f"这一行还标着“{EXAMPLE_MARK}”，内容却改过。要导入请清空第一列的标记，不导入请删去这一行。",
                )
            )
        tokens, inherited = groups.fill(cells, tuple(_said(line.cells, place) for place in self.header.tokens))
        return ReadRow(line.number, cells, tokens, inherited, tuple(findings))

    def _is_example(self, cells: Mapping[str, Raw]) -> bool:
        said = {key: tidy(str(cell)) for key, cell in cells.items() if cell is not None}
        shown = [{key: tidy(text) for key, text in row.items()} for row in self.sheet.example_rows()]
        return any(all(row.get(key) == text for key, text in said.items()) for row in shown)


def open_sheet(path: Path, sheet: Sheet, limits: Limits = LIMITS) -> Reading:
    """Recognise a file (.xlsx, .xls, .csv, .txt, a web page named .xls; judged by content, not by name).

    The first visible worksheet with the sheet's header is read, one named as the sheet before all others.
    Raises `Refusal`: wrong kind of file, locked, damaged, too large, no header, columns twice or missing.
    """
    kind = file_type(path, limits)
    tables = _opened(path, kind, limits).tables()
    found, refusals = [], []
    for each in sorted(tables, key=lambda table: table.name != sheet.title):
        try:
            header = find_header(sheet, list(islice(each.lines(), LOOKED_AT)))
        except Refusal as refusal:
            refusals.append(refusal)
        else:
            found += [(each, header)] if header else []
    if not found:
        raise refusals[0] if refusals else _without_header(sheet, kind, tables)
    (table, header), others = found[0], [each.name for each, _ in found[1:]]
    return Reading(sheet, kind, table, header, tuple(_remarks(sheet, table, header, others)), limits)


def _without_header(sheet: Sheet, kind: FileType, tables: list[Table]) -> Refusal:
    """What to say of a file without the header. Whatever nothing else claims is read as text, also what is called .xlsx."""
    if kind == "text" and all(is_prose(list(islice(each.lines(), LOOKED_AT))) for each in tables):
        return Refusal(f"这个文件里没有表格：它不是 Excel 表格，或者已经损坏。{SAVE_AS}", "file")
    return missing_header(sheet)


def _opened(path: Path, kind: FileType, limits: Limits) -> _File:
    if kind == "xlsx":
        return XlsxFile(path, limits)
    if kind == "xls":
        return XlsFile(path)
    return HtmlFile(path) if kind == "html" else CsvFile(path)


def _remarks(sheet: Sheet, table: Table, header: Header, others: list[str]) -> Iterator[Finding]:
    if others:
        names = "、".join(f"“{each}”" for each in others[:_MOST_NAMED])
        yield Finding(0, "", f"只读取了工作表“{table.name}”；{names} 也有同样的表头，没有读取。", "warning")
    if header.unknown:
        names = "、".join(header.unknown[:_MOST_NAMED]) + ("等" if len(header.unknown) > _MOST_NAMED else "")
        yield Finding(0, "", f"这些列不在“{sheet.title}”里，没有读取：{names}。", "warning")
    if header.stamp and header.stamp.fingerprint != sheet.fingerprint():
        yield Finding(0, "", "文件用的是旧版模板，列或可选项已有变化；按列名对应读取，建议下载新模板。", "warning")


def _cell(cells: list[Raw], position: int) -> Raw:
    cell = cells[position] if position < len(cells) else None
    return None if isinstance(cell, str) and not cell.strip() else cell


def _said(cells: list[Raw], position: int | None) -> str:
    cell = None if position is None else _cell(cells, position)
    return "" if cell is None else str(cell).strip()
