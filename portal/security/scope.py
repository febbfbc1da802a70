"""Who sees which rows. A person sees the grids they are assigned to and everything below, a department sees its issues.

Reads: every ORM statement of a session that carries a scope gets the criteria below, in lists, counts, choices, lazy loads
and REST alike. Writes: before a flush, every new, changed or deleted row of a scoped class must be visible, and so must every
row it points to. Core and raw SQL are not covered: code that uses them takes the scope as a parameter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_appbuilder import Model
from sqlalchemy import ColumnElement, Select, and_, event, false, inspect, or_, select, true
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from portal.assessments.models import Assessment, AssessmentScore
from portal.campaigns.models import Campaign, Sample, SampleItem, VisitorArea, VisitTask
from portal.exchange.models import ImportFinding, ImportRow, ImportRun
from portal.feedback.models import ContactCode, ResidentReport
from portal.foundation.clock import today
from portal.foundation.errors import OutOfScope
from portal.grids.models import Grid
from portal.households.models import Establishment, Household, Resident
from portal.issues.models import Issue, IssueEvent
from portal.issues.papers import IssueExtension, IssueFile, IssueHandover, IssueLink
from portal.members.models import Assignment, Member
from portal.printing.models import PrintBatch, PrintChunk, PrintItem
from portal.security import refusals
from portal.visits.models import Visit, VisitAbsence

_KEY = "scope"
_grid = Grid.__table__
_household = Household.__table__
_establishment = Establishment.__table__
_issue = Issue.__table__
_sample = Sample.__table__
_visit = Visit.__table__
_assignment = Assignment.__table__
_member = Member.__table__
_batch = PrintBatch.__table__
_run: Any = ImportRun.__table__


@dataclass(frozen=True)
class Scope:
    """What one person sees: grids by path prefix, issues of departments, their own member record, and their own imports."""

    paths: tuple[str, ...] = ()
    departments: tuple[int, ...] = ()
    member_id: int | None = None
    user_id: int | None = None

    def holds(self, path: str) -> bool:
        """Whether a grid with this path lies inside."""
        return any(path.startswith(prefix) for prefix in self.paths)

    @property
    def key(self) -> tuple[Any, ...]:
        """A value that is equal for equal scopes; for caches."""
        return (self.paths, self.departments, self.member_id)


NOTHING = Scope()


def set_scope(session: Session, scope: Scope | None) -> None:
    """Bind the session to a scope; None lifts it (command line and jobs only)."""
    if scope is None:
        session.info.pop(_KEY, None)
    else:
        session.info[_KEY] = scope


def scope_of(session: Session) -> Scope | None:
    """The scope the session is bound to."""
    scope: Scope | None = session.info.get(_KEY)
    return scope


def grid_ids(scope: Scope) -> Select[Any]:
    """The ids of all grids inside, as a subquery."""
    inside = or_(false(), *(_grid.c.path.startswith(prefix, autoescape=True) for prefix in scope.paths))
    return select(_grid.c.id).where(inside)


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


def in_force(day: dt.date) -> ColumnElement[bool]:
    """The assignments that hold on that day, as a condition on their table."""
    return and_(_assignment.c.starts_on <= day, or_(_assignment.c.ends_on.is_(None), _assignment.c.ends_on >= day))


def _in_office(scope: Scope) -> Select[Any]:
    """The members who work inside today; who left is of no concern any more, nor who has yet to come."""
    return select(_assignment.c.member_id).where(_assignment.c.grid_id.in_(grid_ids(scope)), in_force(today()))


def _member_condition(scope: Scope) -> ColumnElement[bool]:
    inside = _in_office(scope)
    return or_(Member.grid_id.in_(grid_ids(scope)), Member.id.in_(inside), Member.id == (scope.member_id or -1))


def _assessment_condition(scope: Scope) -> ColumnElement[bool]:
    inside = _in_office(scope)
    kept = select(_member.c.id).where(_member.c.grid_id.in_(grid_ids(scope)))
    return or_(
        Assessment.grid_id.in_(grid_ids(scope)),
        Assessment.member_id.in_(inside),
        Assessment.member_id.in_(kept),
        Assessment.member_id == (scope.member_id or -1),
    )


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
    AssessmentScore: lambda s: AssessmentScore.assessment_id.in_(
        select(Assessment.__table__.c.id).where(_assessment_condition(s))
    ),
    PrintBatch: lambda s: PrintBatch.grid_id.in_(grid_ids(s)),
    PrintChunk: lambda s: PrintChunk.batch_id.in_(select(_batch.c.id).where(_batch.c.grid_id.in_(grid_ids(s)))),
    PrintItem: lambda s: PrintItem.batch_id.in_(select(_batch.c.id).where(_batch.c.grid_id.in_(grid_ids(s)))),
    ImportRun: lambda s: _run_condition(s, ImportRun),
    ImportRow: lambda s: ImportRow.run_id.in_(_runs(s)),
    ImportFinding: lambda s: ImportFinding.run_id.in_(_runs(s)),
}
"""The one table of row-level scope: class -> condition."""


def install(session_class: Any) -> None:
    """Put the criteria and the guard on a session factory; several applications may share one factory."""
    if not event.contains(session_class, "before_flush", _guard):
        event.listen(session_class, "do_orm_execute", _narrow)
        event.listen(session_class, "before_flush", _guard)


def _narrow(state: ORMExecuteState) -> None:
    scope = scope_of(state.session)
    if scope is None or state.execution_options.get("unscoped"):
        return
    if state.is_column_load or not (state.is_select or state.is_update or state.is_delete):
        return
    for model, condition in RULES.items():
        state.statement = state.statement.options(
            with_loader_criteria(model, condition(scope), include_aliases=True, propagate_to_loaders=False)
        )


def _guard(session: Session, _context: object, _instances: object) -> None:
    scope = scope_of(session)
    if scope is None:
        return
    for row in [*session.new, *session.dirty, *session.deleted]:
        if type(row) in RULES and (row in session.new or row in session.deleted or session.is_modified(row)):
            _check_row(session, row)


def _check_row(session: Session, row: Any) -> None:
    state = inspect(row)
    mapper = state.mapper
    if state.persistent or state.detached:
        _must_see(session, type(row), state.identity)
    for relation in mapper.relationships:
        if relation.direction.name == "MANYTOONE" and relation.mapper.class_ in RULES:
            _check_pointer(session, row, relation)
    if isinstance(row, Grid):
        _check_top(session, row)


def _check_pointer(session: Session, row: Any, relation: Any) -> None:
    """The row that `row` will point to after the flush must be visible; a row made in the same flush is checked itself."""
    target, changed = relation.mapper.class_, False
    history = inspect(row).attrs[relation.key].history
    if history.has_changes() and history.added and history.added[0] is not None:
        pointed, changed = history.added[0], True
        identity = inspect(pointed).identity
        if identity is not None:
            _must_see(session, target, identity)
    column = next(iter(relation.local_columns))
    attribute = inspect(row).mapper.get_property_by_column(column)
    value = getattr(row, attribute.key)
    if not changed and value is not None and inspect(row).attrs[attribute.key].history.has_changes():
        _must_see(session, target, (value,))


def _check_top(session: Session, row: Grid) -> None:
    """A grid made or moved needs a parent; without one it would be a second root, out of sight of everybody above."""
    state: Any = inspect(row)
    if row in session.new:
        rootless = row.parent is None and row.parent_id is None
    else:
        taken = [*state.attrs.parent.history.added, *state.attrs.parent_id.history.added]
        rootless = None in taken and state.committed_state.get("parent_id", row.parent_id) is not None
    if rootless:
        raise OutOfScope("网格必须有上级网格,且在您的管辖范围内", "parent")


def _must_see(session: Session, model: type[Any], identity: tuple[Any, ...]) -> None:
    own = [column == value for column, value in zip(inspect(model).primary_key, identity, strict=True)]
    with session.no_autoflush:
        seen = session.scalar(select(true()).select_from(model).where(*own))
    if not seen:
        refusals.note(model.__tablename__, identity[0], "越权修改")
        raise OutOfScope("所选数据不在您的管辖范围内,未作任何修改")
