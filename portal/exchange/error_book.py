"""The rows that did not go in, in the layout of the template: corrected, the file can be uploaded as it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from portal.exchange.layout import Page, Target, add_instructions, add_lists, workbook
from portal.exchange.sheet import Finding, ReadRow, Sheet
from portal.exchange.wording import plain_value

MOST_NOTES = 2_000
"""Notes are drawn one by one by Excel: beyond so many cells they are only red, and the first column says why."""


def write_errors(target: Target, sheet: Sheet, version: str, rows: Iterable[tuple[ReadRow, Sequence[Finding]]]) -> int:
    """Each row as it was read, its bad cells red with a note, all findings in the first column; returns how many rows.

    Only columns that the rows have: a blank column that was not there would empty what is stored.
    """
    waiting = iter(rows)
    first = next(waiting, None)
    shown = (
        sheet
        if first is None
        else replace(sheet, fields=tuple(each for each in sheet.fields if each.key in first[0].cells))
    )
    with workbook(target) as book:
        page = Page(book, shown, sheet.stamp(version), f"{sheet.title}：没有导入的行（改好后可直接上传本文件）")
        notes = _Notes(page)
        for row, findings in chain([first] if first else [], waiting):
            notes.write(row, findings)
        add_instructions(book, shown)
        add_lists(book, page)
    return page.count


class _Notes:
    """Writes rows with their findings."""

    def __init__(self, page: Page) -> None:
        self.page, self.left = page, MOST_NOTES
        self.keys = {field.label: field.key for field in page.sheet.fields}

    def write(self, row: ReadRow, findings: Sequence[Finding]) -> None:
        bad: dict[str, list[str]] = {}
        for each in findings:
            if each.column in self.keys and each.level == "error":
                bad.setdefault(self.keys[each.column], []).append(each.message)
        cells = {key: plain_value(value) for key, value in row.cells.items() if value is not None and key not in bad}
        at = self.page.row(cells, row.tokens, _summary(row.number, findings))
        for key, messages in bad.items():
            value = row.cells.get(key)
            self.page.cell(at, key, None if value is None else plain_value(value), self.page.red)
            if self.left > 0:
                self.left -= 1
                self.page.page.write_comment(at, self.page.column[key], "\n".join(messages), {"x_scale": 2})


def _summary(number: int, findings: Sequence[Finding]) -> str:
    said = [f"{each.column}：{each.message}" if each.column else each.message for each in findings]
    return f"原第 {number} 行。" + "；".join(said)
