"""CSV in the encodings that offices use, .xls, and web pages that are named .xls."""

import csv
import datetime as dt
from pathlib import Path

import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from portal.exchange.csv_text import CsvFile
from portal.exchange.reading import open_sheet
from portal.foundation.errors import Refusal
from tests.fixtures.spreadsheets import GROUPED, SHEET, cleaned, read

TEXT = "姓名,电话,住址\r\n张三,13900000000,西村12号\r\n\r\n李四,０５５７-5021234,“东村”\r\n"
EXPECTED = [
    (2, {"name": "张三", "phone": "13900000000", "address": "西村12号"}),
    (4, {"name": "李四", "phone": "0557-5021234", "address": "“东村”"}),
]


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_csv_in_every_encoding(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "人员.csv"
    path.write_bytes(TEXT.replace(",", separator).encode(encoding))
    assert [(row.number, row.values) for row in cleaned(path)] == EXPECTED


def test_an_identity_number_that_excel_wrote_into_a_csv_is_named(tmp_path: Path) -> None:
    path = tmp_path / "人员.csv"
    path.write_text("姓名,身份证号\n张三,1.10105E+17\n李四,110105194912310000\n", encoding="gbk")
    assert [row.findings[0].message[:16] for row in cleaned(path)] == ["Excel 已把身份证号变成数字"[:16]] * 2


def test_a_quote_without_its_partner_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "人员.csv"
    path.write_text('姓名,电话\n张三,1\n"李四,2\n' + "王五,3\n" * 30_000, encoding="utf-8")
    with pytest.raises(Refusal, match="第 3 行的引号"):
        list(open_sheet(path, SHEET).rows())


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)


@given(
    st.lists(st.lists(CELLS, min_size=2, max_size=3), min_size=1, max_size=5), st.sampled_from(["gb18030", "utf-8-sig"])
)
def test_csv_keeps_every_character(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], encoding: str
) -> None:
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows([["姓名", "电话", "住址", "备注", "网格", "面积"], *rows])
    lines = list(CsvFile(path).lines())[1:]
    if CsvFile(path).encoding == encoding:
        assert [line.cells for line in lines] == rows


def test_xls_with_dates_numbers_and_merged_cells(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    hidden, page = book.add_sheet("藏"), book.add_sheet("数据")
    hidden.visibility = 1
    for column, label in enumerate(("姓名", "出生日期", "人数", "身份证号"), start=1):
        page.write(2, column, label)
    page.write(4, 1, "张三")
    page.write(4, 2, dt.date(1990, 1, 2), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    page.write(4, 3, 3.0)
    page.write(4, 4, 3.41322199001011e17)
    book.save(str(tmp_path / "a.xls"))
    (row,) = cleaned(tmp_path / "a.xls")
    assert (row.number, row.values["name"], row.values["born"], row.values["people"]) == (
        5,
        "张三",
        dt.date(1990, 1, 2),
        3,
    )
    assert ["后三位丢失" in each.message for each in row.findings] == [True]


def test_merged_cells_of_an_xls_are_spread(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    page = book.add_sheet("住户")
    for column, label in enumerate(("户编号", "门牌", "姓名")):
        page.write(0, column, label)
    page.write_merge(1, 2, 0, 0, "1")
    for row, (door, name) in enumerate((("甲", "张三"), ("乙", "李四")), start=1):
        page.write(row, 1, door)
        page.write(row, 2, name)
    book.save(str(tmp_path / "a.xls"))
    assert [(row.cells["code"], row.cells["door"]) for row in read(tmp_path / "a.xls", GROUPED)] == [
        ("1", "甲"),
        ("1", "乙"),
    ]


PAGE = """<html><head><meta charset="gb2312"><style>td {mso-number-format:"\\@"}</style></head><body>
<table><tr><td>导出时间</td></tr></table>
<table border=1><tr><th colspan=4>住户登记</th></tr><tr><th>户编号<th>门牌<th>姓名<th>电话</tr>
<tr><td rowspan=2>1</td><td rowspan=2>甲&nbsp;1号</td><td>张三</td><td>13900000000</td></tr>
<tr><td>李<br>四</td><td></td></tr></table></body></html>"""


@pytest.mark.parametrize("encoding", ["gb2312", "utf-8-sig"])
def test_a_web_page_named_xls_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "导出.xls"
    path.write_bytes(PAGE.encode(encoding))
    assert [(row.number, row.values) for row in cleaned(path, GROUPED)] == [
        (3, {"code": "1", "door": "甲 1号", "name": "张三", "phone": "13900000000"}),
        (4, {"code": "1", "door": "甲 1号", "name": "李四", "phone": None}),
    ]


def test_a_web_page_with_tables_in_tables_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "导出.xls"
    path.write_text("<table><tr><td><table><tr><td>姓名</td></tr></table></td></tr></table>")
    with pytest.raises(Refusal, match="另存为"):
        open_sheet(path, SHEET)
