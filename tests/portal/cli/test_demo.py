"""`portal demo load`: any plan into an empty database, with how fast it goes, and a word when there is another plan already."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.cli import Exit
from portal.foundation.database import db
from portal.households.models import Household
from portal.plans.current import profile_in_force
from seeds.loading import available_profiles
from tests.fixtures.application import provisioned
from tests.fixtures.terminal import Terminal

PLANS = sorted(available_profiles())


@pytest.fixture(scope="module")
def empty_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An empty portal of its own: the command commits, and prints in transactions beside that of the load."""
    with provisioned(tmp_path_factory.mktemp("demo")) as app:
        yield app


def test_a_plan_nobody_knows_is_told_with_those_there_are(empty_app: Flask) -> None:
    code, said, complaint = Terminal(empty_app)("demo", "load", "--plan", "nowhere")
    assert (code, said) == (Exit.FAILED, "")
    assert "没有名为“nowhere”的方案" in complaint
    assert all(plan in complaint for plan in PLANS)


def test_a_plan_is_loaded_at_the_size_asked_for_and_said_how_fast(empty_app: Flask) -> None:
    portal, plan = Terminal(empty_app), PLANS[0]
    code, said, complaint = portal("demo", "load", "--plan", plan, "--households", "320")
    assert (code, complaint) == (Exit.OK, "")
    with empty_app.app_context():
        assert profile_in_force(db.session()).meta.id == plan
        homes = db.session().scalar(select(func.count(Household.id))) or 0
    assert 200 < homes < 500
    assert f"住户 {homes} 户" in said
    assert "每秒" in said
    assert "演示数据已装入" in said
    _, said, _ = portal("demo", "load", "--if-empty", "--plan", PLANS[-1])
    assert f"没有装入 {PLANS[-1]}" in said
    assert portal("demo", "load", "--if-empty", "--plan", plan) == (Exit.OK, "", "")
