"""Failures in a row and in all, and the measure that each number asks for."""

from hypothesis import given
from hypothesis import strategies as st

from portal.consequences.strikes import Count, Deed, counted, strike_for
from seeds.sections.awards import Strike

IN_A_ROW = [Strike(failures=1, measure="约谈"), Strike(failures=2, measure="降职"), Strike(failures=3, measure="免职")]
IN_ALL = [Strike(failures=1, in_a_row=False, measure="通报"), Strike(failures=3, in_a_row=False, measure="重点管理")]


def measures(strikes: list[Strike], happened: list[bool]) -> list[str]:
    counts = counted(Deed(number, good) for number, good in enumerate(happened))
    found = [strike_for(strikes, count) for count in counts.values()]
    return [each.measure if each else "" for each in found]


def test_a_success_ends_a_row() -> None:
    assert measures(IN_A_ROW, [False, False, True, False]) == ["约谈", "降职", "约谈"]
    assert measures(IN_A_ROW, [False] * 4) == ["约谈", "降职", "免职", "免职"]


def test_in_all_a_success_undoes_nothing() -> None:
    assert measures(IN_ALL, [False, True, False, True, False]) == ["通报", "通报", "重点管理"]


def test_nothing_is_proposed_before_the_first_number() -> None:
    assert strike_for([Strike(failures=2, measure="降职")], Count(1, 1)) is None


@given(st.lists(st.booleans(), max_size=30))
def test_a_row_is_never_longer_than_all(happened: list[bool]) -> None:
    counts = counted(Deed(number, good) for number, good in enumerate(happened))
    assert len(counts) == happened.count(False)
    assert all(1 <= each.in_a_row <= each.in_all for each in counts.values())
