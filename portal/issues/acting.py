"""In which part somebody deals with an issue: by duty for its grid or one above, or at the desk of its department.

The roles' verbs are the ceiling and are asked at the doors; here a step's `by` and the level that holds the issue narrow it. Who leads
takes part only in the steps whose `by` names leaders.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.clock import today
from portal.foundation.errors import OutOfScope
from portal.grids.models import Grid
from portal.issues.holding import holder_of, way_up
from portal.issues.models import Issue
from portal.issues.rules import Stage, is_at_desk
from portal.issues.workflow import workflow_of
from portal.members.models import Assignment
from portal.members.rules import Duty
from portal.security.scope import Scope, in_force, scope_of
from seeds.sections.workflow import WorkStep

_grid, _assignment = Grid.__table__, Assignment.__table__
DESK = "department"
_NAMES = {**dict(Duty.options()), Duty.HEAD.value: "村级网格长", DESK: "承办部门"}
_HOLDERS = frozenset({"solve", "assign", "pass_up", "hand_down", "accept", "handle", "pause", "resume"})
"""What only the level that holds an issue does, those above it, and the department it was given to."""


@dataclass(frozen=True)
class Standing:
    """How somebody stands to an issue. `parts`: duties and the desk; `holds`: whether they are the level that holds it or above."""

    parts: frozenset[str]
    holds: bool
    holder: str

    def refusal(self, step: WorkStep) -> str | None:
        """Why this step is not theirs to take, or nothing."""
        if step.by and not self.parts & set(step.by):
            return f"“{step.name}”由{'、'.join(_NAMES[actor] for actor in step.by)}办理，您不能办理"
        if self.parts == {Duty.LEADER} and Duty.LEADER not in step.by:
            return f"方案没有让领导办理“{step.name}”，您不能办理"
        if step.effect in _HOLDERS and DESK not in self.parts and not self.holds:
            return f"这件诉求现由“{self.holder}”办理，您不能“{step.name}”"
        return None


def check_step(session: Session, issue: Issue, step: WorkStep) -> None:
    """Raise `OutOfScope` when who is signed in has no part in this step. The command line and jobs may do everything."""
    standing = standing_of(session, issue)
    problem = standing.refusal(step) if standing else None
    if problem:
        raise OutOfScope(problem)


def standing_of(session: Session, issue: Issue) -> Standing | None:
    """How who is signed in stands to the issue; None for the command line and jobs."""
    scope = scope_of(session)
    if scope is None:
        return None
    holder = holder_of(way_up(session, issue.grid_id), issue)
    return Standing(frozenset(parts_of(session, issue, scope)), scope.holds(holder.path), holder.name)


def waits_at_desk(session: Session, issue: Issue) -> bool:
    """Whether the issue waits for a department that can sign in, and who is signed in is somebody else: what they may do besides
    is not what comes next."""
    standing, department = standing_of(session, issue), issue.department
    if standing is None or DESK in standing.parts or department is None or not department.is_staffed:
        return False
    return issue.stage == Stage.WORKING and is_at_desk(workflow_of(session), issue.state, issue.stage)


def parts_of(session: Session, issue: Issue, scope: Scope) -> set[str]:
    """The duties held in the issue's grid and above, and the desk. Who only visits there acts as a member."""
    held = (
        select(_assignment.c.duty, _grid.c.path)
        .join(_grid, _grid.c.id == _assignment.c.grid_id)
        .where(_assignment.c.member_id == (scope.member_id or -1), in_force(today()))
    )
    with session.no_autoflush:
        own = session.scalar(select(_grid.c.path).where(_grid.c.id == issue.grid_id)) or ""
        found = {str(duty) for duty, path in session.execute(held) if own.startswith(path)}
    found |= {Duty.MEMBER.value} if not found and scope.holds(own) else set()
    return found | {DESK} if issue.department_id in scope.departments else found
