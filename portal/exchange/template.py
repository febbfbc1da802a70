"""Workbooks to fill in: empty ones with an example, and those with the records that are there."""

from __future__ import annotations

from collections.abc import Iterable

from portal.exchange.layout import Page, Target, add_instructions, add_lists, workbook
from portal.exchange.sheet import EXAMPLE_MARK, Record, Sheet
from portal.exchange.wording import cell_value


def write_template(target: Target, sheet: Sheet, version: str) -> None:
    """An empty workbook with grey example rows, which are skipped when it is read. `version`: of the profile."""
    with workbook(target) as book:
        page = Page(book, sheet, sheet.stamp(version), sheet.title)
        for example in sheet.example_rows():
            row = page.row({}, mark=f"{EXAMPLE_MARK}，导入时自动跳过")
            for key in (field.key for field in sheet.fields if example.get(field.key)):
                page.cell(row, key, example[key], page.grey)
        add_instructions(book, sheet)
        add_lists(book, page)


def write_records(target: Target, sheet: Sheet, version: str, rows: Iterable[Record]) -> int:
    """The records in the layout of the template, with their hidden numbers; returns how many.

    Rows are taken one at a time. Raises `Refusal` for more than a worksheet holds.
    """
    fields = {field.key: field for field in sheet.fields}
    with workbook(target) as book:
        page = Page(book, sheet, sheet.stamp(version), sheet.title)
        for record in rows:
            cells = {key: cell_value(fields[key], value) for key, value in record.values.items()}
            page.row(cells, record.tokens)
        add_instructions(book, sheet)
        add_lists(book, page)
    return page.count
