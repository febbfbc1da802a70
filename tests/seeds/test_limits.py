"""A time limit is one of three things, and reads like it."""

import pytest
from pydantic import ValidationError

from seeds.sections.limits import TimeLimit


def test_limits_read_as_people_say_them() -> None:
    assert TimeLimit(working_days=5).text == "5 个工作日"
    assert TimeLimit(hours=24).text == "24 小时"
    assert TimeLimit(at_once=True).text == "立即"


@pytest.mark.parametrize("parts", [{}, {"working_days": 1, "hours": 2}, {"hours": 2, "at_once": True}])
def test_exactly_one_is_written(parts: dict[str, int | bool]) -> None:
    with pytest.raises(ValidationError, match="三者只写其一"):
        TimeLimit.model_validate(parts)


@pytest.mark.parametrize("hours", [0, 721])
def test_hours_have_their_bounds(hours: int) -> None:
    with pytest.raises(ValidationError):
        TimeLimit(hours=hours)
