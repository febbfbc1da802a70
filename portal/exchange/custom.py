"""Fields of a town's own on sheets: as columns, and their values from cells and back. Sensitive ones never leave the portal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from portal.exchange.sheet import Field, Kind
from portal.plans.custom import met_in
from seeds.sections.fields import CustomField

_KINDS: dict[str, Kind] = {"long_text": "text"}
_LONGEST = {"text": 100, "long_text": 1000}


def columns(fields: Iterable[CustomField], repeats: bool = False, before: str = "") -> tuple[Field, ...]:
    """The columns of these fields, keyed by attribute (`x_<key>`); `before`: what tells an inner record's keys from the outer's."""
    made = ((each.attribute, _column(each)) for each in on_sheets(fields))
    return tuple(replace(column, key=before + attribute, repeats=repeats) for attribute, column in made)


def on_sheets(
    fields: Iterable[CustomField], areas: Mapping[str, str] | None = None, paths: Sequence[str] | None = None
) -> tuple[CustomField, ...]:
    """The fields that stand on sheets: what is only kept is not asked any more. `paths`: of the grids that the person keeps (None:
    all); fields of `areas` elsewhere are left out."""
    asked = (each for each in fields if not each.sensitive and not each.retired)
    return tuple(each for each in asked if paths is None or met_in(each, areas or {}, paths))


def _column(each: CustomField) -> Field:
    kind: Kind = _KINDS.get(each.kind, each.kind)  # type: ignore[arg-type]
    return Field(
        each.attribute, each.label, kind, options=tuple((option.key, option.name) for option in each.options),
        longest=each.longest or _LONGEST.get(each.kind), minimum=_bound(each.minimum), maximum=_bound(each.maximum),
        note=each.hint or "", source="profile",
    )  # fmt: skip


def stored(
    fields: Iterable[CustomField], extra: Mapping[str, Any], given: Mapping[str, Any], before: str = ""
) -> dict[str, Any]:
    """`extra` with the values of these cells in it."""
    made = dict(extra)
    for each in fields:
        if before + each.attribute not in given:
            continue
        made.pop(each.key, None)
        value = _json(given[before + each.attribute])
        if value is not None and value != [] and value != "":
            made[each.key] = value
    return made


def shown(fields: Iterable[CustomField], extra: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """The cells of these fields."""
    return {before + each.attribute: _cell(each, extra.get(each.key)) for each in fields}


def _bound(number: float | None) -> Decimal | None:
    return None if number is None else Decimal(str(number))


def _json(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return list(value) if isinstance(value, tuple) else value


def _cell(each: CustomField, value: Any) -> Any:
    if value is None or value == []:
        return None
    if each.kind == "date":
        return dt.date.fromisoformat(value)
    if each.kind == "decimal":
        return Decimal(str(value))
    return tuple(value) if isinstance(value, list) else value
