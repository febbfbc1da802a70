"""What a profile may say is no longer than the columns it is written to."""

from typing import Any

import pytest

from portal.assessments.models import AssessmentIndicator, AssessmentScheme
from portal.grids.models import Grid, GridLevel
from portal.households.models import CareCategory
from portal.issues.models import Department, IssueCategory
from portal.plans.models import PlanVersion
from seeds.json_schema import json_schema

STORED: list[tuple[str, str, Any]] = [
    ("Meta", "title", PlanVersion.title), ("Level", "short", GridLevel.name), ("Area", "name", Grid.name),
    ("CareCategory", "name", CareCategory.name), ("CareGroup", "name", CareCategory.group), ("Department", "name", Department.name),
    ("IssueCategory", "name", IssueCategory.name), ("IssueCategory", "name", IssueCategory.group),
    ("AssessmentScheme", "name", AssessmentScheme.name), ("Indicator", "name", AssessmentIndicator.name),
    ("Indicator", "standard", AssessmentIndicator.basis),
]  # fmt: skip


@pytest.mark.parametrize(("section", "key", "column"), STORED, ids=[f"{section}.{key}" for section, key, _ in STORED])
def test_every_text_of_a_profile_fits_its_column(section: str, key: str, column: Any) -> None:
    longest = json_schema()["definitions"][section]["properties"][key]["maxLength"]
    assert longest <= (column.type.length or longest)
