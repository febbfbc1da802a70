"""Typed text becomes stored text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.web.text import cleaned


@pytest.mark.parametrize(
    ("column", "typed", "stored"),
    [
        ("name", "  张三　", "张三"),
        ("name", "   ", None),
        ("remark", "全角:１２", "全角:１２"),
        ("code", " ９０ａ ", "90a"),
        ("phone", "０５５７－５０２ １２３４", "0557-5021234"),
        ("phone", "139 0000 1234", "13900001234"),
        ("phone", "１３９ ００００-１１１１", "13900001111"),
        ("phone", "139-0000—1111", "13900001111"),
        ("address", "东路\x001 号", "东路1 号"),
        ("address", "东路\ud83d1 号", "东路1 号"),
    ],
)
def test_stray_spaces_and_full_width_digits_go(column: str, typed: str, stored: str | None) -> None:
    assert cleaned(column, typed) == stored


@given(st.sampled_from(["name", "code", "phone"]), st.text())
def test_cleaning_twice_changes_nothing_more(column: str, typed: str) -> None:
    once = cleaned(column, typed)
    assert cleaned(column, once) == once
    assert once is None or once.strip() == once
