"""Identity numbers and telephones: the plain rule and the database's rule say the same."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from portal.foundation.errors import Refusal
from portal.foundation.identity import (
    PHONE_CHECK,
    birth_date_of,
    check_id_number,
    id_number_problem,
    phone_problem,
)

WEIGHTS = [pow(2, 17 - place, 11) for place in range(17)]
"""The weights of ISO 7064 MOD 11-2 from their definition, not from the table under test."""

digits = st.text("0123456789", min_size=0, max_size=14)
phones = st.one_of(
    digits,
    st.text("0123456789-１３ ", max_size=14),
    st.builds("{}-{}".format, st.from_regex(r"0\d{1,4}", fullmatch=True), digits),
    st.from_regex(r"1[2-9]\d{8,10}", fullmatch=True),
)


def completed(first: str) -> str:
    """17 digits with their check character."""
    total = sum(int(digit) * weight for digit, weight in zip(first, WEIGHTS, strict=True))
    return first + "10X98765432"[total % 11]


numbers = st.builds(
    lambda area, born, order: completed(f"{area:06}{born:%Y%m%d}{order:03}"),
    st.integers(110000, 659999),
    st.dates(dt.date(1900, 1, 1), dt.date(2025, 12, 31)),
    st.integers(0, 999),
)


@given(numbers)
def test_a_number_with_its_check_character_is_right(number: str) -> None:
    assert id_number_problem(number) is None
    assert f"{birth_date_of(number):%Y%m%d}" == number[6:14]


@given(numbers, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_any_single_mistyped_character_is_found(number: str, place: int, typed: str) -> None:
    mistyped = number[:place] + typed + number[place + 1 :]
    assert (id_number_problem(mistyped) is None) == (mistyped == number)


@given(numbers, st.integers(0, 16))
def test_two_neighbours_swapped_are_found(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert (id_number_problem(swapped) is None) == (swapped == number)


@pytest.mark.parametrize("born", ["19900230", "18991231", "21000101", "20251301"])
def test_a_day_that_nobody_can_be_born_on_is_refused(born: str) -> None:
    assert id_number_problem(completed(f"341302{born}001")) == "身份证号中的出生日期不存在"


@pytest.mark.parametrize(
    "number", ["", "34130219900101", "34130219900101001x", "３４１３０２１９９００１０１００１１", "a" * 18]
)
def test_other_shapes_are_refused(number: str) -> None:
    assert "18 位" in str(id_number_problem(number))


def test_a_refusal_names_the_field() -> None:
    with pytest.raises(Refusal) as caught:
        check_id_number("341302199001010010")
    assert caught.value.field == "id_number"


@pytest.mark.parametrize("phone", ["13900000000", "19912345678", "0557-5021234", "05575021234", "010-12345678"])
def test_right_telephones(phone: str) -> None:
    assert phone_problem(phone) is None


@pytest.mark.parametrize(
    "phone", ["", "12900000000", "1390000000", "5021234", "0557--5021234", "055-75021234567", "１３９００００００００"]
)
def test_wrong_telephones_are_repeated_in_the_sentence(phone: str) -> None:
    assert f"“{phone}”" in str(phone_problem(phone))


def test_the_database_accepts_the_same_telephones_as_the_form(connection: Connection) -> None:
    seen: set[str] = set()

    @given(phones)
    def collect(phone: str) -> None:
        seen.add(phone)

    collect()
    listed = sorted(seen | {"13900000000", "0557-5021234", "0557-502-1234", "0-5575021234", "1390000000０"})
    if connection.dialect.name == "sqlite":
        source = "SELECT value AS phone FROM json_each(:phones)"
    else:
        source = "SELECT value AS phone FROM json_array_elements_text(CAST(:phones AS json))"
    check = re.sub(r":", r"\\:", PHONE_CHECK)
    found = connection.execute(text(f"SELECT phone FROM ({source}) t WHERE {check}"), {"phones": json.dumps(listed)})
    assert set(found.scalars()) == {phone for phone in listed if phone_problem(phone) is None}
