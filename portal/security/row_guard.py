"""Every statement and every flush of a session held to its scope.

Reads: every ORM statement of a session that carries a scope gets the criteria of `row_rules`, in lists, counts, choices, lazy
loads and REST alike. Writes: before a flush, every new, changed or deleted row of a scoped class must be visible, and so must
every row it points to. Core and raw SQL are not covered: code that uses them takes the scope as a parameter.
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import True_, event, inspect, select, true
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.util import LoaderCriteriaOption
from sqlalchemy.sql.visitors import anon_map

from portal.foundation.clock import today
from portal.foundation.errors import OutOfScope
from portal.grids.models import Grid
from portal.security import refusals
from portal.security.row_rules import RULES
from portal.security.scope import Scope, scope_of


class _Shape:
    """Stands for the form of one set of criteria in the keys of SQLAlchemy's cache, and is compared by identity: the full form is
    long, and to walk, hash and compare it with every statement took a fifth of a request."""


_shapes: dict[Any, _Shape] = {}


class _Criteria(LoaderCriteriaOption):
    """Criteria that also hold an alias joined by a condition of its own, as REST joins: there SQLAlchemy 2.1 leaves the criteria on
    the table itself, and the alias would show every row."""

    _traverse_internals = LoaderCriteriaOption._traverse_internals

    @cached_property
    def _form(self) -> tuple[_Shape, list[Any]]:
        """What is equal for all criteria that differ in their values only, and the values."""
        values: list[Any] = []
        full = super()._gen_cache_key(anon_map(), values)
        return _shapes.setdefault(full, _Shape()), values

    def _gen_cache_key(self, _names: Any, values: list[Any]) -> Any:
        shape, own = self._form
        values.extend(own)
        return (shape,)

    def _resolve_where_criteria(self, ext_info: Any) -> Any:
        criteria: Any = super()._resolve_where_criteria(ext_info)
        return ext_info._adapter.traverse(criteria) if ext_info.is_aliased_class else criteria


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
    state.statement = state.statement.options(*_criteria(scope, today()))


@lru_cache(maxsize=512)
def _criteria(scope: Scope, _day: dt.date) -> tuple[_Criteria, ...]:
    """The criteria of all classes, built once for a scope and a day (assignments end): every statement carries them, and building
    them took longer than the statement. A class of which the scope holds every row needs none."""
    found = {model: condition(scope) for model, condition in RULES.items()}
    return tuple(
        _Criteria(model, condition, include_aliases=True, propagate_to_loaders=False)
        for model, condition in found.items()
        if not isinstance(condition, True_)
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
        raise OutOfScope("网格必须有上级网格，且在您的管辖范围内", "parent")


def _must_see(session: Session, model: type[Any], identity: tuple[Any, ...]) -> None:
    own = [column == value for column, value in zip(inspect(model).primary_key, identity, strict=True)]
    with session.no_autoflush:
        seen = session.scalar(select(true()).select_from(model).where(*own))
    if not seen:
        refusals.note(model.__tablename__, identity[0], "越权修改")
        raise OutOfScope("所选数据不在您的管辖范围内，未作任何修改")
