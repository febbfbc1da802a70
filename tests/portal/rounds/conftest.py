"""Entries as a phone sends them, and the profile of a town in force."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.foundation.clock import today
from tests.fixtures.world import World

Entry = dict[str, Any]
Send = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def entry(world: World) -> Callable[..., Entry]:
    """`entry("west1-2", way="phone")` -> the JSON of one entry."""

    def made(home: str, **values: Any) -> Entry:
        base = {
            "uid": str(uuid.uuid4()),
            "household_id": world.households[home],
            "visited_on": str(today()),
            "way": "home",
        }
        return {**base, **values}

    return made


@pytest.fixture
def send() -> Send:
    """`send(client, entry, …)` -> what became of each."""

    def sent(client: FlaskClient, *entries: Any) -> list[dict[str, Any]]:
        answer = client.post("/rounds/entries", json=list(entries), headers={"Accept": "application/json"})
        assert answer.status_code == 200, answer.text
        return list(answer.get_json())

    return sent
