"""Issues with their history, and last year's assessments of a demo."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from portal.assessments.freezing import freeze
from portal.assessments.models import Assessment, AssessmentIndicator, AssessmentScheme, AssessmentScore
from portal.assessments.proceedings import AssessmentSignature
from portal.assessments.rules import AssessmentState, score_for
from portal.assessments.sections import posts_named
from portal.assessments.totals import score_total
from portal.demo.bulk import Bulk
from portal.issues.models import Department, Issue, IssueCategory, IssueEvent
from portal.issues.workflow import workflow_of
from portal.visits.rules import Rate
from seeds.demo import town

if TYPE_CHECKING:
    from portal.demo.loading import Demo

_ISSUE: Table = Issue.__table__
_EVENT: Table = IssueEvent.__table__
_MOST_ISSUES = 2000
SEED = 7
BY = "演示数据"


def load_issues(session: Session, demo: Demo) -> int:
    """Issues in every state, each with its history; how many."""
    categories = {category.code: category.id for category in session.scalars(select(IssueCategory))}
    departments = {department.code: department for department in session.scalars(select(Department))}
    names = {person.key: person.name for person in demo.staff}
    bulk, flow = Bulk(session, [_ISSUE, _EVENT]), workflow_of(session)
    stages: dict[str, str] = {state.key: state.stage for state in flow.states}
    casework = demo.profile.casework
    issues = town.make_issues(
        demo.profile, list(demo.told.values()), demo.staff, demo.teams,
        seed=SEED, today=demo.today, count=min(_MOST_ISSUES, max(10, demo.planned // 33)),
    )  # fmt: skip
    count = 0
    for item in issues:
        home, count = demo.told[item.household_code], count + 1
        department = departments.get(item.department or "")
        grid = demo.grids[item.grid_code]
        issue_id = bulk.add(
            _ISSUE, number=item.number, source=item.source, grid_id=grid, holder_id=grid,
            household_id=demo.households[item.household_code], category_id=categories[item.category],
            department_id=department.id if department else None, member_id=demo.members[item.history[0].actor],
            title=item.title, text=item.text, place=item.address, contact_name=home.head, phone=home.phone,
            lon=item.lon, lat=item.lat, state=item.state, issue_class=casework.class_for(item.category),
            stage=stages[item.state], outcome=item.outcome, registered_at=_moment(item.registered_at),
            due_on=item.due.isoformat(), plan_version_id=demo.version_id, solved_on_the_spot=False, **_answered(item, stages),
        )  # fmt: skip
        for row in _events(issue_id, item, departments, names):
            bulk.add(_EVENT, **row)
        bulk.flush()
    bulk.finish()
    return count


def _answered(item: town.DemoIssue, stages: dict[str, str]) -> dict[str, str | None]:
    """When it was last answered, what people then said, and when it ended."""
    stage = stages[item.state]
    asked = item.history[-1] if stage in ("answered", "closed") else None
    last = {step.action: step for step in item.history} if asked else {}
    revisit = last.get("revisit")
    return {
        "handled_at": _moment(last["handle"].at) if asked else None, "revisited_at": _moment(revisit.at) if revisit else None,
        "satisfaction": revisit.satisfaction if revisit else None,
        "closed_at": _moment(asked.at) if asked and stage == "closed" else None,
    }  # fmt: skip


def _moment(at: dt.datetime) -> str:
    """As SQLite keeps it and PostgreSQL reads it."""
    return at.isoformat(" ", "microseconds")


def _events(
    issue_id: int, item: town.DemoIssue, departments: dict[str, Department], names: dict[str, str]
) -> list[dict[str, Any]]:
    rows, before = [], None
    for step in item.history:
        department = departments.get(step.department or "")
        rows.append({
            "issue_id": issue_id, "at": _moment(step.at), "actor": names[step.actor], "action": step.action, "from_state": before,
            "to_state": step.state_after, "department_name": department.name if department else None,
            "outcome": step.outcome, "satisfaction": step.satisfaction, "note": step.note, "step": step.step, "label": step.label,
            "due_on": item.due.isoformat(),
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


def load_assessments(session: Session, demo: Demo) -> int:
    """Last year's assessment of those who visit, the last one without data; how many. None without a scheme for people."""
    schemes = [each for each in demo.profile.assessment_schemes if each.subject == "member"]
    if not schemes:
        return 0
    section = next((each for each in schemes if each.period == "year"), schemes[0])
    scheme = session.scalars(select(AssessmentScheme).where(AssessmentScheme.code == section.key)).one()
    indicators = {
        item.key: next(each for each in scheme.indicators if each.name == item.name) for item in section.indicators
    }
    year = demo.today.year - 1
    period = f"{year}Q4" if section.period == "quarter" else str(year)
    made = list(town.make_assessments(demo.profile, demo.staff, section, seed=SEED, period=period))
    written = []
    for item in made:
        assessment = Assessment(
            scheme=scheme, period=item.period, member_id=demo.members[item.member_key], comment=item.comment, opened_by=BY,
            scores=[_score(indicators[given.indicator], given.score) for given in item.scores],
        )  # fmt: skip
        session.add(assessment)
        score_total(session, assessment)
        if assessment.total is not None:
            assessment.state = AssessmentState.TOLD
            written.append(assessment)
    session.flush()
    _sign(session, demo, written, dt.datetime(year + 1, 1, 10, 9))
    for assessment in written:
        freeze(session, assessment, BY, dt.date(year + 1, 1, 10))
    return len(made)


def _sign(session: Session, demo: Demo, written: list[Assessment], at: dt.datetime) -> None:
    """All signatures of what is to be final."""
    signers, keys = town.Signers(demo.profile, demo.plans, demo.staff), {pk: key for key, pk in demo.members.items()}
    people = {person.key: person for person in demo.staff}
    for assessment in written:
        posts = posts_named(session, assessment)
        names = signers.names(posts, people[keys[assessment.member_id or 0]])
        for position, ((_, post), name) in enumerate(zip(posts, names, strict=True), 1):
            session.add(AssessmentSignature(
                assessment_id=assessment.id, position=position, post=post[:64], name=name, signed_at=at, signed_by=name,
            ))  # fmt: skip
    session.flush()


def _score(indicator: AssessmentIndicator, made: float | None) -> AssessmentScore:
    """A score; where it comes from a rate, with whole counts behind it."""
    whole = _COUNTED.get(indicator.source)
    if made is None or whole is None:
        return AssessmentScore(indicator=indicator, score=None if made is None else Decimal(str(made)))
    part = round(made / float(indicator.full_score) * whole)
    score = score_for(Rate(part, whole).share, indicator.full_score)
    return AssessmentScore(indicator=indicator, score=score, numerator=part, denominator=whole)
