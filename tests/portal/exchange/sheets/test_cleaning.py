"""Cells become values, or are named in Chinese; nothing is guessed in silence."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.exchange.cleaning import Cleaner
from portal.exchange.folding import tidy
from portal.exchange.sheet import CleanRow, ReadRow
from tests.fixtures.spreadsheets import RIGHT_ID, SHEET

FULL = str.maketrans("0123456789-/.", "０１２３４５６７８９－／．")
DAYS = st.dates(dt.date(1900, 3, 1), dt.date(2099, 12, 31))
CLEANER = Cleaner(SHEET)


def clean(**cells: Any) -> CleanRow:
    return CLEANER.clean(ReadRow(4, {"name": "张三", **cells}))


def value(key: str, raw: Any) -> Any:
    row = clean(**{key: raw})
    assert row.findings == []
    return row.values[key]


def problem(key: str, raw: Any) -> str:
    row = clean(**{key: raw})
    assert (row.good, row.values[key]) == (False, None)
    assert row.findings[0].column == SHEET.field(key).label
    return row.findings[0].message


@given(DAYS, st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", " %Y-%m-%d 08:30:00 "]))
def test_a_day_in_every_way_of_writing(day: dt.date, way: str) -> None:
    text = day.strftime(way)
    assert value("born", text) == day
    assert value("born", text.translate(FULL)) == day
    assert value("born", f"{day.year}-{day.month}-{day.day} 18:05") == day


@given(DAYS)
def test_a_day_as_excel_counts_it(day: dt.date) -> None:
    serial = (day - dt.date(1899, 12, 30)).days
    if serial >= 10_000:
        assert value("born", serial) == value("born", float(serial)) == value("born", str(serial)) == day
    assert value("born", dt.datetime.combine(day, dt.time(9))) == value("born", day) == day


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("2026-02-30", "2026年2月30日这一天不存在"),
        ("20261301", "不存在"),
        ("26-3-1", "年份要写四位"),
        ("3/1/2026", "不是日期"),
        ("2026年3月", "没有写到日"),
        (1990, "没有写到日"),
        ("农历三月初一", "不是日期"),
        ("1890-01-01", "1900 年"),
        (dt.time(8), "不是日期"),
        (True, "不是日期"),
    ],
)
def test_a_day_that_is_none_is_named(raw: Any, said: str) -> None:
    assert said in problem("born", raw)


@pytest.mark.parametrize(
    "raw",
    [
        RIGHT_ID,
        RIGHT_ID.lower(),
        f" {RIGHT_ID}\u200b",
        f"'{RIGHT_ID}",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105 19491231 002x",
    ],
)
def test_identity_numbers_are_understood(raw: str) -> None:
    assert value("id_number", raw) == RIGHT_ID


@pytest.mark.parametrize(
    "raw", [3.41322199001011e17, "3.41322E+17", "3.41322199001011e17", 341322199001011000, "341322199001011000"]
)
def test_an_identity_number_that_excel_broke_is_named(raw: Any) -> None:
    assert problem("id_number", raw) == "Excel 已把身份证号变成数字，后三位丢失，请把该列设为文本后重填"


@pytest.mark.parametrize(
    ("raw", "said"), [("110105194912310021", "校验位"), ("11010519491231", "18 位"), ("110105202613310021", "出生日期")]
)
def test_a_wrong_identity_number_is_named_but_not_repeated(raw: str, said: str) -> None:
    assert said in problem("id_number", raw)
    assert raw not in problem("id_number", raw)


@pytest.mark.parametrize(
    "raw",
    [13900000000, 13900000000.0, "13900000000.0", "139 0000 0000", "139-0000-0000", "+86 139 0000 0000", "+8613900000000",
     "8613900000000", "008613900000000", "１３９００００００００", "\u202d13900000000\u202c"],
)  # fmt: skip
def test_mobile_numbers_are_understood(raw: Any) -> None:
    assert value("phone", raw) == "13900000000"


@given(
    st.sampled_from(["", "86", "+86-", "0086 "]),
    st.from_regex(r"\A1[3-9][0-9]{4}", fullmatch=True),
    st.sampled_from(["86100", "00861", "08613"]),
)
@example("", "139000", "08610")
def test_digits_inside_a_mobile_number_are_never_taken_for_the_prefix(prefix: str, start: str, end: str) -> None:
    assert value("phone", prefix + start + end) == start + end


@pytest.mark.parametrize("raw", ["0557-5021234", "(0557)5021234", "（0557） 5021234", "0557—5021234"])
def test_landline_numbers_are_understood(raw: str) -> None:
    assert value("phone", raw) == "0557-5021234"


@pytest.mark.parametrize(
    ("raw", "said"),
    [("1.39E+10", "科学计数"), (5575021234, "开头的 0"), ("557-5021234", "少了 0"), ("12345", "11 位数字")],
)
def test_a_wrong_telephone_number_is_named(raw: Any, said: str) -> None:
    assert said in problem("phone", raw)


@given(st.integers(0, 99))
def test_whole_numbers_in_every_way_of_writing(number: int) -> None:
    for raw in (number, float(number), str(number), f" {number}.0 ", str(number).translate(FULL)):
        assert value("people", raw) == number


@given(st.decimals(-10_000, 10_000, places=3))
def test_decimals_keep_the_digits_that_excel_keeps(number: Decimal) -> None:
    assert value("area", float(number)) == value("area", str(number)) == number
    assert value("area", f"{number:,}") == number


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
