"""`portal campaign`: what a clerk opens, follows, draws and closes headless."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign, VisitTask
from portal.campaigns.rules import CampaignState
from portal.cli import Exit
from tests.fixtures.terminal import Terminal
from tests.fixtures.world import World
from tests.portal.campaigns.conftest import in_force

TOWN = "900000100"


@pytest.fixture
def portal(app: Flask, session: Session, world: World) -> Terminal:
    """The command line over the small world, with the campaign of June in its profile."""
    in_force(session)
    return Terminal(app)


def test_a_campaign_is_looked_at_opened_followed_and_closed(portal: Terminal, session: Session) -> None:
    code, said, _ = portal("campaign", "open", "june", "--grid", TOWN, "--preview")
    assert code == Exit.OK
    assert "将列入 16 项走访任务" in said
    assert session.scalar(select(Campaign.id)) is None
    code, said, _ = portal("campaign", "open", "june", "--grid", TOWN, "--from", "2026-06-01")
    assert code == Exit.OK
    number = re.search(r"编号 (\d+)", said)
    assert number is not None
    session.execute(delete(VisitTask).where(VisitTask.object == "shops"))
    session.commit()
    assert portal("campaign", "follow")[0] == Exit.OK
    assert "16 项任务" in portal("campaign", "list")[1]
    assert "还有 16 项没有走访到" in portal("campaign", "close", number[1])[1]
    session.expire_all()
    assert session.get_one(Campaign, int(number[1])).state == CampaignState.CLOSED
    assert portal("campaign", "follow")[0] == Exit.NOTHING


def test_what_is_not_there_is_said(portal: Terminal) -> None:
    assert "可选：june" in portal("campaign", "open", "july", "--grid", TOWN)[2]
    assert "没有编码为 12 的网格" in portal("campaign", "open", "june", "--grid", "12")[2]
    assert "没有编号为 99" in portal("campaign", "close", "99")[2]


def test_a_draw_says_its_seed_and_whom_it_drew(portal: Terminal) -> None:
    code, said, _ = portal(
        "campaign", "draw", "--grid", TOWN, "--from", "2026-03-01", "--to", "2026-03-31", "--seed", "abc"
    )
    assert code == Exit.OK
    assert "从 2 条中抽取 2 件，随机种子 abc" in said
    assert "赵甲" in said
