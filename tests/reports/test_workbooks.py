"""Tables that a spreadsheet opens as what they are."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from reports.errors import ReportError
from reports.workbooks import Column, write_table

COLUMNS = (
    Column("name", "姓名", 12),
    Column("count", "户数", 8, "integer"),
    Column("rate", "办结率", 10, "percent"),
    Column("on", "日期", 12, "date"),
    Column("at", "时间", 18, "datetime"),
)


def parts(*rows: tuple[object, ...], title: str = "网格一览") -> dict[str, str]:
    out = BytesIO()
    assert write_table(out, title, COLUMNS, iter(rows)) == len(rows)
    with ZipFile(out) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def page(*rows: tuple[object, ...]) -> str:
    return parts(*rows)["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://a")', "+1", "-1", "@SUM(A1)", "http://a.cn", "\t=1+1"])
def test_text_never_becomes_a_formula_or_a_link(text: str) -> None:
    found = parts((text, 1, None, None, None))
    assert "<f>" not in found["xl/worksheets/sheet1.xml"]
    assert "hyperlink" not in found["xl/worksheets/sheet1.xml"].lower().replace("=hyperlink", "")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_text_stays_text_even_after_someone_edits_the_cell(text: str) -> None:
    found = parts(("甲", None, None, None, None), (text, None, None, None, None))
    plain, quoted = re.findall(r'<c r="A[34]" s="(\d+)"', found["xl/worksheets/sheet1.xml"])
    formats = re.findall(r"<xf [^>]*>", found["xl/styles.xml"].split("<cellXfs")[1])
    assert "quotePrefix" in formats[int(quoted)]
    assert "quotePrefix" not in formats[int(plain)]


def test_cells_keep_their_kinds() -> None:
    moment = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)
    found = page(("王建国", 640, Decimal("0.875"), date(2026, 3, 1), moment))
    assert re.search(r'<c r="B3" s="\d+"><v>640</v>', found)
    assert re.search(r'<c r="C3" s="\d+"><v>0.875</v>', found)
    assert re.search(r'<c r="D3" s="\d+"><v>46082</v>', found)
    assert re.search(r'<c r="E3" s="\d+"><v>46083.0208\d*</v>', found), "16:30 UTC is 00:30 in Beijing"


def test_nothing_is_an_empty_cell_and_truth_is_chinese() -> None:
    found = page((None, None, None, None, None), (True, 1, 1, None, None))
    assert re.search(r'<c r="A3" s="\d+"/>', found)
    assert "None" not in found
    assert "是" in found


def test_long_digits_stay_text() -> None:
    assert "110101199003070011" in page(("110101199003070011", None, None, None, None))


def test_the_header_is_frozen_filtered_and_titled() -> None:
    found = parts(("甲", 1, 1, None, None))
    assert 'ySplit="2"' in found["xl/worksheets/sheet1.xml"]
    assert '<autoFilter ref="A2:E3"/>' in found["xl/worksheets/sheet1.xml"]
    assert 'name="网格一览"' in found["xl/workbook.xml"]


def test_a_title_that_no_sheet_may_carry_is_made_one() -> None:
    assert 'name="a b c' in parts(title="a/b:c" + "长" * 60)["xl/workbook.xml"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("甲", "多", None, None, None), "第1行“户数”应为数字"),
        (("甲", float("nan"), None, None, None), "户数"),
        (("甲", 1, 1, "昨天", None), "“日期”应为1900年以后的日期"),
        (("甲", 1), "应为5个"),
    ],
)
def test_a_value_that_does_not_suit_is_named(row: tuple[object, ...], words: str) -> None:
    with pytest.raises(ReportError, match=words):
        write_table(BytesIO(), "表", COLUMNS, [row])


def test_a_path_will_do_and_a_very_long_text_is_marked(tmp_path: Path) -> None:
    target = tmp_path / "表.xlsx"
    assert write_table(target, "表", COLUMNS[:1], [("长" * 40_000,)]) == 1
    with ZipFile(target) as book:
        assert "已截断" in book.read("xl/worksheets/sheet1.xml").decode()
