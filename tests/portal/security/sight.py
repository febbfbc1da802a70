"""What each person may see, worked out by walking up the tree from the rows themselves, not by the rules under test."""

from __future__ import annotations

import gzip
import io
import zipfile
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from portal import navigation
from portal.campaigns.models import Campaign
from portal.grids.models import Grid
from portal.issues.models import Issue
from portal.printing.models import PrintBatch, PrintItem
from portal.security import roles
from portal.security.row_rules import RULES
from portal.wordings.models import Wording
from tests.fixtures.world import World

PLACES: dict[str, tuple[str, ...]] = {
    "Grid": ("",), "Household": ("grid",), "Resident": ("household.grid",), "Visit": ("household.grid", "establishment.grid"), "Establishment": ("grid",),
    "Member": ("grid", "assignments.grid"), "Assignment": ("grid",), "Issue": ("grid",), "IssueEvent": ("issue.grid",),
    "Assessment": ("grid", "member.grid", "member.assignments.grid"),
    "AssessmentScore": ("assessment.grid", "assessment.member.grid", "assessment.member.assignments.grid"),
    "PrintBatch": ("grid",), "PrintChunk": ("batch.grid",), "PrintItem": ("batch.grid",),
    "Campaign": ("grid",), "VisitTask": ("grid",), "VisitorArea": ("grid",), "Sample": ("grid",), "SampleItem": ("sample.grid",),
    "VisitAbsence": ("visit.household.grid",), "IssueFile": ("issue.grid",), "IssueLink": ("issue.grid",), "IssueExtension": ("issue.grid",),
    "IssueHandover": ("issue.grid",), "ContactCode": ("household.grid",), "ResidentReport": ("issue.grid",),
    "Wording": ("grid",), "PrintOrder": ("grid",), "Delivery": ("household.grid",), "Proposal": ("area", "member.grid"),
    "DutyFailure": ("member.grid", "member.assignments.grid"),
    "AssessmentJudgement": ("row.assessment.grid", "row.assessment.member.grid", "row.assessment.member.assignments.grid"),
    **dict.fromkeys(
        ("AssessmentSignature", "AssessmentAppeal", "AssessmentEvent"),
        ("assessment.grid", "assessment.member.grid", "assessment.member.assignments.grid"),
    ),
    "ImportRun": ("grid",), "ImportRow": ("run.grid",), "ImportFinding": ("run.grid",),
}  # fmt: skip
"""Where a row lies: the ways from it to its grids. A class with a rule and no entry here fails."""

HOMES = {
    roles.CENTRE: "town", roles.LEADER: "town", roles.HEAD: "west", roles.MEMBER: "west1", roles.DEPARTMENT: None,
    roles.SYSTEM: None, roles.SECURITY: None, roles.AUDIT: None,
}  # fmt: skip
FOREIGN_WORDS = ("孙甲", "孙乙", "李甲", "李丙", "东村", "east1", "east2", "王东长", "陈东一")
SCOPED = {
    screen.name: screen.view
    for screen in navigation.screens()
    if getattr(screen.view, "datamodel", None) and screen.view.datamodel.obj in RULES
}
MODELS = sorted(RULES, key=lambda model: model.__name__)


def follow(row: Any, way: str) -> list[Any]:
    """The rows at the end of a way."""
    rows = [row]
    for name in filter(None, way.split(".")):
        reached = [getattr(each, name) for each in rows]
        rows = [one for each in reached for one in (each if isinstance(each, list) else [each]) if one is not None]
    return rows


def lies_in(grid: Any, home: int) -> bool:
    """Whether a grid is this one or below it."""
    while grid is not None:
        if grid.id == home:
            return True
        grid = grid.parent
    return False


def batch_of(row: Any, session: Session) -> Any:
    """The order of an item."""
    return session.get(PrintBatch, row.batch_id)


def visible(session: Session, world: World, role: str, model: type[Any]) -> set[Any]:
    """Keys of the rows that a role's account may see. A campaign and a text are also seen from below: they are everybody's inside."""
    seen = set()
    home = HOMES[role] and world.grids[HOMES[role] or ""]
    for row in session.scalars(select(model)):
        start, way_off = (batch_of(row, session), True) if model is PrintItem else (row, False)
        ways = [way.removeprefix("batch.") if way_off else way for way in PLACES[model.__name__]]
        inside = home and any(lies_in(grid, home) for way in ways for grid in follow(start, way))
        if model in {Campaign, Wording} and home:
            inside = inside or lies_in(session.get_one(Grid, home), row.grid_id)
        issue = row if model is Issue else getattr(row, "issue", None)
        own = role == roles.DEPARTMENT and issue is not None and issue.department_id == world.others["department"]
        if inside or own:
            seen.add(inspect(row).identity[0])
    return seen


def account(session: Session, world: World, role: str) -> int:
    """The account of a role."""
    return int(session.scalars(select(User.id).where(User.username == world.users[role])).one())


def readable(data: bytes) -> str:
    """The text of an answer, unpacked where it is packed (map layers, workbooks)."""
    if data.startswith(b"\x1f\x8b"):
        data = gzip.decompress(data)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = b"".join(archive.read(name) for name in archive.namelist())
    return data.decode(errors="replace")


def leaks(text: str) -> list[str]:
    """Which names from outside the text holds."""
    return [word for word in FOREIGN_WORDS if word in text]


def outside(session: Session, world: World, role: str, model: type[Any]) -> list[int]:
    """Ids of rows that a role may not see; there is always one."""
    every = set(session.scalars(select(inspect(model).primary_key[0])))
    left = sorted(every - visible(session, world, role, model))
    session.rollback()
    assert left, f"no {model.__name__} out of scope of {role}"
    return left


def snapshot(session: Session, model: type[Any]) -> list[Any]:
    """All rows of a table as they are stored, shapes left out."""
    table: Any = inspect(model).local_table
    columns = [column for column in table.c if type(column.type).__name__ not in {"Boundary", "Location"}]
    return [tuple(row) for row in session.execute(select(*columns).order_by(*table.primary_key.columns))]
