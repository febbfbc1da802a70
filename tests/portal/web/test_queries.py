"""A page asks the database the same number of questions however many rows it shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, event

from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World

PAGES = {
    "/householdview/list/": "psize_HouseholdView", "/residentview/list/": "psize_ResidentView",
    "/gridview/list/": "psize_GridView", "/memberview/list/": "psize_MemberView",
    "/assignmentview/list/": "psize_AssignmentView", "/establishmentview/list/": "psize_EstablishmentView",
    "/issueview/list/": "psize_IssueView",
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


def test_the_page_of_an_issue_asks_little(sign_in: SignIn, world: World, questions: Callable[[], list[str]]) -> None:
    """However many steps its workflow has: who may take them is asked once."""
    client = sign_in(roles.HEAD)
    address = f"/issueview/show/{world.issues['west1-assigned']}"
    client.get(address)
    questions()
    assert client.get(address).status_code == 200
    asked = questions()
    assert len(asked) <= 40, "\n".join(asked)
