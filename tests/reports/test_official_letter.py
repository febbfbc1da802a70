"""The letter in the form of an official document, measured against GB/T 9704-2012."""

from itertools import pairwise

import pytest

from reports.errors import Overflow
from reports.render import render_pdf
from tests.reports.papers import letter, lines, page_texts

MM = 72 / 25.4


def test_the_type_area_is_twenty_two_lines_of_twenty_eight_characters() -> None:
    pdf = render_pdf("letter_official", [letter(body=("国" * 28 * 25,))], title="信").pdf
    first = lines(pdf)
    assert len(first) + 1 == 22  # the line left free below the title has no words
    full = [words for _, words in first if len(words) == 28]
    assert len(full) == 18
    assert all(len(words) <= 28 for _, words in first)
    tops = [top for top, _ in first][2:]
    for before, after in pairwise(tops):
        assert after - before == pytest.approx(225 * MM / 22, abs=0.1)


def test_what_does_not_fit_two_pages_is_refused_by_name() -> None:
    with pytest.raises(Overflow, match="王建国"):
        render_pdf("letter_official", [letter(body=("国" * 1400,))], title="信")


def test_a_second_page_says_so_and_the_next_letter_begins_anew() -> None:
    long = letter(body=("国" * 700,))
    texts = page_texts(render_pdf("letter_official", [long, long], title="信").pdf)
    assert len(texts) == 4
    assert ["—2—" in text for text in texts] == [False, True, False, True]


def test_the_whole_sample_stands_on_one_page_with_everything_a_household_needs() -> None:
    one = letter(body=("您好！",))
    (text,) = page_texts(render_pdf("letter_official", [one], title="信").pdf)
    for words in (
        one.addressee,
        one.address,
        one.household_code,
        one.member_phone,
        one.centre_phone,
        one.signer,
        one.date_text,
    ):
        assert "".join(words.split()) in text
