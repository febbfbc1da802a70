"""Keeps tasks in line with the register while campaigns run: collects the homes that change, and follows them before the commit.

Single records are seen as they are flushed; bulk writing tells of its records by `portal.exchange.listening`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_appbuilder import Model
from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Session

from portal.campaigns import services
from portal.campaigns.models import VisitTask
from portal.campaigns.settling import resettle
from portal.grids.models import Grid
from portal.households.models import Establishment, Household, Resident
from portal.members.models import Assignment

_NOTED = "campaign_homes"
_person: Any = Resident.__table__
_task: Any = VisitTask.__table__


@dataclass
class Noted:
    """What changed in a transaction: homes, homes whose visits changed only, the tree, and who works where.

    `residents`, `visits`: rows that may have belonged to another home before; their tasks still name it.
    """

    households: set[int] = field(default_factory=set)
    establishments: set[int] = field(default_factory=set)
    visited: set[int] = field(default_factory=set)
    called_at: set[int] = field(default_factory=set)
    residents: set[int] = field(default_factory=set)
    visits: set[int] = field(default_factory=set)
    everything: bool = False
    people: bool = False


def install(session_class: Any) -> None:
    """Listen to a session factory; several applications may share one factory."""
    if not event.contains(session_class, "after_flush", _see):
        event.listen(session_class, "after_flush", _see)
        event.listen(session_class, "before_commit", follow_noted)


def follow_noted(session: Session) -> None:
    """Follow what was noted so far, in the same transaction; a second time there is nothing to do."""
    session.flush()
    noted: Noted | None = session.info.pop(_NOTED, None)
    if noted is None:
        return
    if noted.everything:
        services.follow_all(session)
        return
    _remember_homes(session, noted)
    services.follow_homes(session, noted.households, noted.establishments)
    resettle(session, noted.visited - noted.households, noted.called_at - noted.establishments)
    if noted.people:
        services.hand_out_all(session)


def _remember_homes(session: Session, noted: Noted) -> None:
    for column, ids, homes in (
        (_task.c.resident_id, noted.residents, noted.households),
        (_task.c.visit_id, noted.visits, noted.visited),
    ):
        if ids:
            rows = session.execute(
                select(_task.c.household_id, _task.c.establishment_id).where(column.in_(ids)).distinct()
            )
            for household, establishment in rows:
                homes.update(_known(household))
                noted.called_at.update(_known(establishment))


def hear(session: Session, table: str, ids: Sequence[int]) -> None:
    """Note records that are written in bulk: of residents and visits the homes they belong to now."""
    noted = _noted(session)
    if table == "household":
        noted.households.update(ids)
    elif table == "establishment":
        noted.establishments.update(ids)
    elif table == "resident":
        noted.households.update(session.execute(select(_person.c.household_id).where(_person.c.id.in_(ids))).scalars())
    elif table == "visit":
        _hear_visits(session, noted, ids)
    elif table in {"grid", "assignment", "member"}:
        noted.people = True


def _hear_visits(session: Session, noted: Noted, ids: Sequence[int]) -> None:
    visit = Model.metadata.tables["visit"]
    for household, establishment in session.execute(
        select(visit.c.household_id, visit.c.establishment_id).where(visit.c.id.in_(ids))
    ):
        noted.visited.update(_known(household))
        noted.called_at.update(_known(establishment))


def _noted(session: Session) -> Noted:
    noted: Noted = session.info.setdefault(_NOTED, Noted())
    return noted


def _see(session: Session, _context: object) -> None:
    changed = [row for row in session.dirty if session.is_modified(row)]
    for row in (*session.new, *changed, *session.deleted):
        note = _NOTES.get(row.__tablename__)
        if note is not None:
            note(_noted(session), row)


def _home(noted: Noted, row: Household) -> None:
    noted.households.add(row.id)


def _resident(noted: Noted, row: Resident) -> None:
    noted.residents.add(row.id)
    noted.households.update(_values(row, "household_id"))


def _unit(noted: Noted, row: Establishment) -> None:
    noted.establishments.add(row.id)


def _visit(noted: Noted, row: Any) -> None:
    noted.visits.add(row.id)
    noted.visited.update(_values(row, "household_id"))
    noted.called_at.update(_values(row, "establishment_id"))


def _tree(noted: Noted, row: Grid) -> None:
    noted.everything = noted.everything or len(_values(row, "parent_id")) > 1


def _post(noted: Noted, _row: Assignment) -> None:
    noted.people = True


_NOTES: dict[str, Callable[[Noted, Any], None]] = {
    "household": _home, "resident": _resident, "establishment": _unit, "visit": _visit, "grid": _tree, "assignment": _post,
}  # fmt: skip
"""Table -> what its changed rows mean for tasks. Visits are a later room and go by their table's name like all."""


def _values(row: Any, name: str) -> set[int]:
    """What the column holds now and held before."""
    history = inspect(row).attrs[name].history
    return _known(*history.added or (), *history.unchanged or (), *history.deleted or ())


def _known(*values: int | None) -> set[int]:
    found: Iterable[int] = (value for value in values if value is not None)
    return set(found)
