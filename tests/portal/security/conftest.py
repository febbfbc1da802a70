"""Entering as a role without the cost of checking a password: the cookie is stamped as signing in would."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.clock import now
from portal.security import sessions
from tests.fixtures.world import World

Enter = Callable[[str], FlaskClient]


@pytest.fixture
def enter(app: Flask, session: Session, world: World) -> Enter:
    """`enter("网格员")` -> a client with that role's session."""

    def client_for(role: str) -> FlaskClient:
        user_id = session.scalars(select(User.id).where(User.username == world.users[role])).one()
        epoch = sessions.state_of(session, user_id).session_epoch
        session.rollback()
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = str(user_id), True
            sessions.stamp(cookie, epoch, now())
        return client

    return client_for
