"""Applying a profile: what it says, once; nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.assessments.models import AssessmentIndicator, AssessmentScheme
from portal.foundation.errors import Refusal
from portal.grids.models import GridLevel
from portal.households.models import CareCategory
from portal.issues.models import Department, IssueCategory
from portal.plans.current import profile_in_force
from portal.plans.models import PlanVersion
from portal.plans.services import apply_profile
from seeds.loading import available_profiles
from seeds.problems import ProfileError

GOVERNED = (GridLevel, Department, CareCategory, IssueCategory, AssessmentScheme, AssessmentIndicator, PlanVersion)
SOURCE = available_profiles()["longcheng"]
TEXT = SOURCE.read_text(encoding="utf-8")


def rows(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that a profile governs."""
    session.flush()
    tables = [model.__table__ for model in GOVERNED]
    return {table.name: [tuple(row) for row in session.execute(select(table).order_by(table.c.id))] for table in tables}


@pytest.fixture
def applied(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """All rows after the profile was applied once."""
    apply_profile(session, TEXT, SOURCE)
    return rows(session)


def test_a_profile_fills_every_table_it_governs(session: Session, applied: dict[str, list[tuple[Any, ...]]]) -> None:
    assert all(applied.values())
    assert profile_in_force(session).meta.id == "longcheng"


def test_applying_it_again_changes_no_row(session: Session, applied: dict[str, list[tuple[Any, ...]]]) -> None:
    apply_profile(session, TEXT, SOURCE)
    assert rows(session) == applied


def test_another_text_changes_only_what_differs(session: Session, applied: dict[str, list[tuple[Any, ...]]]) -> None:
    changed = TEXT.replace("name: 残疾人,", "name: 残障人士,", 1)
    assert changed != TEXT
    apply_profile(session, changed, SOURCE)
    after = rows(session)
    differing = {table for table in applied if after[table] != applied[table]}
    assert differing == {"care_category", "plan_version"}
    assert sum(one != two for one, two in zip(applied["care_category"], after["care_category"], strict=True)) == 1


def test_what_the_town_added_itself_stays(session: Session, applied: dict[str, list[tuple[Any, ...]]]) -> None:
    session.add(Department(code="own", name="本镇自设部门", phone="0557-5021234"))
    before = rows(session)
    apply_profile(session, TEXT, SOURCE)
    assert rows(session) == before


def test_what_the_town_entered_under_the_same_name_is_taken_over(session: Session) -> None:
    own = session.scalars(select(CareCategory).where(CareCategory.name == "独居老人")).one()
    assert own.code == "alone"
    apply_profile(session, TEXT, SOURCE)
    session.refresh(own)
    assert (own.code, own.name) == ("living_alone", "独居老人")


def test_what_stands_against_a_profile_is_told(session: Session, applied: dict[str, list[tuple[Any, ...]]]) -> None:
    level = session.scalars(select(GridLevel).where(GridLevel.key == "town")).one()
    level.key, level.name = "own", "自设层"
    session.flush()
    with pytest.raises(Refusal, match="冲突"):
        apply_profile(session, TEXT, SOURCE)


def test_the_profile_applied_last_is_in_force(session: Session, applied: dict[str, list[tuple[Any, ...]]]) -> None:
    other = TEXT.replace("id: longcheng", "id: other", 1)
    apply_profile(session, other, Path("other.yaml"))
    assert profile_in_force(session).meta.id == "other"
    apply_profile(session, TEXT, SOURCE)
    assert profile_in_force(session).meta.id == "longcheng"


def test_without_a_profile_a_person_is_told_what_to_do(session: Session) -> None:
    session.execute(delete(PlanVersion))
    with pytest.raises(Refusal, match="还没有应用实施方案"):
        profile_in_force(session)


def test_a_faulty_profile_changes_nothing(session: Session, applied: dict[str, list[tuple[Any, ...]]]) -> None:
    with pytest.raises(ProfileError) as caught:
        apply_profile(session, TEXT.replace("meta:", "mets:", 1), Path("town.yaml"))
    assert all("town.yaml" in str(problem) for problem in caught.value.problems)
    assert rows(session) == applied


@pytest.mark.parametrize("key", sorted(available_profiles()))
def test_every_profile_that_comes_with_the_portal_can_be_applied_twice(key: str, emptied: Session) -> None:
    path = available_profiles()[key]
    text = path.read_text(encoding="utf-8")
    apply_profile(emptied, text, path)
    before = rows(emptied)
    assert all(before[model.__tablename__] for model in (GridLevel, IssueCategory, PlanVersion))
    apply_profile(emptied, text, path)
    assert rows(emptied) == before
