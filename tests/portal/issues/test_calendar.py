"""The office's calendar: a table becomes days, days move terms, and a year that nobody knows is said."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation import calendar
from portal.foundation.calendar import CalendarDay, DayOff, calendar_of
from portal.foundation.errors import Refusal
from portal.issues.calendar_sheet import days_in
from portal.security import roles
from tests.fixtures.people import SignIn

TABLE = "日期,上班或休息,名称\n2027-01-01,休息,元旦\n2027年1月3日,上班,元旦调休\n"


def file(folder: Path, text: str) -> Path:
    path = folder / "日历.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_becomes_days(tmp_path: Path) -> None:
    assert days_in(file(tmp_path, TABLE)) == [
        DayOff(dt.date(2027, 1, 1), False, "元旦"), DayOff(dt.date(2027, 1, 3), True, "元旦调休"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2027-02-30,休息,", "第 4 行：2027年2月30日这一天不存在"),
        ("2027-05-01,也许,", "第 4 行：“也许”应写作"),
        (",休息,", "第 4 行：没有写日期"),
        ("2027-01-01,上班,", "第 4 行：2027-01-01 前面已写过"),
    ],
)
def test_a_row_that_makes_no_sense_is_named_and_nothing_is_taken(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        days_in(file(tmp_path, f"{TABLE}{row}\n"))


def test_laid_down_days_hold_at_once_and_a_second_time_change_nothing(session: Session) -> None:
    days = [DayOff(dt.date(2027, 1, 1), False, "元旦"), DayOff(dt.date(2027, 1, 2), True)]
    assert calendar_of(session).is_workday(dt.date(2027, 1, 1))
    for _ in range(2):
        calendar.lay_down(session, days)
        assert [calendar_of(session).is_workday(each.day) for each in days] == [False, True]
        assert len(session.scalars(select(CalendarDay)).all()) == 2
    calendar.take_back(session, days[0].day)
    assert calendar_of(session).is_workday(days[0].day)


def test_the_years_nobody_knows_are_said_in_time(session: Session) -> None:
    asked = {
        day: calendar.years_unknown(session, day)
        for day in (dt.date(2026, 3, 1), dt.date(2026, 11, 1), dt.date(2031, 3, 1))
    }
    assert list(asked.values()) == [[], [2027], [2031]]
    calendar.lay_down(session, [DayOff(dt.date(2027, 1, 1), False)])
    assert calendar.years_unknown(session, dt.date(2026, 11, 1)) == []


def test_the_screen_takes_a_table_and_shows_its_days(sign_in: SignIn, session: Session) -> None:
    client = sign_in(roles.SYSTEM)
    answer = client.post(
        "/calendar/upload", data={"file": (io.BytesIO(TABLE.encode()), "2027.csv")}, follow_redirects=True
    )
    assert answer.status_code == 200
    for words in ("已导入 2 天", "2027-01-03", "元旦调休", "星期日"):
        assert words in answer.text
    assert client.post("/calendar/remove/2027-01-03").status_code == 302
    assert [row.day for row in session.scalars(select(CalendarDay))] == [dt.date(2027, 1, 1)]
    wrong = client.post("/calendar/upload", data={"file": (io.BytesIO(b"x,y\n1,2\n"), "x.csv")})
    assert wrong.status_code == 422
    assert sign_in(roles.MEMBER).get("/calendar/").status_code in {302, 403}
