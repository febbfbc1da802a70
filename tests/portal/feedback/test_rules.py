"""Receipt numbers people can copy, and when an answer may be rated."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import ROOT
from portal.feedback import rules
from portal.feedback.rules import CHARACTERS, may_rate, new_receipt, receipt_of, shown_receipt

NOON = dt.datetime(2026, 3, 2, 12)
EARLIER, LATER = NOON - dt.timedelta(hours=1), NOON + dt.timedelta(hours=1)

receipts = st.text(CHARACTERS, min_size=7, max_size=7).map(lambda body: body + rules._check_character(body))


@given(receipts)
def test_a_receipt_is_read_however_it_is_typed(receipt: str) -> None:
    for typed in (receipt, receipt.lower(), shown_receipt(receipt), f" {receipt[:4]} {receipt[4:]} "):
        assert receipt_of(typed) == receipt


@given(receipts, st.integers(0, 7), st.sampled_from(CHARACTERS))
def test_one_wrong_character_is_found_out(receipt: str, place: int, character: str) -> None:
    wrong = receipt[:place] + character + receipt[place + 1 :]
    assert (receipt_of(wrong) == wrong) == (wrong == receipt)


@given(receipts, st.integers(0, 6))
def test_two_neighbours_exchanged_are_found_out(receipt: str, place: int) -> None:
    one, other = receipt[place], receipt[place + 1]
    exchanged = receipt[:place] + other + one + receipt[place + 2 :]
    assert receipt_of(exchanged) is None or one == other or {one, other} == {"2", "Z"}


def test_new_receipts_are_sound_and_hold_nothing_ambiguous() -> None:
    made = [new_receipt() for _ in range(200)]
    assert all(receipt_of(each) == each for each in made)
    assert not set("".join(made)) & set("01IOo")
    assert len(set(made)) == 200


@pytest.mark.parametrize("typed", ["", "ABC", "ABCDEFGHJ", "0" * 8, "１２３４５６７８", "<script>", "٣٣٣٣٣٣٣٣"])
def test_what_cannot_be_a_receipt_is_none(typed: str) -> None:
    assert receipt_of(typed) is None


@pytest.mark.parametrize(
    ("stage", "handled", "rated", "closed", "may"),
    [
        ("answered", NOON, None, None, True),
        ("answered", NOON, LATER, None, False),
        ("answered", NOON, EARLIER, None, True),
        ("answered", None, None, None, False),
        ("working", NOON, None, None, False),
        ("new", None, None, None, False),
        ("closed", EARLIER, None, NOON, True),
        ("closed", EARLIER, None, NOON - dt.timedelta(days=31), False),
        ("closed", EARLIER, NOON, NOON, False),
    ],
)
def test_each_answer_is_rated_once(
    stage: str, handled: dt.datetime | None, rated: dt.datetime | None, closed: dt.datetime | None, may: bool
) -> None:
    assert may_rate(stage, handled, rated, closed, LATER) is may


def test_the_document_tells_the_limits_as_they_are() -> None:
    told = (ROOT / "docs" / "residents.md").read_text("utf-8")
    for words in (
        f"{rules.PER_CODE_A_DAY} 次（换新码不重新计算）", f"{rules.OPEN_PER_CODE} 件 |", f"{rules.PER_ADDRESS_AN_HOUR} 次（一个镇",
        f"{rules.PER_GRID_A_DAY} 件 |", f"{rules.GUESSES.split()[0]} 次 |", f"至少 {rules.LEAST_SECONDS} 秒", f"最多 {rules.MOST_PHOTOS} 张",
        f"{rules.PHOTO_BYTES // 1024**2} MB", f"{rules.REOPEN_DAYS} 天内",
    ):  # fmt: skip
        assert words in told, words
