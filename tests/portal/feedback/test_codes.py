"""Codes: one a household until it is revoked, made in bulk, found only while they hold."""

from __future__ import annotations

import re

from sqlalchemy import Connection, event, select
from sqlalchemy.orm import Session

from portal.feedback import services
from portal.feedback.models import ContactCode
from portal.foundation.audit import AuditEntry
from portal.households.models import Household
from tests.fixtures.world import World


def test_a_household_keeps_its_code(session: Session, home: Household) -> None:
    first = services.code_for(session, home)
    assert services.code_for(session, home) is first
    assert re.fullmatch(r"[\w-]{22}", first.token)


def test_codes_say_nothing_about_each_other(session: Session, world: World) -> None:
    tokens = services.codes_for(session, list(world.households.values()))
    assert set(tokens) == set(world.households.values())
    assert len(set(tokens.values())) == len(tokens)
    assert services.codes_for(session, list(tokens)) == tokens == services.codes_of(session, list(tokens))


def test_codes_of_many_are_few_statements(session: Session, connection: Connection, world: World) -> None:
    asked: list[str] = []
    event.listen(connection, "before_cursor_execute", lambda *facts: asked.append(facts[2]))
    services.codes_for(session, list(world.households.values()))
    assert len(asked) <= 5, asked


def test_a_revoked_code_opens_nothing_and_the_next_is_another(session: Session, home: Household, token: str) -> None:
    assert services.page_for(session, token) is not None
    assert services.revoke(session, home, "周中心") == 1
    assert services.page_for(session, token) is None
    assert services.code_for(session, home).token != token
    ended = session.scalars(select(ContactCode).where(ContactCode.token == token)).one()
    assert ended.revoked_by == "周中心"
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.subject, entry.label) == ("contact_code", f"作废住户 {home.grid.code}-{home.code}的联系码")


def test_the_trail_never_tells_a_code(session: Session, token: str) -> None:
    entries = session.scalars(select(AuditEntry)).all()
    assert not [entry for entry in entries if token in f"{entry.label}{entry.changes}"]
