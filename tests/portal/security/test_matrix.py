"""Every role at every door of every screen and resource: open exactly where the table of roles says so."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal import navigation
from portal.security import roles
from portal.security.roles import ROLES
from tests.portal.security.conftest import Enter
from tests.portal.security.doors import Door, doors_of, methods, path_of, view_named

SCREENS = [screen.name for screen in navigation.screens()]
APIS = {api.__name__: api.screen.__name__ for api in navigation.apis()}
OPEN = {
    "static", "appbuilder.static", "SignInView.login", "SecurityApi.login", "ResidentDoor.lookup", "ResidentDoor.page", "ResidentDoor.told",
}  # fmt: skip
"""What a visitor may reach; a new entry needs a reason: files without data, the two doors to sign in, and the pages behind the
codes on paper, which ask for a word of 128 random bits."""


ASKED_INSIDE: dict[str, set[str]] = {
    "AssignmentView": {"can_appoint"},
    "VisitTaskView": {"can_reveal"},
    **{book.screen: {"can_import"} for book in navigation.sheets().values()},
}
"""Verbs that open no door of their own: a check inside the screen asks for them."""


def all_well(faults: list[str]) -> None:
    """Fail with every fault on a line of its own."""
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


def knock(client: FlaskClient, door: Door) -> Any:
    return client.open(door.path, method=door.method, data=door.form or None)


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_doors_open_as_the_table_says(app: Flask, enter: Enter, role: roles.Role) -> None:
    client, wrong = enter(role.name), []
    places = {name: name for name in [*SCREENS, "HomeView", "ResetMyPasswordView"]} | APIS
    for name, screen in places.items():
        held = role.screens.get(screen, frozenset())
        for door in doors_of(app, view_named(app, name)):
            status = knock(client, door).status_code
            if status >= 500 or (status == 403) == (door.verb in held):
                wrong.append(f"{door} -> {status}, needs {door.verb}")
    all_well(wrong)


def test_every_door_of_a_screen_needs_a_verb(app: Flask) -> None:
    views = [view_named(app, name) for name in [*SCREENS, *APIS]]
    unguarded = [str(door) for view in views for door in doors_of(app, view) if door.verb is None]
    all_well(unguarded)


def test_every_screen_belongs_to_a_role() -> None:
    given = {name for role in ROLES for name in role.screens}
    assert set(SCREENS) - given == set()


def test_the_table_names_only_what_there_is(app: Flask) -> None:
    unknown = []
    for role in ROLES:
        for name, verbs in role.screens.items():
            known = {door.verb for door in doors_of(app, view_named(app, name))} | ASKED_INSIDE.get(name, set())
            unknown += [f"{role.name}: {name}.{verb}" for verb in verbs - known]
    all_well(unknown)


def test_a_visitor_reaches_nothing(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    client, wrong = app.test_client(), []
    for rule in app.url_map.iter_rules():
        if rule.endpoint in OPEN:
            continue
        for method in methods(rule):
            answer = client.open(path_of(app, rule), method=method)
            turned_away = answer.status_code in {401, 403} or (
                answer.status_code in {302, 308} and "/login/" in (answer.location or "")
            )
            if not turned_away:
                wrong.append(f"{method} {rule.rule} -> {answer.status_code} {answer.location or ''}")
    all_well(wrong)


def test_a_visitor_runs_no_action(app: Flask) -> None:
    client = app.test_client()
    for name in SCREENS:
        for door in doors_of(app, view_named(app, name)):
            if "/action" in door.path:
                assert knock(client, door).status_code in {302, 403}, str(door)


def test_administrators_see_no_register() -> None:
    """三员: none of the three sees a household, a resident or an issue, and each has a screen of its own."""
    for name in roles.ADMINISTRATORS:
        assert not {"HouseholdView", "ResidentView", "IssueView", "GridMapView"} & set(roles.BY_NAME[name].screens)
    holders = {screen: [r.name for r in ROLES if screen in r.screens] for screen in ("GrantView", "AuditView")}
    assert holders == {"GrantView": [roles.SECURITY], "AuditView": [roles.AUDIT]}
