"""Sheets on which an outer record stands on several rows."""

from pathlib import Path

from tests.fixtures.spreadsheets import GROUPED, cleaned, make_xlsx, read

HEADER = ["户编号", "门牌", "姓名", "电话"]


def test_blank_columns_of_the_household_are_those_of_the_row_above(tmp_path: Path) -> None:
    rows = [HEADER, ["1", "甲1号", "张三"], [None, None, "李四"], ["2", None, "王五"], [None, None, "赵六"]]
    found = read(make_xlsx(tmp_path / "a.xlsx", rows), GROUPED)
    assert [(row.cells["code"], row.cells["door"], row.inherited) for row in found] == [
        ("1", "甲1号", False),
        ("1", "甲1号", True),
        ("2", None, False),
        ("2", None, True),
    ]


def test_merged_columns_of_the_household_are_spread(tmp_path: Path) -> None:
    rows = [["登记表"], HEADER, ["1", "甲1号", "张三"], [None, "甲2号", "李四"], [None, None, "王五"]]
    found = cleaned(make_xlsx(tmp_path / "a.xlsx", rows, merges=["A3:A5", "A1:D1"]), GROUPED)
    assert [(row.values["code"], row.values["door"]) for row in found] == [("1", "甲1号"), ("1", "甲2号"), ("1", None)]
    assert all(row.good for row in found)


def test_the_first_row_has_nothing_to_inherit(tmp_path: Path) -> None:
    (row,) = cleaned(make_xlsx(tmp_path / "a.xlsx", [HEADER, [None, None, "张三"]]), GROUPED)
    assert [(each.column, each.message) for each in row.findings] == [("户编号", "必填，不能空着")]


def test_a_household_without_people_needs_no_name(tmp_path: Path) -> None:
    empty, bad = cleaned(
        make_xlsx(tmp_path / "a.xlsx", [HEADER, ["1", "甲"], ["2", "乙", None, "13900000000"]]), GROUPED
    )
    assert (empty.good, empty.inner) == (True, False)
    assert [(each.column, bad.inner) for each in bad.findings] == [("姓名", True)]


def test_a_row_with_another_household_number_inherits_nothing(tmp_path: Path) -> None:
    labels = [*HEADER, *GROUPED.token_labels]
    rows = [
        labels,
        ["1", "甲", "张三", None, "household:1:a", "resident:1:a"],
        [None, None, "李四", None, "household:2:a", "resident:2:a"],
        [None, None, "王五", None, "household:2:a", "resident:3:a"],
    ]
    found = read(make_xlsx(tmp_path / "a.xlsx", rows), GROUPED)
    assert [(row.cells["code"], row.tokens[0], row.inherited) for row in found] == [
        ("1", "household:1:a", False),
        (None, "household:2:a", False),
        (None, "household:2:a", True),
    ]
