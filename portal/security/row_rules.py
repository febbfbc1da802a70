"""Row-level scope as one table: which rows of each class a scope holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from flask_appbuilder import Model
from sqlalchemy import ColumnElement, Select, True_, or_, select, true

from portal.assessments.models import Assessment, AssessmentScore
from portal.assessments.proceedings import (
    AssessmentAppeal,
    AssessmentEvent,
    AssessmentJudgement,
    AssessmentSignature,
)
from portal.campaigns.models import Campaign, Sample, SampleItem, VisitorArea, VisitTask
from portal.consequences.models import DutyFailure, Proposal
from portal.delivery.models import Delivery
from portal.exchange.models import ImportFinding, ImportRow, ImportRun
from portal.feedback.models import ContactCode, ResidentReport
from portal.foundation.clock import today
from portal.grids.models import Grid
from portal.households.models import Establishment, Household, Resident
from portal.issues.models import Issue, IssueEvent
from portal.issues.papers import IssueExtension, IssueFile, IssueHandover, IssueLink
from portal.members.models import Assignment, Member
from portal.printing.models import PrintBatch, PrintChunk, PrintItem, PrintOrder
from portal.security.scope import Scope, grid_ids, in_force, lies_inside, pointing
from portal.visits.models import Visit, VisitAbsence
from portal.wordings.models import Wording

_household = Household.__table__
_establishment = Establishment.__table__
_issue = Issue.__table__
_sample = Sample.__table__
_visit = Visit.__table__
_assignment = Assignment.__table__
_member = Member.__table__
_batch = PrintBatch.__table__
_assessment = Assessment.__table__
_score = AssessmentScore.__table__
_run: Any = ImportRun.__table__


def _names(column: Any, table: Any, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a foreign key names a row of the table that meets the condition; where all do, nobody need look which."""
    if isinstance(condition, True_):
        return pointing(column)
    return cast(ColumnElement[bool], column.in_(select(table.c.id).where(condition)))


def _of_home(scope: Scope, column: Any) -> ColumnElement[bool]:
    return _names(column, _household, lies_inside(scope, _household.c.grid_id))


def _of_batch(scope: Scope, column: Any) -> ColumnElement[bool]:
    return _names(column, _batch, lies_inside(scope, _batch.c.grid_id))


def _visit_condition(scope: Scope, columns: Any) -> ColumnElement[bool]:
    if scope.whole:  # a visit is to a home or to an establishment, and each of them lies in a grid
        return true()
    at_unit = _names(columns.establishment_id, _establishment, lies_inside(scope, _establishment.c.grid_id))
    return or_(_of_home(scope, columns.household_id), at_unit)


def _above(scope: Scope) -> set[int]:
    """The grids on the way up from what a person sees; their ids stand in the paths."""
    return {int(part) for path in scope.paths for part in path.split("/") if part}


def _inside_or_above(scope: Scope, column: Any) -> ColumnElement[bool]:
    return or_(lies_inside(scope, column), column.in_(_above(scope) or (-1,)))


def _of_issue(scope: Scope, column: Any) -> ColumnElement[bool]:
    return _names(column, _issue, _issue_condition(scope, _issue.c))


def _issue_condition(scope: Scope, columns: Any) -> ColumnElement[bool]:
    return or_(lies_inside(scope, columns.grid_id), columns.department_id.in_(scope.departments or (-1,)))


def _in_office(scope: Scope) -> Select[Any]:
    """The members who work inside today; who left is of no concern any more, nor who has yet to come."""
    return select(_assignment.c.member_id).where(lies_inside(scope, _assignment.c.grid_id), in_force(today()))


def _member_condition(scope: Scope) -> ColumnElement[bool]:
    return or_(
        lies_inside(scope, Member.grid_id), Member.id.in_(_in_office(scope)), Member.id == (scope.member_id or -1)
    )


def _of_member(scope: Scope, column: Any) -> ColumnElement[bool]:
    """Rows about those who work or are kept inside, and about oneself."""
    kept = _names(column, _member, lies_inside(scope, _member.c.grid_id))
    return or_(column.in_(_in_office(scope)), kept, column == (scope.member_id or -1))


