"""The same door at the same moment, and a server that dies in between, on real connections."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from portal.foundation.clock import today
from portal.foundation.database import db
from portal.members.models import Member
from portal.rounds.entries import EntryState, Recorded
from portal.rounds.reading import read_entry
from portal.rounds.services import record_entry
from portal.rounds.views import kept
from portal.security.scope import Scope, set_scope
from portal.visits.models import Visit
from tests.fixtures.world import World


@pytest.fixture
def open_app(world_app: tuple[Flask, World]) -> Iterator[tuple[Flask, World]]:
    """The application with commits that last; the visits made are deleted afterwards."""
    app, world = world_app
    with app.app_context():
        before = db.session.scalar(select(func.max(Visit.id))) or 0
    yield app, world
    with app.app_context():
        db.session.execute(delete(Visit).where(Visit.id > before))
        db.session.commit()


def entry(world: World, **values: Any) -> dict[str, Any]:
    return {
        "uid": str(uuid.uuid4()), "household_id": world.households["west1-2"], "visited_on": str(today()), "way": "home", "base": 0, **values,
    }  # fmt: skip


def at_once(app: Flask, world: World, sent: list[tuple[str, dict[str, Any]]]) -> list[Recorded]:
    """Each (member, entry) from a thread of its own, all together."""
    start = threading.Barrier(len(sent))

    def one(member: str, given: dict[str, Any]) -> Recorded:
        with app.app_context():
            session = db.session()
            path = session.scalars(select(Member).where(Member.id == world.members[member])).one().grid.path
            session.rollback()
            set_scope(session, Scope((path,), (), world.members[member]))
            start.wait(timeout=30)
            try:
                return kept(session, given)
            finally:
                set_scope(session, None)
                db.session.remove()

    with ThreadPoolExecutor(len(sent)) as pool:
        return list(pool.map(lambda each: one(*each), sent))


def count(app: Flask, uid: str) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(Visit.id)).where(Visit.uid == uid)) or 0


def test_one_entry_sent_many_times_at_once_is_one_visit(open_app: tuple[Flask, World]) -> None:
    app, world = open_app
    given = entry(world)
    found = at_once(app, world, [("west1-member", given)] * 6)
    assert sorted(each.state for each in found) == [EntryState.KNOWN] * 5 + [EntryState.STORED]
    assert len({each.visit for each in found}) == 1
    assert count(app, given["uid"]) == 1


def test_of_two_people_at_one_door_the_second_is_told(open_app: tuple[Flask, World]) -> None:
    app, world = open_app
    base = 0
    with app.app_context():
        base = db.session.scalar(select(func.max(Visit.id))) or 0
    sent = [("west1-member", entry(world, base=base)), ("west-head", entry(world, base=base))]
    found = at_once(app, world, sent)
    assert sorted(each.state for each in found) == [EntryState.CONFLICT, EntryState.STORED]


def test_what_was_not_committed_leaves_nothing_and_can_be_sent_again(open_app: tuple[Flask, World]) -> None:
    app, world = open_app
    given = entry(world, way="absent", absence={"phone": "13900001111"})
    with app.app_context():
        record_entry(db.session(), read_entry(given))
        db.session.remove()
    assert count(app, given["uid"]) == 0
    with app.app_context():
        assert kept(db.session(), given).state is EntryState.STORED
    assert count(app, given["uid"]) == 1
