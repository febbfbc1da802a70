"""Every row that a session adds, changes or deletes leaves an entry in the audit trail, in the same transaction.

Before a flush what is about to be overwritten is read, after it the changes are collected and written. Core and bulk
statements pass by the session and are not seen: the demo town is loaded so, and paths in the tree of grids are kept so.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_appbuilder.security.sqla.models import ApiKey, Group, Permission, PermissionView, RegisterUser, ViewMenu
from shapely.geometry.base import BaseGeometry
from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Session

from portal.assessments.proceedings import AssessmentEvent
from portal.campaigns.models import VisitTask
from portal.exchange.models import ImportFinding, ImportRow, ImportRun
from portal.feedback.models import ContactCode, ResidentReport
from portal.foundation import audit
from portal.foundation.audit import AuditEntry, Deed
from portal.foundation.calendar import CalendarDay
from portal.foundation.extra import PREFIX
from portal.foundation.once import Submission
from portal.foundation.sealed import Sealed, masked
from portal.issues.models import IssueEvent
from portal.issues.papers import IssueHandover
from portal.printing.models import PrintBatch, PrintChunk, PrintItem
from portal.security.models import AccountState
from portal.security.privacy import STARS, label_of, told

_COLLECTED, _BEFORE = "audit_collected", "audit_before"
_LONGEST = 200

NOT_KEPT: tuple[type[Any], ...] = (
    AuditEntry, IssueEvent, PrintBatch, PrintChunk, PrintItem, AccountState, Permission, PermissionView, ViewMenu,
    ImportRun, ImportRow, ImportFinding, VisitTask, ContactCode, ResidentReport, IssueHandover, AssessmentEvent,
    CalendarDay, Submission, ApiKey, Group, RegisterUser,
)  # fmt: skip
"""Records themselves, the state of machines, what provisioning writes, what visits make of tasks, and tables of the
framework that no screen writes. Printing, importing, calendars and signing in have deeds of their own."""

_IGNORED = {"changed_on", "changed_by_fk", "changed_by", "created_on", "created_by_fk", "created_by", "last_login",
            "login_count", "fail_login_count", "id_number_index", "id", "path", "full_name", "plan_version_id"}  # fmt: skip
_SECRET = {"password", "birth_date"}
_PARTLY = {"phone"}


@dataclass
class _Collected:
    deed: Deed
    row: Any
    changes: dict[str, Any]
    label: str | None
    """How a row that goes is called, for what it belongs to is out of reach once it has gone."""


def install(session_class: Any) -> None:
    """Put the trail on a session factory, after the guard of the scope; several applications may share one factory."""
    if not event.contains(session_class, "before_flush", _remember):
        event.listen(session_class, "before_flush", _remember)
        event.listen(session_class, "after_flush", _collect)
        event.listen(session_class, "after_flush_postexec", _write)


def _remember(session: Session, _context: object, _instances: object) -> None:
    """The old values of columns that were set without having been loaded, and of those that related rows will set."""
    before: dict[Any, Any] = {}
    for row in session.dirty:
        if isinstance(row, NOT_KEPT) or not session.is_modified(row):
            continue
        for attribute in _columns(row):
            history = inspect(row).attrs[attribute.key].history
            if history.has_changes() and not history.deleted:
                before[row, attribute.key] = _stored(session, row, attribute)
            elif attribute.columns[0].foreign_keys:
                getattr(row, attribute.key)
    session.info[_BEFORE] = before


def _collect(session: Session, _context: object) -> None:
    kept = session.info.setdefault(_COLLECTED, [])
    for rows, deed in ((session.new, Deed.CREATE), (session.dirty, Deed.UPDATE), (session.deleted, Deed.DELETE)):
        for row in rows:
            if isinstance(row, NOT_KEPT) or (deed is Deed.UPDATE and not session.is_modified(row)):
                continue
            changes = _changes(session, row, deed)
            if changes or deed is not Deed.UPDATE:
                kept.append(_Collected(deed, row, changes, label_of(row) if deed is Deed.DELETE else None))


def _write(session: Session, _context: object) -> None:
    for one in session.info.pop(_COLLECTED, []):
        state = inspect(one.row)
        identity = state.identity[0] if state.identity else None
        label = one.label or label_of(one.row)
        audit.record(session.connection(), one.deed, state.mapper.local_table.name, identity, label, one.changes)


def _changes(session: Session, row: Any, deed: Deed) -> dict[str, Any]:
    mapper = inspect(row).mapper
    made: dict[str, Any] = {}
    for attribute in _columns(row):
        pair = _pair(session, row, attribute, deed)
        if pair is not None and attribute.key == "extra":
            made |= _own_fields(*pair)
        elif pair is not None:
            made[attribute.key] = _shown(attribute, *pair)
    for relation in mapper.relationships:
        if relation.direction.name == "MANYTOMANY" and relation.key not in _IGNORED:
            made |= _members(row, relation.key)
    made = _with_names(session, mapper, made)
    table = mapper.local_table.name
    return {
        key: told(table, key, kept) if isinstance(kept, list) and key not in _PARTLY else kept
        for key, kept in made.items()
    }


def told_columns(mapper: Any) -> list[str]:
    """Under which keys the changes of a table are told: its columns, related rows by the name of the relation."""
    named = _relations(mapper)
    lists = [each.key for each in mapper.relationships if each.direction.name == "MANYTOMANY"]
    columns = [named.get(each.key, each.key) for each in _columns_of(mapper) if each.key != "extra"]
    return [*columns, *(key for key in lists if key not in _IGNORED)]


def _columns(row: Any) -> list[Any]:
    return _columns_of(inspect(row).mapper)


def _columns_of(mapper: Any) -> list[Any]:
    """The columns of the table that are told of."""
    table = mapper.local_table
    return [
        each
        for each in mapper.column_attrs
        if each.key not in _IGNORED and getattr(each.columns[0], "table", None) is table
    ]


def _relations(mapper: Any) -> dict[str, str]:
    """Column that holds the number of a related row -> name of the relation."""
    single = (each for each in mapper.relationships if each.direction.name == "MANYTOONE")
    return {mapper.get_property_by_column(next(iter(each.local_columns))).key: each.key for each in single}


def _pair(session: Session, row: Any, attribute: Any, deed: Deed) -> tuple[Any, Any] | None:
    """(old, new) of a column, or nothing when it says nothing new."""
    if deed is not Deed.UPDATE:
        value = inspect(row).dict.get(attribute.key)
        if value is None:
            return None
        return (None, value) if deed is Deed.CREATE else (value, None)
    history = inspect(row).attrs[attribute.key].history
    if not history.has_changes():
        return None
    new = history.added[0] if history.added else None
    old = history.deleted[0] if history.deleted else session.info[_BEFORE].get((row, attribute.key))
    return None if old == new else (old, new)


def _own_fields(old: dict[str, Any] | None, new: dict[str, Any] | None) -> dict[str, Any]:
    """Which fields of a town's own changed. Their values are never kept: any of them may be a person's affair."""
    before, after = old or {}, new or {}
    changed = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return {PREFIX + key: [STARS if key in side else None for side in (before, after)] for key in changed}


def _stored(session: Session, row: Any, attribute: Any) -> Any:
    """What the database holds of a column that was set without having been loaded."""
    state = inspect(row)
    own = [column == value for column, value in zip(state.mapper.primary_key, state.identity, strict=True)]
    return session.connection().execute(select(attribute.columns[0]).where(*own)).scalar()


def _shown(attribute: Any, old: Any, new: Any) -> Any:
    """A change as it is kept: secrets as stars, shapes and files as a sentence, long texts cut."""
    if isinstance(old, BaseGeometry) or isinstance(new, BaseGeometry):
        what = "边界" if attribute.key == "boundary" else "位置"
        return f"{what}已{'删除' if new is None else '修改' if old is not None else '标注'}"
    if isinstance(old, bytes) or isinstance(new, bytes):
        return "文件已删除" if new is None else "文件已更换"
    if attribute.key in _SECRET or isinstance(attribute.columns[0].type, Sealed):
        return [None if value is None else STARS for value in (old, new)]
    if attribute.key in _PARTLY:
        return [masked(value, 3, 3) or None for value in (old, new)]
    return [_plain(old), _plain(new)]


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        value = value.value
    if isinstance(value, str):
        return value if len(value) <= _LONGEST else value[:_LONGEST] + "…"
    if isinstance(value, (dt.date, Decimal)):
        return str(value)
    return value


def _members(row: Any, key: str) -> dict[str, Any]:
    """A change in a list of related rows, by name; of sensitive ones the name is not kept."""
    history = inspect(row).attrs[key].history
    if not history.has_changes():
        return {}
    old, new = ([*history.unchanged, *rows] for rows in (history.deleted, history.added))
    return {key: [_names(old), _names(new)]}


def _names(rows: list[Any]) -> str:
    return "、".join(sorted(STARS if getattr(row, "sensitive", False) else label_of(row) for row in rows))


def _with_names(session: Session, mapper: Any, changes: dict[str, Any]) -> dict[str, Any]:
    """Names in place of the numbers of related rows."""
    for column, relation in _relations(mapper).items():
        if column in changes:
            model = mapper.relationships[relation].mapper.class_
            changes[relation] = [_name_of(session, model, value) for value in changes.pop(column)]
    return changes


def _name_of(session: Session, model: type[Any], identity: Any) -> Any:
    if identity is None:
        return None
    row = session.get(model, identity)
    return f"编号 {identity}" if row is None else label_of(row)
