"""Decisions on plain values."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portal.printing import rules
from portal.printing.preview import Fold, Problem, folded
from portal.printing.rules import PrintKind

STEPS = st.lists(st.integers(1, 9), min_size=0, max_size=4)


@given(st.lists(st.integers(), max_size=50), st.integers(1, 12))
def test_chunks_hold_every_subject_once_and_in_order(subjects: list[int], size: int) -> None:
    chunks = list(rules.split(subjects, size))
    assert [one for chunk in chunks for one in chunk] == subjects
    assert all(0 < len(chunk) <= size for chunk in chunks)


@given(STEPS, st.lists(STEPS, min_size=1, max_size=5))
def test_the_common_grid_lies_at_or_above_every_path(above: list[int], below: list[list[int]]) -> None:
    paths = ["/" + "".join(f"{step}/" for step in [7, *above, *steps]) for steps in below]
    shared = rules.common_grid(paths)
    assert all(f"/{shared}/" in path for path in paths)
    assert rules.common_grid([*paths, "/99/"]) is None


@given(st.integers(1, 2000))
def test_cards_come_in_whole_sheets_and_letters_as_set(letters: int) -> None:
    cards = rules.chunk_size(PrintKind.CARDS, letters)
    assert cards % rules.CARDS_A_SHEET == 0
    assert letters <= cards < letters + rules.CARDS_A_SHEET
    assert rules.chunk_size(PrintKind.LETTERS, letters) == letters


def test_names_phones_and_periods_read_as_people_write_them() -> None:
    assert [rules.short_name(name) for name in ("龙城镇", "龙城镇/西村", "龙城镇/西村/第一网格", "龙城镇/西村/西村第一网格")] == [
        "龙城镇", "西村", "西村第一网格", "西村第一网格",
    ]  # fmt: skip
    assert [rules.paper_title("西村第一网格", "网格公示牌"), rules.paper_title("西村", "网格公示牌")] == [
        "西村第一网格公示牌",
        "西村网格公示牌",
    ]
    assert rules.spaced_phone("13900001234") == "139 0000 1234"
    assert rules.spaced_phone("0557-5021234") == "0557-5021234"
    assert [rules.sheet_title("甲镇", name) for name in ("网格员年终考核", "网格员考核办法", "考核表")] == [
        "甲镇网格员年终考核表", "甲镇网格员考核表", "甲镇考核表",
    ]  # fmt: skip
    assert [rules.period_text(period) for period in ("2025", "2025Q3")] == ["2025年度", "2025年第3季度"]


def test_an_order_needs_what_its_items_take_and_something_to_spare() -> None:
    needed = 8000 * 10 * 1024 + 50 * 1024**2
    assert rules.room_problem(8000, 10 * 1024, needed) is None
    said = rules.room_problem(8000, 10 * 1024, needed - 1)
    assert said == "服务器磁盘空间不足：印 8000 份约需 128 MB，只剩 128 MB。请联系系统管理员清理后再印"


def test_what_was_printed_this_year_needs_a_reason_of_some_length() -> None:
    assert rules.reason_problem(0, None) is None
    assert "3 份今年已印过" in str(rules.reason_problem(3, " "))
    assert "最多 200 个字" in str(rules.reason_problem(0, "长" * 201))


def test_problems_are_folded_by_place_unless_each_has_a_place_of_its_own() -> None:
    first, second, third = (
        Problem("西村 001 赵甲", "没有住址"),
        Problem("西村 002 钱乙", "没有住址"),
        Problem("东村 001 李", "没有住址"),
    )
    assert folded([first, third, second]) == [Fold("西村", (first, second)), Fold("东村", (third,))]
    one, other = Problem("冯西一", "没有照片"), Problem("陈东一", "没有照片")
    assert folded([one, other]) == [Fold("", (one, other))]
    assert folded([]) == []


def test_whole_percents_say_nothing_is_begun_or_all_done_only_when_it_is() -> None:
    shares = [(0, 300), (1, 300), (75, 300), (299, 300), (300, 300), (0, 0)]
    assert [rules.whole_percent(done, of) for done, of in shares] == [0, 1, 25, 99, 100, None]
