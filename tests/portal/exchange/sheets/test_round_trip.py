"""What is written can be read back: templates, records, and the rows that did not go in."""

import datetime as dt
import re
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from portal.exchange.cleaning import Cleaner
from portal.exchange.error_book import MOST_NOTES, write_errors
from portal.exchange.folding import tidy
from portal.exchange.reading import open_sheet
from portal.exchange.sheet import PROBLEM_LABEL, Field, Finding, ReadRow, Record, Sheet, Token, read_stamp, read_token
from portal.exchange.template import write_records, write_template
from tests.fixtures.spreadsheets import CARE, GROUPED, RIGHT_ID, SHEET, cleaned, make_xlsx, read

KEYS = [key for key, _ in CARE]
LETTERS = st.characters(codec="gb2312", categories=["L", "N", "P", "S", "Z"])


def texts(longest: int) -> st.SearchStrategy[str]:
    """Texts as they are once cleaned; those that would be a formula or nothing are left to other tests."""
    made = st.text(LETTERS, min_size=1, max_size=longest).map(lambda text: tidy(f"村{text}"))
    return made.filter(lambda text: len(text) <= longest)


VALUES = st.fixed_dictionaries(
    {
        "name": texts(20),
        "phone": st.none() | st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
        "id_number": st.none() | st.just(RIGHT_ID),
        "born": st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)),
        "people": st.none() | st.integers(0, 99),
        "area": st.none() | st.decimals(-(10**6), 10**6, places=4),
        "party": st.none() | st.booleans(),
        "grid": st.none() | st.integers(1, 300).map(lambda number: f"g{number}"),
        "care": st.none()
        | st.sets(st.sampled_from(KEYS), min_size=1).map(lambda one: tuple(sorted(one, key=KEYS.index))),
        "address": st.none() | texts(50),
        "note": st.none() | texts(200),
    }
)
TOKENS = st.builds(
    Token,
    st.sampled_from(["resident", "household"]),
    st.integers(1, 10**9),
    st.from_regex("[0-9a-f]{8}", fullmatch=True),
)


@settings(max_examples=30)
@given(st.lists(st.tuples(VALUES, TOKENS), min_size=1, max_size=5))
def test_records_come_back_equal(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[dict[str, Any], Token]]
) -> None:
    path = tmp_path_factory.mktemp("xlsx") / "a.xlsx"
    assert write_records(path, SHEET, "v3", (Record(values, (str(token),)) for values, token in rows)) == len(rows)
    found = cleaned(path)
    assert [row.values for row in found] == [values for values, _ in rows]
    assert [read_token(row.tokens[0]) for row in found] == [token for _, token in rows]
    assert all(row.good for row in found)


def test_an_export_shows_no_finding_and_names_its_version(tmp_path: Path) -> None:
    write_records(
        tmp_path / "a.xlsx",
        GROUPED,
        "v3",
        [Record({"code": "1", "door": "甲", "name": "张三"}, ("household:1:a", "resident:2:b"))],
    )
    reading = open_sheet(tmp_path / "a.xlsx", GROUPED)
    assert reading.findings == ()
    assert reading.stamp == read_stamp(GROUPED.stamp("v3"))
    assert next(reading.rows()).tokens == ("household:1:a", "resident:2:b")


def test_an_older_template_is_mentioned(tmp_path: Path) -> None:
    write_template(tmp_path / "a.xlsx", Sheet("people", "人员", SHEET.fields[:3]), "v1")
    assert "旧版模板" in open_sheet(tmp_path / "a.xlsx", SHEET).findings[0].message


def test_a_template_holds_no_row_but_its_example(tmp_path: Path) -> None:
    write_template(tmp_path / "a.xlsx", SHEET, "v1")
    assert read(tmp_path / "a.xlsx") == []
    rows = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_name("人员").to_python()
    assert rows[3][:3] == ["示例，导入时自动跳过", "张三", "13900000000"]