def _assessment_condition(scope: Scope, columns: Any = Assessment) -> ColumnElement[bool]:
    return or_(lies_inside(scope, columns.grid_id), _of_member(scope, columns.member_id))


def _of_assessment(scope: Scope, column: Any) -> ColumnElement[bool]:
    return _names(column, _assessment, _assessment_condition(scope, _assessment.c))


def _run_condition(scope: Scope, columns: Any) -> ColumnElement[bool]:
    return or_(lies_inside(scope, columns.grid_id), columns.user_id == (scope.user_id or -1))


def _of_run(scope: Scope, column: Any) -> ColumnElement[bool]:
    return _names(column, _run, _run_condition(scope, _run.c))


RULES: dict[type[Model], Callable[[Scope], ColumnElement[bool]]] = {
    Grid: lambda s: true() if s.whole else Grid.id.in_(grid_ids(s)),
    Household: lambda s: lies_inside(s, Household.grid_id),
    Resident: lambda s: _of_home(s, Resident.household_id),
    Campaign: lambda s: _inside_or_above(s, Campaign.grid_id),
    VisitTask: lambda s: lies_inside(s, VisitTask.grid_id),
    VisitorArea: lambda s: or_(lies_inside(s, VisitorArea.grid_id), VisitorArea.member_id == (s.member_id or -1)),
    Sample: lambda s: lies_inside(s, Sample.grid_id),
    SampleItem: lambda s: _names(SampleItem.sample_id, _sample, lies_inside(s, _sample.c.grid_id)),
    Visit: lambda s: _visit_condition(s, Visit),
    VisitAbsence: lambda s: _names(VisitAbsence.visit_id, _visit, _visit_condition(s, _visit.c)),
    Establishment: lambda s: lies_inside(s, Establishment.grid_id),
    Member: _member_condition,
    Assignment: lambda s: or_(lies_inside(s, Assignment.grid_id), Assignment.member_id == (s.member_id or -1)),
    Issue: lambda s: _issue_condition(s, Issue),
    IssueEvent: lambda s: _of_issue(s, IssueEvent.issue_id),
    IssueFile: lambda s: _of_issue(s, IssueFile.issue_id),
    IssueLink: lambda s: _of_issue(s, IssueLink.issue_id),
    IssueExtension: lambda s: _of_issue(s, IssueExtension.issue_id),
    IssueHandover: lambda s: _of_issue(s, IssueHandover.issue_id),
    ContactCode: lambda s: _of_home(s, ContactCode.household_id),
    ResidentReport: lambda s: _of_issue(s, ResidentReport.issue_id),
    Assessment: _assessment_condition,
    AssessmentScore: lambda s: _of_assessment(s, AssessmentScore.assessment_id),
    AssessmentJudgement: lambda s: _names(
        AssessmentJudgement.score_id, _score, _of_assessment(s, _score.c.assessment_id)
    ),
    AssessmentSignature: lambda s: _of_assessment(s, AssessmentSignature.assessment_id),
    AssessmentAppeal: lambda s: _of_assessment(s, AssessmentAppeal.assessment_id),
    AssessmentEvent: lambda s: _of_assessment(s, AssessmentEvent.assessment_id),
    DutyFailure: lambda s: _of_member(s, DutyFailure.member_id),
    Proposal: lambda s: or_(lies_inside(s, Proposal.area_id), Proposal.member_id == (s.member_id or -1)),
    Delivery: lambda s: _of_home(s, Delivery.household_id),
    Wording: lambda s: _inside_or_above(s, Wording.grid_id),
    PrintOrder: lambda s: lies_inside(s, PrintOrder.grid_id),
    PrintBatch: lambda s: lies_inside(s, PrintBatch.grid_id),
    PrintChunk: lambda s: _of_batch(s, PrintChunk.batch_id),
    PrintItem: lambda s: _of_batch(s, PrintItem.batch_id),
    ImportRun: lambda s: _run_condition(s, ImportRun),
    ImportRow: lambda s: _of_run(s, ImportRow.run_id),
    ImportFinding: lambda s: _of_run(s, ImportFinding.run_id),
}
"""The one table of row-level scope: class -> condition."""
