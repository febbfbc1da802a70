"""Row-level scope as one table: which rows of each class a scope holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_appbuilder import Model
from sqlalchemy import ColumnElement, Select, or_, select

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
from portal.security.scope import Scope, grid_ids, in_force
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


def _households(scope: Scope) -> Select[Any]:
    return select(_household.c.id).where(_household.c.grid_id.in_(grid_ids(scope)))


def _visit_condition(scope: Scope, columns: Any) -> ColumnElement[bool]:
    units = select(_establishment.c.id).where(_establishment.c.grid_id.in_(grid_ids(scope)))
    return or_(columns.household_id.in_(_households(scope)), columns.establishment_id.in_(units))


def _above(scope: Scope) -> set[int]:
    """The grids on the way up from what a person sees; their ids stand in the paths."""
    return {int(part) for path in scope.paths for part in path.split("/") if part}


def _issues(scope: Scope) -> Select[Any]:
    return select(_issue.c.id).where(_issue_condition(scope, _issue.c))


def _issue_condition(scope: Scope, columns: Any) -> ColumnElement[bool]:
    return or_(columns.grid_id.in_(grid_ids(scope)), columns.department_id.in_(scope.departments or (-1,)))


def _in_office(scope: Scope) -> Select[Any]:
    """The members who work inside today; who left is of no concern any more, nor who has yet to come."""
    return select(_assignment.c.member_id).where(_assignment.c.grid_id.in_(grid_ids(scope)), in_force(today()))


def _member_condition(scope: Scope) -> ColumnElement[bool]:
    inside = _in_office(scope)
    return or_(Member.grid_id.in_(grid_ids(scope)), Member.id.in_(inside), Member.id == (scope.member_id or -1))


def _of_members(scope: Scope, column: Any) -> ColumnElement[bool]:
    """Rows about those who work or are kept inside, and about oneself."""
    kept = select(_member.c.id).where(_member.c.grid_id.in_(grid_ids(scope)))
    return or_(column.in_(_in_office(scope)), column.in_(kept), column == (scope.member_id or -1))


def _assessment_condition(scope: Scope, columns: Any = Assessment) -> ColumnElement[bool]:
    return or_(columns.grid_id.in_(grid_ids(scope)), _of_members(scope, columns.member_id))


def _assessments(scope: Scope) -> Select[Any]:
    return select(_assessment.c.id).where(_assessment_condition(scope, _assessment.c))


def _scores(scope: Scope) -> Select[Any]:
    return select(_score.c.id).where(_score.c.assessment_id.in_(_assessments(scope)))


def _run_condition(scope: Scope, columns: Any) -> ColumnElement[bool]:
    return or_(columns.grid_id.in_(grid_ids(scope)), columns.user_id == (scope.user_id or -1))


def _runs(scope: Scope) -> Select[Any]:
    return select(_run.c.id).where(_run_condition(scope, _run.c))


RULES: dict[type[Model], Callable[[Scope], ColumnElement[bool]]] = {
    Grid: lambda s: Grid.id.in_(grid_ids(s)),
    Household: lambda s: Household.grid_id.in_(grid_ids(s)),
    Resident: lambda s: Resident.household_id.in_(_households(s)),
    Campaign: lambda s: or_(Campaign.grid_id.in_(grid_ids(s)), Campaign.grid_id.in_(_above(s) or (-1,))),
    VisitTask: lambda s: VisitTask.grid_id.in_(grid_ids(s)),
    VisitorArea: lambda s: or_(VisitorArea.grid_id.in_(grid_ids(s)), VisitorArea.member_id == (s.member_id or -1)),
    Sample: lambda s: Sample.grid_id.in_(grid_ids(s)),
    SampleItem: lambda s: SampleItem.sample_id.in_(select(_sample.c.id).where(_sample.c.grid_id.in_(grid_ids(s)))),
    Visit: lambda s: _visit_condition(s, Visit),
    VisitAbsence: lambda s: VisitAbsence.visit_id.in_(select(_visit.c.id).where(_visit_condition(s, _visit.c))),
    Establishment: lambda s: Establishment.grid_id.in_(grid_ids(s)),
    Member: _member_condition,
    Assignment: lambda s: or_(Assignment.grid_id.in_(grid_ids(s)), Assignment.member_id == (s.member_id or -1)),
    Issue: lambda s: _issue_condition(s, Issue),
    IssueEvent: lambda s: IssueEvent.issue_id.in_(_issues(s)),
    IssueFile: lambda s: IssueFile.issue_id.in_(_issues(s)),
    IssueLink: lambda s: IssueLink.issue_id.in_(_issues(s)),
    IssueExtension: lambda s: IssueExtension.issue_id.in_(_issues(s)),
    IssueHandover: lambda s: IssueHandover.issue_id.in_(_issues(s)),
    ContactCode: lambda s: ContactCode.household_id.in_(_households(s)),
    ResidentReport: lambda s: ResidentReport.issue_id.in_(_issues(s)),
    Assessment: _assessment_condition,
    AssessmentScore: lambda s: AssessmentScore.assessment_id.in_(_assessments(s)),
    AssessmentJudgement: lambda s: AssessmentJudgement.score_id.in_(_scores(s)),
    AssessmentSignature: lambda s: AssessmentSignature.assessment_id.in_(_assessments(s)),
    AssessmentAppeal: lambda s: AssessmentAppeal.assessment_id.in_(_assessments(s)),
    AssessmentEvent: lambda s: AssessmentEvent.assessment_id.in_(_assessments(s)),
    DutyFailure: lambda s: _of_members(s, DutyFailure.member_id),
    Proposal: lambda s: or_(Proposal.area_id.in_(grid_ids(s)), Proposal.member_id == (s.member_id or -1)),
    Delivery: lambda s: Delivery.household_id.in_(_households(s)),
    Wording: lambda s: or_(Wording.grid_id.in_(grid_ids(s)), Wording.grid_id.in_(_above(s) or (-1,))),
    PrintOrder: lambda s: PrintOrder.grid_id.in_(grid_ids(s)),
    PrintBatch: lambda s: PrintBatch.grid_id.in_(grid_ids(s)),
    PrintChunk: lambda s: PrintChunk.batch_id.in_(select(_batch.c.id).where(_batch.c.grid_id.in_(grid_ids(s)))),
    PrintItem: lambda s: PrintItem.batch_id.in_(select(_batch.c.id).where(_batch.c.grid_id.in_(grid_ids(s)))),
    ImportRun: lambda s: _run_condition(s, ImportRun),
    ImportRow: lambda s: ImportRow.run_id.in_(_runs(s)),
    ImportFinding: lambda s: ImportFinding.run_id.in_(_runs(s)),
}
"""The one table of row-level scope: class -> condition."""
