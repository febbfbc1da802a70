"""Days, numbers, telephone and identity numbers, in every way that people and Excel write them."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.fixtures.spreadsheets import RIGHT_ID, problem, value

FULL = str.maketrans("0123456789-/.", "０１２３４５６７８９－／．")
DAYS = st.dates(dt.date(1900, 3, 1), dt.date(2099, 12, 31))


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
