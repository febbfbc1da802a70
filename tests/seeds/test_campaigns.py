"""Whom a campaign visits, with which checklist, and who is telephoned."""

import datetime as dt
from typing import Any

import pytest
from pydantic import ValidationError

from seeds.sections.campaigns import Campaign

DAY = dt.date(2026, 3, 1)
OBJECTS: list[dict[str, Any]] = [
    {"key": "old", "name": "老人", "subject": "resident", "care": ["living_alone"], "checklist": "care"},
    {"key": "homes", "name": "其余住户", "subject": "household", "remaining": True},
]


def campaign(**parts: Any) -> Campaign:
    base = {
        "key": "spring",
        "name": "春季走访",
        "starts_on": DAY,
        "ends_on": DAY,
        "objects": OBJECTS,
        "checklist": "look",
    }
    return Campaign.model_validate({**base, **parts})


def problem(**parts: Any) -> str:
    with pytest.raises(ValidationError) as refused:
        campaign(**parts)
    return str(refused.value)


def test_an_object_may_have_a_checklist_of_its_own() -> None:
    assert campaign().checklist_for("old") == "care"
    assert campaign().checklist_for("homes") == "look"
    with pytest.raises(KeyError):
        campaign().checklist_for("nobody")


def test_one_telephone_rule_may_be_written_without_a_list() -> None:
    assert campaign(telephone={"required": True}) == campaign(telephone=[{"required": True}])


def test_the_rule_for_all_serves_those_that_no_other_names() -> None:
    found = campaign(telephone=[{"objects": ["old"], "required": True}, {"counts": False}])
    named, others = found.telephone_for("old"), found.telephone_for("homes")
    assert named
    assert named.required
    assert others
    assert not others.counts
    assert campaign(telephone=[{"objects": ["old"]}]).telephone_for("homes") is None


@pytest.mark.parametrize(("parts", "said"), [
    ({"telephone": [{"objects": ["old"]}, {"objects": ["old", "homes"]}]}, "走访对象“old”写进了几条 telephone"),
    ({"telephone": [{"required": True}, {"counts": False}]}, "只能有一条 telephone 不写 objects"),
    ({"objects": [OBJECTS[1], {**OBJECTS[1], "key": "rest"}]}, "只能有一项写 remaining"),
    ({"objects": [{**OBJECTS[1], "care": ["living_alone"]}]}, "remaining: true（其余的）不能与"),
    ({"objects": [{**OBJECTS[1], "chosen": True}]}, "remaining: true（其余的）不能与"),
])  # fmt: skip
def test_what_contradicts_itself_is_named(parts: dict[str, Any], said: str) -> None:
    assert said in problem(**parts)
