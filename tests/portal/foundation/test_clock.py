"""One time zone: China's, wherever the machine stands."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from portal.foundation import clock


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Kiritimati"])
def test_the_time_is_that_of_china(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        utc = dt.datetime.now(dt.UTC).replace(tzinfo=None)
        ahead = clock.now() - utc
    finally:
        monkeypatch.undo()
        time.tzset()
    assert dt.timedelta(hours=7, minutes=59) < ahead <= dt.timedelta(hours=8)


def test_the_time_is_kept_without_zone_and_fractions() -> None:
    now = clock.now()
    assert now.tzinfo is None
    assert now.microsecond == 0
    assert clock.today() in {now.date(), now.date() + dt.timedelta(days=1)}