def test_a_template_has_lists_notes_text_columns_and_hidden_numbers() -> None:
    target = BytesIO()
    write_template(target, SHEET, "v1")
    with zipfile.ZipFile(target) as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
        book = archive.read("xl/workbook.xml").decode()
        notes = archive.read("xl/comments1.xml").decode()
    assert re.search(r'<definedName name="options_1">可选项!\$A\$1:\$A\$300</definedName>', book)
    assert 'name="可选项" sheetId="3" state="hidden"' in book
    assert "<formula1>options_1</formula1>" in page
    assert '<formula1>"是,否"</formula1>' in page
    assert re.search(r'<col min="13" max="13" [^>]*hidden="1"', page)
    assert "必填。" in notes
    assert "18 位身份证号" in notes


def test_a_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    write_records(tmp_path / "a.xlsx", SHEET, "v1", [Record({"name": "张三", "address": '=HYPERLINK("x")'})])
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    (row,) = read(tmp_path / "a.xlsx")
    assert row.cells["address"] == '=HYPERLINK("x")'


def test_an_error_workbook_is_corrected_and_uploaded_again(tmp_path: Path) -> None:
    header = ["姓名", "电话", "身份证号", "出生日期", "人数"]
    bad: list[Any] = [
        ["张三", 12345, 3.41322199001011e17, "2026-02-30", 2],
        [None, "13900000000", None, dt.date(1990, 1, 2), "3人"],
    ]
    rows = list(open_sheet(make_xlsx(tmp_path / "a.xlsx", [header, *bad]), SHEET).rows())
    first = [Cleaner(SHEET).clean(row) for row in rows]
    write_errors(
        tmp_path / "b.xlsx", SHEET, "v1", [(row, each.findings) for row, each in zip(rows, first, strict=True)]
    )
    second = cleaned(tmp_path / "b.xlsx")
    assert [row.values for row in second] == [row.values for row in first]
    assert [[each.column for each in row.findings] for row in second] == [
        ["电话", "身份证号", "出生日期"],
        ["姓名", "人数"],
    ]


def test_an_error_workbook_says_in_its_first_column_and_in_notes_what_is_wrong(tmp_path: Path) -> None:
    row = ReadRow(9, {"name": None, "phone": "=1"}, ("person:7:ab12",))
    findings = [Finding(9, "姓名", "必填，不能空着"), Finding(9, "", "这一行与第 3 行重复")]
    assert write_errors(tmp_path / "b.xlsx", SHEET, "v1", [(row, findings)]) == 1
    sheet = CalamineWorkbook.from_path(tmp_path / "b.xlsx").get_sheet_by_name("人员")
    rows = sheet.to_python(skip_empty_area=False)
    assert rows[2][0] == PROBLEM_LABEL
    assert rows[3][0] == "原第 9 行。姓名：必填，不能空着；这一行与第 3 行重复"
    with zipfile.ZipFile(tmp_path / "b.xlsx") as archive:
        assert '<comment ref="B4"' in archive.read("xl/comments1.xml").decode()
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    assert [each.tokens for each in read(tmp_path / "b.xlsx")] == [("person:7:ab12",)]


def test_an_error_workbook_has_no_column_that_the_file_had_not(tmp_path: Path) -> None:
    write_errors(
        tmp_path / "b.xlsx", SHEET, "v1", [(ReadRow(4, {"name": "张三", "phone": "1"}), [Finding(4, "电话", "不对")])]
    )
    reading = open_sheet(tmp_path / "b.xlsx", SHEET)
    assert reading.present == {"name", "phone"}
    assert reading.findings == ()


def test_notes_end_where_excel_would_become_slow(tmp_path: Path) -> None:
    rows = [(ReadRow(number, {"name": None}), [Finding(number, "姓名", "必填")]) for number in range(MOST_NOTES + 50)]
    write_errors(tmp_path / "b.xlsx", SHEET, "v1", rows)
    with zipfile.ZipFile(tmp_path / "b.xlsx") as archive:
        assert archive.read("xl/comments1.xml").count(b"<comment ") == MOST_NOTES + 1


@given(st.text(max_size=30))
def test_no_text_breaks_stamp_or_token(text: str) -> None:
    assert read_stamp(text) is None or text.count("/") >= 2
    token = read_token(text)
    assert token is None or read_token(str(token)) == token


def test_a_changed_column_changes_the_stamp() -> None:
    other = Sheet("people", "人员", (*SHEET.fields[:-1], Field("note", "备注", longest=400)))
    assert other.stamp("v1") != SHEET.stamp("v1")
    assert Decimal(0) == SHEET.field("people").minimum
