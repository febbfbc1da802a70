"""Texts of profiles to apply: 龙城镇 as it comes, and with something changed."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.plans.models import PlanVersion
from portal.plans.services import Blocked, apply_profile
from seeds.loading import available_profiles
from seeds.schema import Profile

SOURCE = available_profiles()["longcheng"]
TEXT = SOURCE.read_text(encoding="utf-8")
_POINTING = ("areas", "teams", "routines", "visit_frequencies", "checklists", "accountability", "tables")


def _plain() -> dict[str, Any]:
    """龙城镇's data without the sections that only point at others: what these tests rename would dangle there."""
    data: dict[str, Any] = yaml.safe_load(TEXT)
    for section in _POINTING:
        data.pop(section, None)
    for section in ("escalation", "revisit"):
        data["casework"].pop(section, None)
    return data


_DATA = _plain()

Change = Callable[[dict[str, Any]], None]


def changed(*changes: Change) -> str:
    """The text of 龙城镇 after these changes to its data."""
    data = copy.deepcopy(_DATA)
    for change in changes:
        change(data)
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


def applied(session: Session, *changes: Change, base: int = -1) -> Profile:
    """Apply 龙城镇 after these changes."""
    return apply_profile(session, changed(*changes), Path("town.yaml"), base)


def row(data: dict[str, Any], *path: str, **wanted: str) -> dict[str, Any]:
    """The row of a list whose key or code is the wanted one: `row(data, "departments", code="police")`."""
    rows: Any = data
    for step in path:
        rows = rows[step]
    ((name, value),) = wanted.items()
    found: dict[str, Any] = next(each for each in rows if each[name] == value)
    return found


def without(*path: str, **wanted: str) -> Change:
    """A change that takes a row away."""

    def change(data: dict[str, Any]) -> None:
        rows: Any = data
        for step in path:
            rows = rows[step]
        rows.remove(row(data, *path, **wanted))

    return change


def with_field(subject: str, **field: Any) -> Change:
    """A change that adds a custom field, or replaces the one with the same key."""

    def change(data: dict[str, Any]) -> None:
        fields = data.setdefault("fields", {}).setdefault(subject, [])
        fields[:] = [each for each in fields if each["key"] != field["key"]] + [field]

    return change


def blocked(session: Session, *changes: Change) -> Blocked:
    """What is said when the changed profile is applied; nothing of it may have happened."""
    before = session.scalar(select(func.count(PlanVersion.id)))
    with pytest.raises(Blocked) as caught:
        applied(session, *changes)
    assert session.scalar(select(func.count(PlanVersion.id))) == before
    return caught.value
