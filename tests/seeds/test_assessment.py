"""What a profile may say of assessments: judges, caps, signatures, load; and what contradicts itself."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from seeds.loading import available_profiles, load_profile
from seeds.sections.assessment import AssessmentScheme

GRADES = [{"key": "pass", "name": "合格", "minimum": 60.0}, {"key": "fail", "name": "不合格", "minimum": 0.0}]
VISITS = {"key": "visits", "name": "走访", "standard": "到户", "weight": 100.0, "source": "visit_rate"}


def scheme(indicator: dict[str, Any] | None = None, **values: Any) -> AssessmentScheme:
    return AssessmentScheme.model_validate({
        "key": "year", "name": "年度考核", "subject": "member", "period": "year", "indicators": [{**VISITS, **(indicator or {})}],
        "grades": GRADES, **values,
    })  # fmt: skip


def test_what_is_not_said_has_its_default() -> None:
    made = scheme()
    assert (made.appeal_days, made.signers, made.fairness, made.indicators[0].ceiling) == (5, (), None, 100)
    assert made.indicators[0].judged == ()


@pytest.mark.parametrize(
    ("indicator", "said"),
    [
        ({"source": "manual", "judged_by": "head", "judges": [{"judge": "village", "share": 100.0}]}, "只写一个"),
        ({"source": "manual", "judges": [{"judge": "village", "share": 60.0}]}, "应为 100"),
        ({"source": "manual", "judges": [{"judge": "village", "share": 50.0}] * 2}, "只写一次"),
        ({"judged_by": "head"}, "只能写 residents"),
        ({"most": 100.5}, "满分"),
        ({"least": 50.0, "most": 40.0}, "least 不大于 most"),
    ],
)
def test_an_indicator_that_contradicts_itself(indicator: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        scheme(indicator)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"level": "village"}, "只用于考核网格"),
        ({"signers": ["head", "head"]}, "只写一次"),
        ({"grades": [GRADES[0], {**GRADES[1], "share": 10.0}]}, "最后一档不能限比例"),
        ({"fairness": {"indicators": ["closing"]}}, "没有：closing"),
        ({"fairness": {"per_household": 0.0}}, "不能都是 0"),
    ],
)
def test_a_scheme_that_contradicts_itself(values: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        scheme(**values)


@pytest.mark.parametrize("key", available_profiles())
def test_every_plan_says_who_signs(key: str) -> None:
    profile = load_profile(available_profiles()[key])
    assert all(each.signers for each in profile.assessment_schemes)
