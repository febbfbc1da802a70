"""A portal that a real browser can reach: the small world behind a real server, in a process of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from portal import create_app
from portal.cli.steps import provision_database
from portal.foundation.database import db
from portal.security import roles
from tests.browser.rounds import Round
from tests.fixtures.application import DATA_KEY, config_for
from tests.fixtures.restarting import RestartingPortal
from tests.fixtures.services import free_port, running, wait_until
from tests.fixtures.visitors import Visitor
from tests.fixtures.world import PASSWORD, World, make_world

ROOT = Path(__file__).parents[2]
Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, World]]:
    """The address of a running portal, and what is in its database (SpatiaLite)."""
    folder = tmp_path_factory.mktemp("served")
    config = config_for(folder)
    for _step in provision_database(config):
        pass
    app = create_app(config)
    with app.app_context():
        world = make_world(db.session())
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    address = f"http://127.0.0.1:{(port := free_port())}"
    settings = {"INSTANCE": str(folder), "SECRET_KEY": config.secret_key, "DATA_KEY": DATA_KEY}
    os.environ.update(settings)
    server = [sys.executable, "-m", "flask", "--app", str(ROOT / "wsgi.py"), "run", "--port", str(port)]
    try:
        with running(server, folder) as process:
            wait_until(lambda: answers(address), process, "门户")
            yield address, world
    finally:
        for name in settings:
            os.environ.pop(name, None)


def answers(address: str) -> bool:
    """Whether the portal serves its sign-in page."""
    try:
        with urlopen(f"{address}/login/", timeout=5):
            return True
    except URLError:
        return False


@pytest.fixture
def visit(browser: Browser, portal: tuple[str, World]) -> Iterator[Visit]:
    """`visit("网格员", "/map/", width=390, height=844)` -> the page as that role sees it, with all scripts done.

    The test fails when the page logs an error, breaks its own policy or asks for anything outside the machine.
    """
    address, world = portal
    contexts: list[BrowserContext] = []
    wrongs: list[str] = []

    def open_page(role: str, path: str, width: int = 1280, height: int = 800) -> Page:
        context = browser.new_context(
            locale="zh-CN", viewport={"width": width, "height": height}, has_touch=width < 500
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: wrongs.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: wrongs.append(str(error)))
        page.on(
            "request",
            lambda request: None if request.url.startswith((address, "data:", "blob:")) else wrongs.append(request.url),
        )
        page.goto(f"{address}/login/")
        page.fill("#username", world.users[role])
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_url(lambda url: "/login" not in url)
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrongs == []


@pytest.fixture
def member(phone: Callable[[str], Visitor], restarting_portal: RestartingPortal) -> Round:
    """The member of the first western grid."""
    return Round(phone(roles.MEMBER), restarting_portal)
