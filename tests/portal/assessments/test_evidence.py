"""Behind every point: a sentence, and links that open exactly the rows that were counted."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask, g
from flask_login import login_user
from sqlalchemy.orm import Session

from portal.assessments import services
from portal.assessments.evidence import EvidenceLink, links_of, sentence_of
from portal.assessments.models import Assessment
from portal.figures.openings import COLUMN, read
from portal.figures.sources import Asked
from portal.grids.models import Grid
from portal.issues.models import Issue, IssueEvent
from portal.members.models import Member
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.assessments.plan import BY, follow, opened, scheme

SOURCES = ("record_rate", "visit_rate", "issue_closing_rate", "issue_on_time_rate", "satisfaction_rate")
INDICATORS = [{"key": each, "name": each, "weight": 20, "source": each, "standard": "好"} for each in SOURCES]


def counted(session: Session, world: World, **subject: Any) -> Assessment:
    (made,) = follow(
        session, scheme(subject="member" if "member" in subject else "grid", roles=[], indicators=INDICATORS)
    )
    issue = session.get_one(Issue, world.issues["east1-closed"])
    issue.handled_at = dt.datetime(2026, 3, 5, 17)
    session.add(IssueEvent(issue=issue, at=dt.datetime(2026, 3, 7, 9), actor="某", action="revisit", from_state="handled",
                           to_state="handled", satisfaction="dissatisfied"))  # fmt: skip
    assessment = opened(session, made, **subject)
    services.propose_scores(session, assessment, BY)
    session.commit()
    return assessment


def links(app: Flask, session: Session, assessment: Assessment) -> list[EvidenceLink]:
    user = app.extensions["appbuilder"].sm.find_user("centre")
    with app.test_request_context():
        login_user(user)
        g.user = user
        return [link for score in assessment.scores for link in links_of(score)]


@pytest.mark.parametrize("subject", ["grid", "member"])
def test_links_open_the_rows_that_were_counted(
    app: Flask, session: Session, world: World, sign_in: SignIn, subject: str
) -> None:
    who = (
        session.get_one(Grid, world.grids["east1"])
        if subject == "grid"
        else session.get_one(Member, world.members["east1-member"])
    )
    found = links(app, session, counted(session, world, **{subject: who}))
    assert len(found) == 12
    centre = sign_in(roles.CENTRE)
    for link in found:
        assert link.address is not None, link.name
        text = parse_qs(urlsplit(link.address).query)[f"_flt_0_{COLUMN}"][0]
        with app.test_request_context():
            what = read(text)
            assert len(session.execute(what.rows(Asked(session, what.ground))).all()) == link.count, link.name
        assert centre.get(link.address).status_code == 200


def test_sentences_name_the_figures(session: Session, world: World) -> None:
    assessment = counted(session, world, grid=session.get_one(Grid, world.grids["east1"]))
    assert [sentence_of(each, [], None) for each in assessment.scores] == [
        "应建档案数 3，其中要素齐全档案数 3（100.0%）；得 100.0 分（满分 100）。",
        "应走访住户数 3，其中已见面或电话联系住户数 1（33.3%）；得 33.3 分（满分 100）。",
        "登记诉求数 2，其中已销号诉求数 1（50.0%）；得 50.0 分（满分 100）。",
        "到期诉求数 2，其中按期办理诉求数 1（50.0%）；得 50.0 分（满分 100）。",
        "有评价的走访数 1，其中满意和基本满意的走访数 1（100.0%）；有评价的回访数 1，其中满意和基本满意的回访数 0（0.0%）；得 50.0 分（满分 100）。",
    ]


def test_what_was_not_counted_is_not_called_no_data(session: Session, world: World) -> None:
    (made,) = follow(session, scheme())
    draft = opened(session, made, member=session.get_one(Member, world.members["west1-member"]))
    assert [sentence_of(each, [], None) for each in draft.scores] == ["尚未按数据计分。"] * 2 + ["还没有评分。"]


def test_no_data_says_so(session: Session, world: World) -> None:
    assessment = counted(session, world, grid=session.get_one(Grid, world.grids["west2"]))
    said = sentence_of(assessment.scores[2], [], None)
    assert said == "登记诉求数 0，其中已销号诉求数 0；没有可统计的数据，不计分，也不算零分。"
