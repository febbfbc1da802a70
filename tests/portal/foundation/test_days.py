"""A day that is too early is told as too early, with the range that holds."""

from __future__ import annotations

import datetime as dt

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form

from portal.foundation.days import EARLIEST, past_day_problem
from portal.web.plain_fields import DayField

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (None, "请填写走访日期"), (dt.date(1900, 1, 1), "走访日期太早，应在 2000-01-01 至今天（2026-11-22）之间"), (EARLIEST, None),
        (TODAY, None), (dt.date(2026, 11, 23), "走访日期不能晚于今天（2026-11-22）"),
    ],
)  # fmt: skip
def test_a_day_that_has_been(day: dt.date | None, sentence: str | None) -> None:
    assert past_day_problem("走访日期", day, TODAY) == sentence


@pytest.mark.parametrize(("text", "wrong"), [("1999-12-31", True), ("2000-01-01", False), ("2099-12-31", False), ("2100-01-01", True)])  # fmt: skip
def test_a_field_names_the_range_that_holds(text: str, wrong: bool) -> None:
    class Asked(Form):
        day = DayField("期间起", earliest=EARLIEST)

    form = Asked(MultiDict({"day": text}))
    assert form.validate() is not wrong
    assert ("2000-01-01 至 2099-12-31" in str(form.day.errors)) is wrong


def test_days_of_birth_reach_back_further() -> None:
    class Asked(Form):
        day = DayField("出生日期")

    assert Asked(MultiDict({"day": "1931-05-06"})).validate()
    assert not Asked(MultiDict({"day": "0001-01-01"})).validate()
