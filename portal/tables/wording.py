"""Keys of the plan in the plan's words; what it no longer knows, in the portal's."""

from __future__ import annotations

from typing import Any

from portal.assessments.models import Assessment
from portal.assessments.sections import grade_name, named
from portal.issues.models import Issue
from portal.issues.rules import Outcome, Stage
from portal.plans.custom import custom_fields
from portal.tables.work import Work
from reports.ledgers import Cell
from seeds.schema import Profile
from seeds.sections.tables import FIELDS_OF


def state_of(profile: Profile, issue: Issue) -> str:
    """Where an issue stands, as the plan's workflow calls it."""
    state = profile.casework.workflow.state(issue.state)
    return state.name if state else Stage.label_of(issue.stage)


def class_of(profile: Profile, key: str | None) -> str:
    """The name of a class of issues."""
    return next((each.name for each in profile.casework.classes if each.key == key), "")


def outcome_of(profile: Profile, key: str | None) -> str:
    """How an issue ended, as the plan calls it."""
    named = next((each.name for each in profile.casework.outcomes if each.key == key), None)
    return named or (Outcome.label_of(key) if key else "")


def source_of(profile: Profile, key: str) -> str:
    """The way by which an issue came in."""
    return next((each.name for each in profile.casework.sources if each.key == key), key)


def unit_kind_of(profile: Profile, key: str) -> str:
    """A kind of establishment."""
    return next((each.name for each in profile.establishment_kinds if each.key == key), key)


def grid_kind_of(profile: Profile, key: str) -> str:
    """A kind of grid."""
    found = profile.kind_named(key)
    return found.name if found else key


def custom_value(work: Work, records: dict[str, Any], key: str) -> Cell:
    """A field of the town's own as it reads, of the first of these records whose fields have it. Sensitive ones stay away."""
    for subject in FIELDS_OF.get(work.table.subject, ()):
        field = next((each for each in custom_fields(work.session, subject, retired=True) if each.key == key), None)
        record = records.get(subject)
        if field is not None:
            value = (record.extra or {}).get(key) if record is not None else None
            return None if field.sensitive else field.shown(value)
    return None


def grade_of(work: Work, result: Assessment) -> str:
    """The grade as the plan calls it."""
    return grade_name(named(work.profile, result.scheme), result.grade)
