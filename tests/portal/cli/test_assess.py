"""`portal assess`: a field looked at, opened, counted, told, and what follows proposed, headless."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assessments import settling, signing
from portal.assessments.models import Assessment
from portal.assessments.rules import AssessmentState
from portal.cli import Exit
from tests.fixtures.terminal import Terminal
from tests.fixtures.world import World
from tests.portal.assessments.plan import BY, INDICATORS, follow, scheme

TOWN = "900000100"
WORDS = ("member_year", "2026", "--grid", TOWN)


@pytest.fixture
def portal(app: Flask, session: Session, world: World) -> Terminal:
    """The command line over the small world, with a scheme of figures only."""
    follow(session, scheme(indicators=[{**INDICATORS[0], "weight": 60}, {**INDICATORS[1], "weight": 40}], signers=[]))
    session.commit()
    return Terminal(app)


def test_a_field_from_the_first_look_to_proposals(portal: Terminal, session: Session) -> None:
    assert "“试验镇”有 2 个考核对象" in portal("assess", "open", *WORDS, "--preview")[1]
    assert portal("assess", "open", *WORDS)[1] == "“网格员年度考核”2026：新建 2 份考核表\n"
    assert portal("assess", "open", *WORDS)[0] == Exit.NOTHING
    assert "已给 2 份草稿" in portal("assess", "propose", *WORDS)[1]
    assert portal("assess", "tell", *WORDS)[1] == "已反馈 2 份，没有反馈 0 份\n"
    assert "已反馈本人 2 份" in portal("assess", "list")[1]
    code, _said, complained = portal("assess", "consequences", *WORDS)
    assert (code, complained) == (
        Exit.FAILED,
        "还有 2 份考核没有定稿（冯西一、陈东一），全部定稿后才能提出建议；不参加考核的请删除其草稿\n",
    )
    session.expire_all()
    for each in session.scalars(select(Assessment).where(Assessment.state == AssessmentState.TOLD)):
        settling.reply(session, each, "没有意见", BY)
        signing.sign(session, each, BY, "周中心")
    session.commit()
    assert portal("assess", "consequences", *WORDS)[1].count("待决定  等次后果") == 2
    assert "一律解聘" in portal("assess", "consequences", *WORDS, "--list")[1]


def test_what_is_not_there_is_said(portal: Terminal) -> None:
    assert "没有编码为 none 的考核方案" in portal("assess", "open", "none", "2026", "--grid", TOWN)[2]
    assert "没有编码为 12 的网格" in portal("assess", "open", "member_year", "2026", "--grid", "12")[2]
    assert "按年度考核" in portal("assess", "open", "member_year", "2026Q1", "--grid", TOWN)[2]
