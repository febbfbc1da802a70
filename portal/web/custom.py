"""The fields of a town's own as this request sees them: asked of the profile once, the same to the end of the request."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import g, has_request_context

from portal.foundation.database import db
from portal.foundation.extra import PREFIX, WithExtra
from portal.plans.current import profile_or_none, version_in_force
from portal.plans.custom import area_paths, asked_of, custom_fields, holds_in, met_in
from portal.security.scope import Scope, scope_of
from seeds.sections.fields import SUBJECTS, CustomField


@dataclass(frozen=True)
class Custom:
    """The fields of one kind of record that a person meets. `version`: of the profile, and of what this person meets of it;
    `groups`: base information by key."""

    version: str = ""
    fields: tuple[CustomField, ...] = ()
    groups: tuple[tuple[str, str], ...] = ()

    def named(self, attribute: str) -> CustomField | None:
        """The field behind a column of a screen (`x_<key>`), or None."""
        return self._by_attribute.get(attribute) if attribute.startswith(PREFIX) else None

    @cached_property
    def _by_attribute(self) -> dict[str, CustomField]:
        return {field.attribute: field for field in self.fields}

    @property
    def asked(self) -> list[CustomField]:
        """Those that forms ask for."""
        return [field for field in self.fields if not field.retired]

    @property
    def open(self) -> list[CustomField]:
        """Those that may leave the record's own page, retired ones included."""
        return [field for field in self.fields if not field.sensitive]

    @property
    def listed(self) -> list[CustomField]:
        """The columns of lists and exports."""
        return [field for field in self.open if field.in_list and not field.retired]

    @property
    def searched(self) -> list[CustomField]:
        """The boxes of the search form."""
        return [field for field in self.open if field.in_search and not field.retired]

    def fieldsets(self, fields: list[CustomField], base: list[str]) -> list[tuple[str, dict[str, list[str]]]]:
        """Columns under their headings: the table's own with the fields of no group, then each base information with its fields."""
        loose = [field.attribute for field in fields if field.group not in dict(self.groups)]
        made = [("", {"fields": [*base, *loose]})]
        for key, name in self.groups:
            own = [field.attribute for field in fields if field.group == key]
            made += [(name, {"fields": own})] if own else []
        return made


NONE = Custom()


def custom_of(model: type[Any]) -> Custom:
    """The fields of this kind of record, retired ones included; none outside a request, where screens are only built."""
    if not has_request_context() or not issubclass(model, WithExtra):
        return NONE
    known: dict[str, Custom] = g.setdefault("custom_fields", {})
    table = str(model.__dict__["__tablename__"])
    if table not in known:
        known[table] = _asked_for(table)
    return known[table]


def value_of(item: Any, field: CustomField) -> Any:
    """What a record holds of a field; nothing where its kind is not asked."""
    return getattr(item, field.attribute) if fits(item, field) else None


def fits(item: Any, field: CustomField) -> bool:
    """Whether the field is asked of a record of this kind and level, where it stands."""
    return asked_of(field, getattr(item, "kind", None), level_of(item)) and (
        not field.areas or holds_at(field, path_of(item))
    )


def level_of(item: Any) -> str | None:
    """The key of the level that a grid stands on; None for other records, and while none is chosen."""
    return getattr(getattr(item, "level", None), "key", None)


def holds_at(field: CustomField, path: str | None) -> bool:
    """Whether the field is asked of records in a grid with this path; where there is no grid yet, of all."""
    return holds_in(field, _areas() if field.areas and path is not None else {}, path)


def path_of(item: Any) -> str | None:
    """The path of the grid that a record stands in (of a new grid, of the one above it); None while there is none."""
    if hasattr(item, "path"):
        return item.path or (item.parent.path if item.parent is not None else None)
    holder = getattr(item, "household", item)
    return holder.grid.path if holder is not None and holder.grid is not None else None


def _asked_for(table: str) -> Custom:
    session = db.session()
    version, profile = version_in_force(session), profile_or_none(session)
    if version is None or profile is None:
        return NONE
    groups = tuple((each.key, each.name) for each in profile.base_information)
    fields = custom_fields(session, table, retired=True)
    met = tuple(field for field in fields if not field.areas or _meets(scope_of(session), field))
    left_out = sorted(field.key for field in set(fields) - set(met))
    return Custom(" ".join([version.digest, *left_out]), met, groups)


def _areas() -> dict[str, str]:
    """Official code -> path, for every area that a field of the profile is bound to; asked once a request."""
    known: dict[str, str] | None = g.get("custom_areas") if has_request_context() else None
    if known is None:
        session = db.session()
        known = area_paths(
            session, (field for table in SUBJECTS for field in custom_fields(session, table, retired=True))
        )
        if has_request_context():
            g.custom_areas = known
    return known


def _meets(scope: Scope | None, field: CustomField) -> bool:
    """Whether a person has anything to do with a field that holds in some areas: one of them lies in or above their scope."""
    return scope is None or met_in(field, _areas(), scope.paths)
