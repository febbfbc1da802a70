"""The streaming reader of .xlsx agrees with calamine, an independent reader, and takes what other programs write."""

import datetime as dt
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from portal.exchange.xlsx import XlsxFile
from tests.fixtures.spreadsheets import cleaned, make_xlsx

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
FIRST = dt.datetime(1904, 1, 2)
"""The first day that both of Excel's calendars can tell from a mere time of day."""
CELL = st.one_of(
    st.none(),
    TEXT,
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.floats(-1e9, 1e9, allow_nan=False),
    st.dates(FIRST.date(), dt.date(2099, 12, 31)),
    st.datetimes(FIRST, dt.datetime(2099, 12, 31)).map(lambda each: each.replace(microsecond=0)),
)


def write(path: Path, rows: list[list[object]], constant: bool, date_1904: bool = False) -> Path:
    options = {"constant_memory": constant, "strings_to_urls": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(path, options | {"date_1904": date_1904}) as book:
        page = book.add_worksheet("数据")
        day, time = (
            book.add_format({"num_format": "yyyy-mm-dd"}),
            book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        )
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                match cell:
                    case None | "":
                        pass
                    case dt.date():
                        page.write_datetime(number, column, cell, time if isinstance(cell, dt.datetime) else day)
                    case bool():
                        page.write_boolean(number, column, cell)
                    case str():
                        page.write_string(number, column, cell)
                    case _:
                        page.write_number(number, column, cell)
    return path


def plain(cell: object) -> object:
    """As it is compared: floats to 14 digits, blank is None, a day is a moment at midnight, line breaks are \\n."""
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n").replace("\r", "\n") or None
    if isinstance(cell, float):
        return float(f"{cell:.14g}")
    if isinstance(cell, dt.date) and not isinstance(cell, dt.datetime):
        return dt.datetime.combine(cell, dt.time())
    return cell


def trimmed(cells: list[object]) -> list[object]:
    while cells and cells[-1] is None:
        cells = cells[:-1]
    return cells


@settings(max_examples=40)
@given(st.lists(st.lists(CELL, max_size=5), min_size=1, max_size=6), st.booleans(), st.booleans())
def test_what_was_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[object]], constant: bool, date_1904: bool
) -> None:
    path = write(tmp_path_factory.mktemp("xlsx") / "a.xlsx", rows, constant, date_1904)
    (table,) = XlsxFile(path).tables()
    found = {line.number: trimmed([plain(cell) for cell in line.cells]) for line in table.lines()}
    for number, cells in enumerate(rows, start=1):
        expected = trimmed([plain(cell) for cell in cells])
        assert found.get(number, []) == expected


def test_it_agrees_with_calamine_on_merges_and_formulas(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet("数据")
        page.merge_range("B2:B4", "合")
        page.merge_range("C1:E1", "题")
        page.write_formula("A5", '="甲"&"乙"', None, "甲乙")
        page.write_formula("A6", "=1+2", None, 3)
        page.write_rich_string("A7", "张", book.add_format({"bold": True}), "三")
    (table,) = XlsxFile(tmp_path / "a.xlsx").tables()
    sheet = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_index(0)
    assert [((m.top - 1, m.left), (m.bottom - 1, m.right)) for m in table.merges()] == sorted(
        sheet.merged_cell_ranges or []
    )
    ours = {line.number: [cell for cell in line.cells if cell is not None] for line in table.lines()}
    theirs = dict(enumerate(([cell for cell in row if cell != ""] for row in sheet.iter_rows()), start=1))
    assert {number: cells for number, cells in ours.items() if cells} == {
        n: cells for n, cells in theirs.items() if cells
    }
    assert (ours[5], ours[6], ours[7]) == (["甲乙"], [3], ["张三"])


def test_prefixes_readings_and_missing_references_are_no_matter(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [["x"]], constant=False)
    odd = tmp_path / "odd.xlsx"
    sheet = (
        '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData><x:row>'
        '<x:c t="s"><x:v>0</x:v></x:c><x:c><x:v>12</x:v></x:c><x:c t="e"><x:v>#N/A</x:v></x:c>'
        '<x:c t="d"><x:v>2026-03-01T00:00:00</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    texts = "<sst><si><r><t>張</t></r><r><t>三_x000D_</t></r><rPh><t>ちょう</t></rPh></si></sst>"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(odd, "w") as made:
        for name in source.namelist():
            content = {"xl/worksheets/sheet1.xml": sheet.encode(), "xl/sharedStrings.xml": texts.encode()}.get(name)
            made.writestr(name, content or source.read(name))
    (table,) = XlsxFile(odd).tables()
    assert [list(line) for line in table.lines()] == [[1, ["張三\r", 12, "#N/A", dt.datetime(2026, 3, 1)]]]


def test_a_formula_without_a_result_is_named_and_not_taken_for_blank(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "a.xlsx", [["姓名", "人数"], ["张三", 12345]])
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as made:
        for name in source.namelist():
            made.writestr(name, source.read(name).replace(b"<v>12345</v>", b"<f>1+2</f>"))
    (row,) = cleaned(tmp_path / "b.xlsx")
    assert [(each.column, "没有算出结果" in each.message) for each in row.findings] == [("人数", True)]
