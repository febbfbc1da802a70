"""A page asks the database the same number of questions however many rows it shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, event

from portal.security import roles
from tests.fixtures.people import SignIn

PAGES = {
    "/householdview/list/": "psize_HouseholdView", "/residentview/list/": "psize_ResidentView",
    "/gridview/list/": "psize_GridView", "/memberview/list/": "psize_MemberView",
    "/assignmentview/list/": "psize_AssignmentView", "/establishmentview/list/": "psize_EstablishmentView",
}  # fmt: skip
MOST = 18


@pytest.fixture
def questions(connection: Connection) -> Callable[[], list[str]]:
    """Call it to get the SELECTs since the last call."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            asked.append(statement)

    event.listen(connection, "before_cursor_execute", note)

    def taken() -> list[str]:
        found = asked[:]
        asked.clear()
        return found

    return taken


@pytest.mark.parametrize("page", PAGES)
def test_more_rows_are_not_more_questions(sign_in: SignIn, questions: Callable[[], list[str]], page: str) -> None:
    client = sign_in(roles.CENTRE)
    client.get(page)
    questions()
    assert client.get(f"{page}?{PAGES[page]}=2").status_code == 200
    few = questions()
    assert client.get(f"{page}?{PAGES[page]}=100").status_code == 200
    many = questions()
    assert len(many) <= len(few) <= MOST, "\n".join(many)


def test_rest_lists_ask_little(sign_in: SignIn, questions: Callable[[], list[str]]) -> None:
    client = sign_in(roles.CENTRE)
    questions()
    assert client.get("/api/v1/household/").status_code == 200
    assert len(questions()) <= 13
