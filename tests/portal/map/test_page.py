"""The page of the map: our own files under a nonce, and no other address unless tiles are set."""

import dataclasses
import json
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.grids.models import Grid
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.map.reading import without


def options_in(page: str) -> Any:
    found = re.search(r"gridMap\(map_grid, (\{.*\})\);", page)
    assert found
    return json.loads(found[1])


def set_up(app: Flask, monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
    monkeypatch.setitem(app.config, "PORTAL", dataclasses.replace(app.config["PORTAL"], **settings))


def test_every_script_carries_the_nonce_of_the_policy(sign_in: SignIn) -> None:
    answer = sign_in(roles.CENTRE).get("/map/")
    policy = answer.headers["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert nonce
    scripts = re.findall(r"<script[^>]*>", answer.text)
    assert len(scripts) > 8
    assert all(f'nonce="{nonce[1]}"' in script for script in scripts)
    assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]


def test_no_address_outside_this_machine_is_named(sign_in: SignIn) -> None:
    answer = sign_in(roles.CENTRE).get("/map/")
    assert not re.search(r"https?://|[\"'(]//\w", answer.text)
    assert "http" not in answer.headers["Content-Security-Policy"]
    assert options_in(answer.text)["has_tiles"] is False


def test_every_file_of_the_page_is_there(sign_in: SignIn) -> None:
    client = sign_in(roles.CENTRE)
    files = re.findall(r'(?:src|href)="(/static/(?:map|vendor)/[^"]+)"', client.get("/map/").text)
    assert len(files) == 12
    for file in files:
        with client.get(file) as answer:
            assert answer.status_code == 200, file


def test_only_the_host_of_the_tiles_is_let_in_and_only_here(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(app, monkeypatch, tianditu_key="0123456789abcdef", tiles_url="https://tiles.example/{z}/{x}/{y}.png")
    client = sign_in(roles.CENTRE)
    answer = client.get("/map/")
    images = re.search(r"img-src ([^;]*)", answer.headers["Content-Security-Policy"])
    assert images
    assert images[1].split() == ["'self'", "data:", "blob:", "https://t0.tianditu.gov.cn", "https://tiles.example"]
    assert options_in(answer.text)["has_tiles"] is True
    assert "http" not in client.get("/gridview/list/").headers["Content-Security-Policy"]


def test_wrong_tiles_are_named(app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(app, monkeypatch, tiles_url="nonsense")
    answer = sign_in(roles.CENTRE).get("/map/")
    assert answer.status_code == 422
    assert "底图" in answer.text


def test_the_page_tells_of_the_grids_of_its_reader(sign_in: SignIn, world: World) -> None:
    page = sign_in(roles.HEAD).get(f"/map/?level=2&grid={world.grids['west1']}").text
    options = options_in(page)
    assert options["title"] == "西村网格分布图"
    assert options["levels"] == [{"level": 2, "name": "村(社区)"}, {"level": 3, "name": "网格"}]
    assert (options["level"], options["grid"]) == (2, world.grids["west1"])
    assert "东村" not in page
    assert "None" not in page


def test_links_lead_where_the_reader_may_go(sign_in: SignIn, session: Session) -> None:
    links = options_in(sign_in(roles.CENTRE).get("/map/").text)["links"]
    assert links["grid"] == "/gridview/show/{id}"
    assert links["grid_households"] == "/householdview/list/?_flt_0_grid={id}"
    assert links["draw"]
    for verb, screen in (("print_letters", "HouseholdView"), ("can_list", "IssueView")):
        without(session, roles.HEAD, verb, screen)
    links = options_in(sign_in(roles.HEAD).get("/map/").text)["links"]
    assert (links["grid_letters"], links["grid_issues"]) == ("", "")


def test_a_map_without_boundaries_says_where_to_draw_them(sign_in: SignIn, session: Session) -> None:
    session.execute(update(Grid).values(boundary=None))
    session.commit()
    assert "7 个网格，还没有绘制边界" in sign_in(roles.CENTRE).get("/map/").text
    assert "请联系综治中心绘制" in sign_in(roles.MEMBER).get("/map/").text


def test_the_map_stands_first_in_its_menu(sign_in: SignIn) -> None:
    page = sign_in(roles.CENTRE).get("/map/").text
    assert page.index("网格分布图") < page.index('href="/gridview/list/"')
