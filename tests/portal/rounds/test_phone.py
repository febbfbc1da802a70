"""The shell of the page that works without signal: the same for all, nobody's data in it, for those alone who make rounds."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from flask import Flask

from portal.rounds import shell
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World

JSON = {"Accept": "application/json"}


def files_of(script: str) -> list[str]:
    found = re.search(r"^const FILES = (.*);$", script, re.MULTILINE)
    assert found
    return list(json.loads(found[1]))


def test_the_shell_is_the_same_for_everybody(sign_in: SignIn) -> None:
    pages = {sign_in(role).get("/rounds/phone").text for role in (roles.MEMBER, roles.CENTRE)}
    (page,) = pages
    assert not [word for word in ("冯西一", "周中心", "csrf", "赵甲") if word in page]
    assert "<script>" not in page


def test_the_worker_lists_files_that_are_there_and_none_with_data(sign_in: SignIn) -> None:
    client = sign_in(roles.MEMBER)
    answer = client.get("/rounds/worker.js")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("text/javascript", "no-cache")
    files = files_of(answer.text)
    assert all(address.startswith("/static/") for address in files)
    missing = []
    for address in files:
        with client.get(address) as found:
            if found.status_code != 200:
                missing.append(address)
    assert missing == []


def test_every_module_that_is_imported_is_kept(app: Flask, sign_in: SignIn) -> None:
    kept = {
        address.partition("?")[0].rpartition("/")[2]
        for address in files_of(sign_in(roles.MEMBER).get("/rounds/worker.js").text)
    }
    modules = (Path(str(app.static_folder)) / "rounds/phone").glob("*.js")
    imported = {name for each in modules for name in re.findall(r'from "\./([\w.]+)"', each.read_text())}
    assert imported
    assert imported <= kept


def test_another_content_is_another_version(app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in(roles.MEMBER)
    before = client.get("/rounds/worker.js").text
    assert client.get("/rounds/worker.js").text == before
    monkeypatch.setattr(shell, "SHEETS", shell.SHEETS[:-1])
    after = client.get("/rounds/worker.js").text
    assert re.findall(r"VERSION = (.*);", before) != re.findall(r"VERSION = (.*);", after)


@pytest.mark.parametrize("path", ["/rounds/worker.js", "/rounds/whose.json"])
def test_scripts_are_refused_with_a_status(app: Flask, sign_in: SignIn, path: str) -> None:
    assert app.test_client().get(path, headers=JSON).status_code == 401
    assert sign_in(roles.DEPARTMENT).get(path, headers=JSON).status_code == 403


def test_whose_session_it_is(sign_in: SignIn, world: World) -> None:
    member, head = (sign_in(role).get("/rounds/whose.json").json for role in (roles.MEMBER, roles.HEAD))
    assert member is not None
    assert head is not None
    assert set(member) == {"user", "csrf_token"}
    assert member["user"] != head["user"]


def test_signing_out_tells_the_browser_to_forget(sign_in: SignIn) -> None:
    assert sign_in(roles.MEMBER).post("/logout/").headers["Clear-Site-Data"] == '"storage"'
