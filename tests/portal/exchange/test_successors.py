"""An import whose uploader has left: whoever may decides, and acts with their own scope and no more."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.exchange.models import ImportRun
from portal.exchange.steps import run_step
from portal.households.models import Household
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.exchange.conftest import Desk, book

WEST = {"所属网格": "西村第一网格", "户号": "901", "户主": "章一", "地址": "新路 1 号"}


@pytest.fixture
def leave(session: Session, world: World) -> Callable[[str], None]:
    """`leave(role)` closes the role's account."""

    def close(role: str) -> None:
        session.execute(update(User).where(User.username == world.users[role]).values(active=False))
        session.commit()

    return close


def act(sign_in: SignIn, role: str, deed: str, run_id: int) -> None:
    assert sign_in(role).post(f"/importview/{deed}/{run_id}").status_code == 302
    run_step(run_id)


def test_the_centre_goes_on_for_who_has_left(
    session: Session, desk_of: Callable[[str], Desk], sign_in: SignIn, leave: Callable[[str], None]
) -> None:
    head = desk_of(roles.HEAD)
    run = head.upload("households", book([WEST]))
    leave(roles.HEAD)
    act(sign_in, roles.CENTRE, "confirm", run.id)
    run = head.run(run.id)
    assert (run.state, run.new, run.error) == ("done", 1, None)
    act(sign_in, roles.CENTRE, "undo", run.id)
    assert (head.run(run.id).state, homes(session)) == ("undone", 0)


def test_a_successor_does_not_act_with_the_scope_of_who_has_left(
    session: Session, world: World, desk_of: Callable[[str], Desk], sign_in: SignIn, leave: Callable[[str], None]
) -> None:
    centre = desk_of(roles.CENTRE)
    rows = [WEST, {**WEST, "所属网格": "东村第一网格"}]
    run = centre.upload("households", book(rows))
    session.execute(update(ImportRun).where(ImportRun.id == run.id).values(grid_id=world.grids["west"]))
    leave(roles.CENTRE)
    act(sign_in, roles.HEAD, "confirm", run.id)
    run = centre.run(run.id)
    assert (run.new, run.bad, homes(session)) == (1, 1, 1)


def test_an_account_that_is_gone_is_not_the_command_line(session: Session, desk_of: Callable[[str], Desk]) -> None:
    head = desk_of(roles.HEAD)
    run = head.upload("households", book([WEST]))
    values = {"user_id": None, "state": "importing"}
    session.execute(update(ImportRun).where(ImportRun.id == run.id).values(**values))
    session.commit()
    run_step(run.id)
    assert (head.run(run.id).state, homes(session)) == ("failed", 0)


def homes(session: Session) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).where(Household.code == "901")) or 0
