"""Where failures to sign in are counted."""

from __future__ import annotations

import pytest
from limits.storage import storage_from_string

from portal.security.limits import storage_of


@pytest.mark.parametrize("url", ["unix:///tmp/a/broker.sock", "redis://127.0.0.1:6379/0"])
def test_failures_are_counted_in_the_broker(url: str) -> None:
    assert type(storage_from_string(storage_of(url))).__name__ == "RedisStorage"
