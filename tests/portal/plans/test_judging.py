"""Every visit, issue and assessment keeps the version it was made under, and is judged by it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import zip_longest
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.assessments import services as assessments
from portal.assessments.models import Assessment, AssessmentScheme
from portal.assessments.totals import score_total
from portal.foundation.clock import today
from portal.foundation.errors import Refusal
from portal.foundation.workdays import Calendar
from portal.grids.models import Grid
from portal.issues import services as issues
from portal.issues.models import Issue, IssueCategory
from portal.issues.registration import register_issue
from portal.issues.services import StepFacts
from portal.members.models import Member
from portal.plans.current import version_in_force
from portal.visits.models import Visit
from tests.fixtures.world import World
from tests.portal.plans.profiles import applied, row


@pytest.fixture
def town(session: Session) -> Session:
    """The world under 龙城镇's profile."""
    applied(session)
    return session


def in_force(session: Session) -> int:
    """The id of the version in force."""
    version = version_in_force(session)
    assert version is not None
    return version.id


def shorter(data: dict[str, Any]) -> None:
    """Hazards in one day instead of three, under another code."""
    row(data, "casework", "categories", code="hazards").update(code="dangers", was="hazards", limit={"working_days": 1})


def heavier(data: dict[str, Any]) -> None:
    """Other weights and other grades for the assessment of members."""
    scheme = row(data, "assessment_schemes", key="member_year")
    scheme["indicators"][0]["weight"], scheme["indicators"][1]["weight"] = 5, 40
    scheme["grades"][0]["minimum"] = 95


def an_issue(session: Session, world: World) -> Issue:
    """A hazard registered now."""
    category = session.scalars(select(IssueCategory).where(IssueCategory.code == "hazards")).one()
    issue = Issue(
        category=category,
        grid=session.get_one(Grid, world.grids["west1"]),
        title="电线松动",
        text="路口",
        source="visit",
    )
    return register_issue(session, issue)


def an_assessment(session: Session, world: World, period: str = "2026") -> Assessment:
    """A member's assessment with the first two scores given: 100 for records, 80 for visits; the others were counted without data."""
    scheme = session.scalars(select(AssessmentScheme).where(AssessmentScheme.code == "member_year")).one()
    made = Assessment(scheme=scheme, period=period, member=session.get_one(Member, world.members["west1-member"]))
    assessments.open_assessment(session, made)
    session.flush()
    for score, given in zip_longest(made.scores, (Decimal(100), Decimal(80))):
        score.score, score.denominator = given, 0 if given is None else None
    session.flush()
    score_total(session, made)
    return made


def test_records_are_marked_with_the_version_in_force(town: Session, world: World) -> None:
    issue, assessment = an_issue(town, world), an_assessment(town, world)
    visit = Visit(household_id=world.households["west1-1"], visited_on=dt.date(2026, 5, 1), way="home")
    town.add(visit)
    town.flush()
    assert {each.plan_version_id for each in (issue, assessment, visit)} == {in_force(town)}
    first = in_force(town)
    applied(town, shorter)
    assert in_force(town) != first
    assert issue.plan_version_id == first
    assert an_issue_under(town, world, "dangers").plan_version_id == in_force(town)


def an_issue_under(session: Session, world: World, code: str) -> Issue:
    """An issue of a category registered now."""
    category = session.scalars(select(IssueCategory).where(IssueCategory.code == code)).one()
    issue = Issue(
        category=category,
        grid=session.get_one(Grid, world.grids["west1"]),
        title="楼道堆物",
        text="二楼",
        source="visit",
    )
    return register_issue(session, issue)


def test_bulk_inserts_are_marked_too(town: Session, world: World) -> None:
    rows = [
        {"household_id": world.households["west1-1"], "visited_on": dt.date(2026, 6, day), "way": "phone"}
        for day in (1, 2, 3)
    ]
    town.execute(insert(Visit), rows)
    table: Any = Visit.__table__
    town.execute(table.insert(), [{**each, "visited_on": dt.date(2026, 7, 1)} for each in rows])
    made = town.scalars(select(Visit.plan_version_id).where(Visit.visited_on >= dt.date(2026, 6, 1))).all()
    assert made == [in_force(town)] * 6


def test_a_later_profile_changes_no_limit(town: Session, world: World) -> None:
    issue = an_issue(town, world)
    due = issue.due_on
    assert due == Calendar().add(today(), 3)
    applied(town, shorter)
    town.refresh(issue)
    assert issue.due_on == due
    assert an_issue_under(town, world, "dangers").due_on == Calendar().add(today(), 1)
    issues.take_step(town, issue, "handle", StepFacts("已处理", outcome="solved"))
    issues.take_step(town, issue, "reopen", StepFacts("又松了"))
    assert issue.due_on == Calendar().add(today(), 3)


def test_a_later_profile_changes_no_total_and_no_grade(town: Session, world: World) -> None:
    old = an_assessment(town, world)
    before = (old.total, old.grade)
    assert before == (Decimal("91.1"), "excellent")
    applied(town, heavier)
    town.expire_all()
    score_total(town, old)
    assert (old.total, old.grade) == before
    assert old.scheme.code == "member_year@1"
    new = an_assessment(town, world, "2027")
    assert new.scheme is not old.scheme
    assert (new.total, new.grade) == (Decimal("82.2"), "good")


def test_a_scheme_that_was_replaced_takes_no_new_assessments(town: Session, world: World) -> None:
    old = an_assessment(town, world)
    applied(town, heavier)
    member = town.get_one(Member, world.members["east1-member"])
    with pytest.raises(Refusal, match="已被新方案取代"):
        assessments.open_assessment(town, Assessment(scheme=old.scheme, period="2026", member=member))


def test_a_scheme_nobody_used_is_changed_where_it_stands(town: Session) -> None:
    applied(town, heavier)
    codes = set(town.scalars(select(AssessmentScheme.code)))
    assert not any("@" in code for code in codes)
    scheme = town.scalars(select(AssessmentScheme).where(AssessmentScheme.code == "member_year")).one()
    assert [float(each.weight) for each in scheme.indicators[:2]] == [5, 40]


def test_a_plan_with_three_grades_gives_no_fourth(town: Session, world: World) -> None:
    def three(data: dict[str, Any]) -> None:
        grades = row(data, "assessment_schemes", key="member_year")["grades"]
        grades[:] = [{"key": "excellent", "name": "优秀", "minimum": 95}, {"key": "pass", "name": "合格", "minimum": 60},
                     {"key": "fail", "name": "不合格", "minimum": 0}]  # fmt: skip

    applied(town, three)
    assert an_assessment(town, world).grade == "pass"
