"""A household's code, a phone that opens its page, and a clock that need not be waited for."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.feedback import services
from portal.feedback.stamps import new_stamp
from portal.foundation.clock import now
from portal.households.models import Household
from portal.issues.models import Issue
from tests.fixtures.pages import check_page
from tests.fixtures.world import World

_addresses = itertools.count(1)


@pytest.fixture
def home(session: Session, world: World) -> Household:
    """The household 赵甲 of the first grid."""
    return session.get_one(Household, world.households["west1-1"])


@pytest.fixture
def token(session: Session, home: Household) -> str:
    """Its code, as printed."""
    found = services.code_for(session, home).token
    session.commit()
    return found


@pytest.fixture(autouse=True)
def store(app: Flask, tmp_path: Path) -> Iterator[Path]:
    """The application keeps its files in a folder of this test."""
    before = app.config["PORTAL"]
    app.config["PORTAL"] = dataclasses.replace(
        before, files_url=str(tmp_path / "files"), public_url="https://wg.example.cn"
    )
    yield tmp_path / "files"
    app.config["PORTAL"] = before


def check_words(page: str) -> None:
    """As `check_page`; receipt numbers and the picture of a code are no words."""
    check_page(re.sub(r"\b[2-9A-Z]{4}-?[2-9A-Z]{4}\b|data:image/png;base64,[^\"]+", "", page))


def issues(session: Session) -> int:
    """How many there are."""
    session.rollback()
    found = session.scalar(select(func.count(Issue.id))) or 0
    session.rollback()  # or what the phone sends next would be part of this transaction
    return found


class Phone:
    """Somebody without an account, at a network address of their own."""

    def __init__(self, client: FlaskClient, token: str, category: int, stamp: Callable[[], str]) -> None:
        self.client, self.token, self._category, self._stamp = client, token, category, stamp
        self.address = f"10.9.{next(_addresses) // 250}.{next(_addresses) % 250}"

    def open(self, path: str = "") -> TestResponse:
        return self.client.get(f"/r/{self.token}{path}", environ_overrides={"REMOTE_ADDR": self.address})

    def form(self, **changes: Any) -> dict[str, Any]:
        """What a person who took a minute sends; `None` leaves a field out."""
        form = {"category": str(self._category), "text": "门前的路灯坏了三天", "stamp": self._stamp(), **changes}
        return {name: value for name, value in form.items() if value is not None}

    def tell(self, **changes: Any) -> TestResponse:
        return self.post("", **self.form(**changes))

    def post(self, path: str, **form: Any) -> TestResponse:
        return self.client.post(
            f"/r/{self.token}{path}",
            data=form,
            environ_overrides={"REMOTE_ADDR": self.address},
            content_type="multipart/form-data",
        )

    def receipt(self, **changes: Any) -> str:
        """Tell; the receipt number."""
        answer = self.tell(**changes)
        assert answer.status_code == 302, answer.text
        match = re.fullmatch(rf"/r/{self.token}/([2-9A-Z]{{8}})", answer.location or "")
        assert match, answer.location
        return match[1]


@pytest.fixture
def phone(app: Flask, session: Session, token: str, world: World) -> Phone:
    """A phone that scanned the code a minute ago."""
    code = services.page_for(session, token)
    assert code is not None
    code_id = code.id
    session.rollback()

    def stamp() -> str:
        return new_stamp(app.config["SECRET_KEY"], code_id, now() - dt.timedelta(minutes=1))

    return Phone(app.test_client(), token, world.others["category"], stamp)
