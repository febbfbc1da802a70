"""Homes where somebody, or the home itself, is in a care category."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, select, union_all

from portal.households.models import CareCategory, Resident, household_care, resident_care

_category = CareCategory.__table__
_resident = Resident.__table__
CODE, SENSITIVE = _category.c.code, _category.c.sensitive


def homes_in_care(condition: ColumnElement[bool]) -> CompoundSelect[Any]:
    """The ids of homes in care categories that meet a condition on `CODE` or `SENSITIVE`, as a subquery."""
    people = (
        select(_resident.c.household_id)
        .join(resident_care, resident_care.c.resident_id == _resident.c.id)
        .join(_category, resident_care.c.care_category_id == _category.c.id)
        .where(condition)
    )
    homes = (
        select(household_care.c.household_id)
        .join(_category, household_care.c.care_category_id == _category.c.id)
        .where(condition)
    )
    return union_all(people, homes)
