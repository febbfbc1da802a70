"""Cells become values, or are named in Chinese; nothing is guessed in silence."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.exchange.folding import tidy
from tests.fixtures.spreadsheets import SHEET, clean, problem, value


@pytest.mark.parametrize(
    ("key", "raw", "said"),
    [
        ("people", "3人", "不是数字"),
        ("people", 2.5, "不是整数"),
        ("people", -1, "不能小于 0"),
        ("people", 100, "不能大于 99"),
        ("people", dt.datetime(1900, 1, 3), "日期"),
        ("area", "1e5", "不是数字"),
        ("area", "9" * 12, "太大"),
        ("area", "#DIV/0!", "公式出错"),
        ("party", "可能", "“是”或“否”"),
        ("address", "长" * 51, "有 51 个字，最多 50 个字"),
    ],
)
def test_what_does_not_fit_is_named(key: str, raw: Any, said: str) -> None:
    assert said in problem(key, raw)


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("是", True),
        ("√", True),
        ("y", True),
        (1, True),
        (1.0, True),
        (True, True),
        ("有", True),
        ("否", False),
        ("×", False),
        ("Ｎ", False),
        ("0", False),
        (False, False),
    ],
)
def test_yes_and_no(raw: Any, meant: bool) -> None:
    assert value("party", raw) is meant


@pytest.mark.parametrize("raw", ["第7网格", "g7", " 第 7 网格", "第７網格"])
def test_an_option_by_label_or_key(raw: str) -> None:
    assert value("grid", raw) == "g7"


def test_an_unknown_option_is_told_what_is_near() -> None:
    said = problem("grid", "第277网咯")
    assert "第277网格" in said
    assert "等 300 项" in said
    assert said.count("、") == 7


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("獨居老人", ("alone",)),
        ("留守兒童、獨居老人", ("alone", "left")),
        ("残疾人/独居老人", ("alone", "disabled")),
        ("残疾人 独居老人\n残疾人", ("alone", "disabled")),
        ("困境、重病", ("both",)),
        ("残疾人、困境、重病；left", ("disabled", "left", "both")),
    ],
)
def test_several_options(raw: str, meant: tuple[str, ...]) -> None:
    assert value("care", raw) == meant


def test_of_several_options_the_unknown_one_is_named() -> None:
    assert problem("care", "残疾人、富豪") == "“富豪”不在可选项内，可填：独居老人、残疾人、留守儿童、困境、重病"


@pytest.mark.parametrize("raw", [None, "", "  ", "\u3000", "-", "—", "/"])
def test_blank_cells_and_dashes_are_nothing(raw: Any) -> None:
    assert value("address", raw) is None
    assert problem("name", raw) == "必填，不能空着"


@pytest.mark.parametrize("raw", ["=1+1", " =HYPERLINK(1)", "+cmd", "-2+3", "@SUM(A1)", "＝1", "\t=1", "\u200b=1"])
def test_a_text_that_excel_would_take_for_a_formula_is_refused(raw: str) -> None:
    assert "公式" in problem("address", raw)


@pytest.mark.parametrize(
    ("raw", "kept"), [("-5", "-5"), (-5, "-5"), ("3号楼=东", "3号楼=东"), (101.0, "101"), (True, "是")]
)
def test_texts_that_are_no_formula_are_kept(raw: Any, kept: str) -> None:
    assert value("address", raw) == kept


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("张 三", "张三"),
        ("　王　小　明 ", "王小明"),
        ("王 小明", "王小明"),
        ("欧阳 小明", "欧阳 小明"),
        ("阿依·古丽", "阿依·古丽"),
        ("\u202e张\u200d三\x07", "张三"),
        ("John  Smith", "John Smith"),
    ],
)
def test_names_lose_what_cannot_be_seen(raw: str, kept: str) -> None:
    assert value("name", raw) == kept


def test_traditional_characters_in_names_are_kept_and_mentioned() -> None:
    row = clean(name="劉德華")
    assert (row.good, row.values["name"]) == (True, "劉德華")
    assert row.findings[0].message == "含有繁体字（劉→刘、華→华），原样保留，请核对"
    assert clean(name="於乾").findings == []


def test_line_breaks_stay_in_long_texts_only() -> None:
    assert value("note", "一行 \r\n 二行") == "一行\n二行"
    assert value("address", "一行\n二行") == "一行 二行"


@given(st.text(max_size=30))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once
    assert once == once.strip()
    assert "\n" not in once


@given(
    st.sampled_from([field.key for field in SHEET.fields]),
    st.one_of(
        st.text(max_size=20), st.integers(), st.floats(), st.booleans(), st.datetimes(), st.times(), st.timedeltas()
    ),
)
def test_no_cell_whatsoever_breaks_it(key: str, raw: Any) -> None:
    row = clean(**{key: raw})
    assert row.values[key] is None or row.good
    assert all(each.message and each.row == 4 for each in row.findings)
