"""Rights and rows in words: nothing on the pages of roles and of the trail is a name from the program."""

from __future__ import annotations

import re

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.audit import AuditEntry
from portal.navigation import screens
from portal.security import roles
from portal.security.roles import ROLES
from portal.security.wording import verb_label
from tests.portal.security.conftest import Enter


def test_every_verb_of_the_table_is_named_in_chinese(app: Flask) -> None:
    labels = {verb: verb_label(name, verb) for role in ROLES for name, verbs in role.screens.items() for verb in verbs}
    assert [verb for verb, label in labels.items() if not re.fullmatch(r"[\u4e00-\u9fff]+", label)] == []


def test_every_row_of_a_screen_has_a_name(app: Flask) -> None:
    tables = {screen.view.datamodel.obj for screen in screens() if getattr(screen.view, "datamodel", None)}
    own = {each: next(owner for owner in each.__mro__ if {"__str__", "__repr__"} & set(vars(owner))) for each in tables}
    assert len(tables) > 15
    assert [table.__name__ for table, owner in own.items() if owner is not table] == []


def test_the_page_of_an_audit_entry_is_headed_by_its_deed(session: Session, enter: Enter) -> None:
    client = enter(roles.CENTRE)
    client.post("/logout/")
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    pk, heading = entry.id, f"{entry.at:%Y-%m-%d %H:%M} 周中心 退出 周中心"
    session.rollback()
    page = enter(roles.AUDIT).get(f"/auditview/show/{pk}").text
    assert f"<h1>{heading}</h1>" in page
    assert "object at" not in page
