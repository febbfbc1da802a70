"""Visits, issues with their history, and last year's assessments of the demo town, by bulk insert."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from shapely import Point
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.assessments.models import Assessment, AssessmentIndicator, AssessmentScheme, AssessmentScore
from portal.assessments.rules import AssessmentState, score_for
from portal.assessments.services import score_total
from portal.issues.models import Department, Issue, IssueCategory, IssueEvent
from portal.visits.models import Visit
from portal.visits.rules import Rate
from seeds.demo import town

if TYPE_CHECKING:
    from portal.demo.loading import DemoTown

SEED = 7


def load_visits(session: Session, demo: DemoTown) -> None:
    """One year of visits."""
    rows = [
        {
            "household_id": demo.households[visit.household_code], "member_id": demo.members[visit.member_key],
            "visited_on": visit.at.date(), "way": visit.way, "note": visit.note, "satisfaction": visit.satisfaction,
        }
        for visit in town.make_visits(demo.homes, demo.staff, seed=SEED, today=demo.today)
    ]  # fmt: skip
    session.execute(insert(Visit), rows)


def load_issues(session: Session, demo: DemoTown) -> int:
    """Issues in every state, each with its history; how many."""
    categories = {category.code: category.id for category in session.scalars(select(IssueCategory))}
    departments = {department.code: department for department in session.scalars(select(Department))}
    heads = {home.code: home for home in demo.homes}
    names = {person.key: person.name for person in demo.staff}
    issues = list(town.make_issues(demo.homes, demo.staff, seed=SEED, today=demo.today))
    events: list[dict[str, Any]] = []
    for item in issues:
        home = heads[item.household_code]
        department = departments.get(item.department or "")
        issue = Issue(
            number=item.number, source=item.source, grid_id=demo.grids[item.grid_code],
            household_id=demo.households[item.household_code], category_id=categories[item.category],
            department_id=department.id if department else None, member_id=demo.members[item.history[0].actor],
            title=item.title, text=item.text, place=item.address, contact_name=home.head, phone=home.phone,
            location=Point(item.lon, item.lat), state=item.state, outcome=item.outcome, registered_at=item.registered_at,
            due_on=item.due, closed_at=item.history[-1].at if item.state == "closed" else None,
        )  # fmt: skip
        session.add(issue)
        session.flush()
        events += _events(issue.id, item, departments, names)
    session.execute(insert(IssueEvent), events)
    return len(issues)


def _events(
    issue_id: int, item: town.DemoIssue, departments: dict[str, Department], names: dict[str, str]
) -> list[dict[str, Any]]:
    rows, before = [], None
    for step in item.history:
        department = departments.get(step.department or "")
        rows.append({
            "issue_id": issue_id, "at": step.at, "actor": names[step.actor], "action": step.action, "from_state": before,
            "to_state": step.state_after, "department_name": department.name if department else None,
            "outcome": step.outcome, "satisfaction": step.satisfaction, "note": step.note,
        })  # fmt: skip
        before = step.state_after
    return rows


_COUNTED = {
    "record_rate": 640,
    "visit_rate": 610,
    "issue_closing_rate": 25,
    "issue_on_time_rate": 25,
    "satisfaction_rate": 40,
}
"""How many the made-up rates were counted from: a rate always opens to its numerator and denominator."""


def load_assessments(session: Session, demo: DemoTown) -> int:
    """Last year's assessment of every grid member, the last one without data; how many."""
    section = next(scheme for scheme in demo.profile.assessment_schemes if scheme.subject == "member")
    scheme = session.scalars(select(AssessmentScheme).where(AssessmentScheme.code == section.key)).one()
    indicators = {
        item.key: next(each for each in scheme.indicators if each.name == item.name) for item in section.indicators
    }
    year = demo.today.year - 1
    made = list(town.make_assessments(demo.staff, section, seed=SEED, year=year))
    for item in made:
        assessment = Assessment(
            scheme=scheme, period=item.period, member_id=demo.members[item.member_key], comment=item.comment,
            scores=[_score(indicators[given.indicator], given.score) for given in item.scores],
        )  # fmt: skip
        session.add(assessment)
        score_total(session, assessment)
        if assessment.total is not None:
            assessment.state, assessment.assessed_on = AssessmentState.FINAL, dt.date(year + 1, 1, 10)
    session.flush()
    return len(made)


def _score(indicator: AssessmentIndicator, made: float | None) -> AssessmentScore:
    """A score; where it comes from a rate, with whole counts behind it."""
    whole = _COUNTED.get(indicator.source)
    if made is None or whole is None:
        return AssessmentScore(indicator=indicator, score=None if made is None else Decimal(str(made)))
    part = round(made / float(indicator.full_score) * whole)
    score = score_for(Rate(part, whole).share, indicator.full_score)
    return AssessmentScore(indicator=indicator, score=score, numerator=part, denominator=whole)
