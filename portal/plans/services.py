"""Applying a profile, and reading the one in force. Services take a session, flush, and never commit."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.assessments.models import AssessmentIndicator, AssessmentScheme
from portal.foundation.clock import now
from portal.foundation.constraints import refusal_for
from portal.foundation.errors import Refusal
from portal.grids.models import GridLevel
from portal.households.models import CareCategory
from portal.issues.models import Department, IssueCategory
from portal.plans.current import version_changed, version_in_force
from portal.plans.models import PlanVersion
from seeds.loading import parse_profile
from seeds.schema import Profile
from seeds.sections.assessment import AssessmentScheme as SchemeSection


def apply_profile(session: Session, text: str, source: Path) -> Profile:
    """Write what a profile says to the tables it governs and make it the profile in force; twice changes nothing.

    What the town has entered itself under the same name becomes part of the profile. `source` only names the file in messages.
    Raises `seeds.problems.ProfileError` with every fault at once, `Refusal` when the town's own entries stand against it.
    """
    profile = parse_profile(text, source)
    try:
        _apply_all(session, profile, text)
    except IntegrityError as error:
        found = refusal_for(error)
        reason = f":{found.message}" if found else ""
        raise Refusal(f"方案「{profile.meta.title}」与库中已有的层级、部门或类别冲突{reason}") from error
    return profile


def _apply_all(session: Session, profile: Profile, text: str) -> None:
    _apply_levels(session, profile)
    _apply_departments(session, profile)
    _apply_care(session, profile)
    _apply_categories(session, profile)
    for scheme in profile.assessment_schemes:
        _apply_scheme(session, scheme)
    _remember(session, profile, text)
    session.flush()


def _remember(session: Session, profile: Profile, text: str) -> None:
    digest, newest = hashlib.sha256(text.encode()).hexdigest(), version_in_force(session)
    if newest is not None and newest.digest == digest:
        return
    last = session.scalar(select(func.max(PlanVersion.number)).where(PlanVersion.key == profile.meta.id)) or 0
    after = newest.applied_at + dt.timedelta(seconds=1) if newest else now()
    session.add(PlanVersion(
        key=profile.meta.id, number=last + 1, title=profile.meta.title, content=text, resolved=text, digest=digest,
        applied_at=max(now(), after),
    ))  # fmt: skip
    session.flush()
    version_changed(session)


def _apply_levels(session: Session, profile: Profile) -> None:
    stored = _stored(session, GridLevel, "key", {level.key for level in profile.levels})
    for level in profile.levels:
        values = {"key": level.key, "rank": level.rank, "name": level.short, "visits": level.visits}
        _put(session, stored(level.key, level.short), values)


def _apply_departments(session: Session, profile: Profile) -> None:
    stored = _stored(session, Department, "code", {department.code for department in profile.departments})
    for department in profile.departments:
        _put(session, stored(department.code, department.name), {"code": department.code, "name": department.name})


def _apply_care(session: Session, profile: Profile) -> None:
    stored = _stored(session, CareCategory, "code", {category.code for category in profile.care_categories})
    groups = {group.key: group.name for group in profile.care_groups}
    for category in profile.care_categories:
        values = {
            "code": category.code, "name": category.name, "group": groups[category.group], "sensitive": category.sensitive,
        }  # fmt: skip
        _put(session, stored(category.code, category.name), values)


def _apply_categories(session: Session, profile: Profile) -> None:
    """Leaves of the category tree become categories, named in the group of their parent."""
    session.flush()
    stored, departments = _by(session, IssueCategory, "code"), _by(session, Department, "code")
    by_code = {category.code: category for category in profile.casework.categories}
    parents = {category.parent for category in profile.casework.categories}
    for category in profile.casework.categories:
        if category.code in parents:
            continue
        limit = profile.casework.limit_for(category.code)
        department = departments.get(category.department or "")
        values = {
            "name": category.name, "group": by_code[category.parent].name if category.parent else "",
            "limit_days": limit.working_days or 0, "department_id": department.id if department else None,
        }  # fmt: skip
        _put(session, stored.get(category.code) or IssueCategory(code=category.code), values)


def _apply_scheme(session: Session, section: SchemeSection) -> None:
    scheme = session.scalars(select(AssessmentScheme).where(AssessmentScheme.code == section.key)).one_or_none()
    excellent, good, passing = (Decimal(str(grade.minimum)) for grade in section.grades[:3])
    scheme = scheme or AssessmentScheme(code=section.key)
    _put(session, scheme, {"name": section.name, "excellent_from": excellent, "good_from": good, "pass_from": passing})
    kept = {indicator.name: indicator for indicator in scheme.indicators}
    for position, item in enumerate(section.indicators, 1):
        values = {
            "position": position, "basis": item.standard, "source": item.source,
            "weight": Decimal(str(item.weight)), "full_score": Decimal(str(item.full_score)),
        }  # fmt: skip
        indicator = kept.get(item.name) or AssessmentIndicator(name=item.name, scheme=scheme)
        _put(session, indicator, values)


def _by(session: Session, model: Any, key: str) -> dict[str, Any]:
    rows: Iterable[Any] = session.scalars(select(model))
    return {getattr(row, key): row for row in rows}


def _stored(session: Session, model: Any, key: str, keys: set[str]) -> Callable[[str, str], Any]:
    """(key, name) -> the row with that key, else one with that name that the profile does not know by another key, else a new one."""
    by_key = _by(session, model, key)
    by_name = {row.name: row for row in by_key.values() if getattr(row, key) not in keys}
    return lambda wanted, name: by_key.get(wanted) or by_name.get(name) or model()


def _put(session: Session, row: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
    session.add(row)
