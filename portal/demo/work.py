"""Visits, issues with their history, and last year's assessments of the demo town, by bulk insert."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from shapely import Point
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.assessments.models import Assessment, AssessmentScheme, AssessmentScore
from portal.assessments.rules import AssessmentState, Grade
from portal.issues.models import Department, Issue, IssueCategory, IssueEvent
from portal.visits.models import Visit
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


def load_assessments(session: Session, demo: DemoTown) -> int:
    """Last year's assessment of every grid member; how many."""
    section = next(scheme for scheme in demo.profile.assessment_schemes if scheme.subject == "member")
    scheme = session.scalars(select(AssessmentScheme).where(AssessmentScheme.code == section.key)).one()
    names = {item.key: item.name for item in section.indicators}
    indicators = {indicator.name: indicator.id for indicator in scheme.indicators}
    grades = {grade.label: grade.value for grade in Grade}
    year = demo.today.year - 1
    count = 0
    for count, item in enumerate(town.make_assessments(demo.staff, section, seed=SEED, year=year), 1):
        session.add(Assessment(
            scheme_id=scheme.id, period=item.period, member_id=demo.members[item.member_key], comment=item.comment,
            total=None if item.total is None else Decimal(str(item.total)), grade=grades.get(item.grade or ""),
            state=AssessmentState.FINAL if item.total is not None else AssessmentState.DRAFT,
            assessed_on=dt.date(year + 1, 1, 10),
            scores=[
                AssessmentScore(indicator_id=indicators[names[score.indicator]],
                                score=None if score.score is None else Decimal(str(score.score)))
                for score in item.scores
            ],
        ))  # fmt: skip
    session.flush()
    return count
