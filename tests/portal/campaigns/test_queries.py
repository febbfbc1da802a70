"""The pages of campaigns ask the database little, however many tasks there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World

MOST = {"/campaignview/show/{0}": 24, "/campaignview/pairs/{0}": 20, "/visittaskview/list/": 27}


@pytest.fixture
def questions(connection: Connection) -> Iterator[Callable[[], list[str]]]:
    """Call it to get the SELECTs since the last call."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            asked.append(statement)

    def taken() -> list[str]:
        found = asked[:]
        asked.clear()
        return found

    event.listen(connection, "before_cursor_execute", note)
    yield taken
    event.remove(connection, "before_cursor_execute", note)


@pytest.mark.parametrize("page", MOST)
@pytest.mark.parametrize("role", [roles.CENTRE, roles.HEAD])
def test_pages_ask_little(
    session: Session,
    world: World,
    campaign: Campaign,
    sign_in: SignIn,
    questions: Callable[[], list[str]],
    page: str,
    role: str,
) -> None:
    session.commit()
    client, address = sign_in(role), page.format(campaign.id)
    client.get(address)
    questions()
    assert client.get(address).status_code == 200
    asked = questions()
    assert len(asked) <= MOST[page], "\n".join(asked)


def test_more_tasks_are_not_more_questions(
    session: Session, campaign: Campaign, sign_in: SignIn, questions: Callable[[], list[str]]
) -> None:
    session.commit()
    client = sign_in(roles.CENTRE)
    client.get("/visittaskview/list/")
    questions()
    client.get("/visittaskview/list/?_flt_0_object=homes&psize_VisitTaskView=2")
    few = questions()
    client.get("/visittaskview/list/?_flt_0_object=homes&psize_VisitTaskView=100")
    assert len(questions()) <= len(few)
