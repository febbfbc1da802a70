"""A scheme and those that it took the place of: one lineage, known by the stem of their codes."""

from __future__ import annotations

import hashlib

from sqlalchemy import ColumnElement, or_

from portal.assessments.models import AssessmentScheme
from portal.assessments.rules import SUPERSEDED

_LONGEST = 26
"""So much of a code leaves room in its column for the number of a scheme that was put aside."""


def stem(code: str) -> str:
    """What the codes of a lineage have in common: the key of the profile, with a digest in place of its end where it is long."""
    first = code.partition(SUPERSEDED)[0]
    if first != code or len(code) <= _LONGEST:
        return first
    return f"{code[: _LONGEST - 9]}~{hashlib.sha256(code.encode()).hexdigest()[:8]}"


def put_aside_as(code: str, number: int) -> str:
    """The code under which a scheme is kept when another takes its place."""
    return f"{stem(code)}{SUPERSEDED}{number}"


def of_lineage(*codes: str) -> ColumnElement[bool]:
    """As a condition on `AssessmentScheme`: the schemes of these codes and all that they took the place of."""
    stems = [stem(each) for each in codes]
    aside = [AssessmentScheme.code.startswith(f"{each}{SUPERSEDED}", autoescape=True) for each in stems]
    return or_(AssessmentScheme.code.in_([*codes, *stems]), *aside)
