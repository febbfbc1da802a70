"""Where the header is, which columns are which, and what counts as a row."""

from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from portal.exchange.archives import Limits
from portal.exchange.header import find_header
from portal.exchange.lines import Line
from portal.exchange.reading import open_sheet
from portal.exchange.sheet import PROBLEM_LABEL, TOKEN_LABEL, Field
from portal.exchange.template import write_template
from portal.foundation.errors import Refusal
from tests.fixtures.spreadsheets import GROUPED, SHEET, cleaned, make_xlsx, read

ROW = ["张三", "13900000000"]


def refusal(path: Path) -> str:
    with pytest.raises(Refusal) as caught:
        open_sheet(path, SHEET)
    return caught.value.message


def test_titles_above_the_header_blank_rows_and_spaces_are_no_matter(tmp_path: Path) -> None:
    rows = [["某镇人员登记表"], ["填报单位：", "某村"], [" 姓　名 ", "電話（手机）"], [None, "  "], ROW, [], ROW]
    path = make_xlsx(tmp_path / "a.xlsx", rows)
    assert [(row.number, row.values) for row in cleaned(path)] == [
        (5, {"name": "张三", "phone": "13900000000"}),
        (7, {"name": "张三", "phone": "13900000000"}),
    ]


@given(st.permutations(SHEET.fields))
def test_columns_may_stand_in_any_order(fields: list[Field]) -> None:
    header = find_header(SHEET, [Line(1, [field.label for field in fields])])
    assert header is not None
    assert dict(header.columns) == {place: field.key for place, field in enumerate(fields)}


def test_columns_that_nobody_reads_are_named(tmp_path: Path) -> None:
    reading = open_sheet(make_xlsx(tmp_path / "a.xlsx", [["序号", "姓名", "电话", "微信号"], [1, *ROW, "abc"]]), SHEET)
    assert reading.present == {"name", "phone"}
    assert [each.message for each in reading.findings] == ["这些列不在“人员”里，没有读取：微信号。"]
    assert next(reading.rows()).cells == {"name": "张三", "phone": "13900000000"}


def test_missing_required_columns_are_refused_by_name(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "a.xlsx", [["电话", "出生日期"], ["13900000000", "1990-01-02"]])
    assert "缺少必填的列：姓名" in refusal(path)


def test_a_column_that_is_there_twice_is_refused_by_name(tmp_path: Path) -> None:
    assert "重复的列：“电话”" in refusal(make_xlsx(tmp_path / "a.xlsx", [["姓名", "电话", "電 話"], [*ROW, "1"]]))


def test_a_file_without_the_header_is_told_which_columns_belong_there(tmp_path: Path) -> None:
    said = refusal(make_xlsx(tmp_path / "a.xlsx", [["品名", "数量"], ["纸", 3]]))
    assert "没有找到“人员”的表头" in said
    assert "必须有这些列：姓名；可以有这些列：电话、身份证号" in said


def test_text_that_is_called_a_workbook_is_told_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("各位村民，大家好。\n请于周五前交表。\n", encoding="utf-8")
    assert "不是 Excel 表格，或者已经损坏" in refusal(path)
    path.write_text("品名,数量\n纸,3\n", encoding="utf-8")
    assert "没有找到“人员”的表头" in refusal(path)


def test_the_template_of_another_sheet_is_refused(tmp_path: Path) -> None:
    write_template(tmp_path / "a.xlsx", GROUPED, "v1")
    assert "另一张表" in refusal(tmp_path / "a.xlsx")


def test_the_worksheet_of_the_right_name_is_read_and_hidden_ones_are_not(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        for name, person in (("旧表", "旧人"), ("藏起", "暗人"), ("人员", "新人")):
            page = book.add_worksheet(name)
            page.write_row(0, 0, ["姓名", "电话"])
            page.write_row(1, 0, [person, "13900000000"])
        book.get_worksheet_by_name("藏起").hide()
    reading = open_sheet(tmp_path / "a.xlsx", SHEET)
    assert [row.cells["name"] for row in reading.rows()] == ["新人"]
    assert [each.message for each in reading.findings] == ["只读取了工作表“人员”；“旧表” 也有同样的表头，没有读取。"]


def test_a_summary_that_lacks_columns_does_not_hide_the_worksheet_behind_it(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet("汇总").write_row(0, 0, ["电话", "人数"])
        page = book.add_worksheet("明细")
        page.write_row(0, 0, ["姓名", "电话"])
        page.write_row(1, 0, ROW)
    assert [row.cells["name"] for row in read(tmp_path / "a.xlsx")] == ["张三"]


def test_an_example_row_is_skipped_until_somebody_writes_over_it(tmp_path: Path) -> None:
    header = [PROBLEM_LABEL, "姓名", "电话"]
    rows = [header, ["示例，导入时自动跳过", "张三", "13900000000"], ["示例，导入时自动跳过", "李四", "13900000000"]]
    (row,) = read(make_xlsx(tmp_path / "a.xlsx", rows))
    assert row.cells["name"] == "李四"
    assert "标着“示例”" in row.findings[0].message


def test_record_numbers_come_with_the_row(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "a.xlsx", [["姓名", "电话", TOKEN_LABEL], [*ROW, "person:7:ab12"], ROW])
    assert [row.tokens for row in read(path)] == [("person:7:ab12",), ("",)]


def test_rows_can_be_read_twice_and_are_limited(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "a.xlsx", [["姓名", "电话"], *[ROW] * 5])
    reading = open_sheet(path, SHEET)
    assert list(reading.rows()) == list(reading.rows())
    with pytest.raises(Refusal, match="超过 4 行"):
        list(open_sheet(path, SHEET, Limits(rows=4)).rows())


def test_merged_cells_are_named_where_it_is_unclear_what_they_mean(tmp_path: Path) -> None:
    rows = [["姓名", "电话", "住址"], ["张三", "13900000000", "甲路"], ["李四", None, "乙路"], ["王五", None, "丙路"]]
    first, second, third = cleaned(make_xlsx(tmp_path / "a.xlsx", rows, merges=["B2:B3"]))
    assert first.good
    assert [(each.row, each.column) for each in second.findings] == [(3, "电话")]
    assert "与第 2 行的单元格合并" in second.findings[0].message
    assert third.good
