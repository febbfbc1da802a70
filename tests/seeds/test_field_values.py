"""What a field is given from outside may be of any type and size; it is judged, never stumbled over."""

from __future__ import annotations

from typing import Any

import pytest

from seeds.sections.fields import CustomField

OPTIONS = [{"key": "rice", "name": "水稻"}]


@pytest.mark.parametrize(
    ("kind", "value", "problem"),
    [
        ("integer", 10**400, "太大，请核对"), ("integer", -(10**16), "太大，请核对"), ("integer", True, "应为整数"),
        ("decimal", float("nan"), "应为数字"), ("decimal", float("inf"), "太大，请核对"), ("decimal", {}, "应为数字"),
        ("choices", [{}], "应从这些里选：水稻"), ("choices", [["rice"]], "应从这些里选：水稻"), ("choices", "rice", "应从这些里选：水稻"),
        ("choice", {"key": "rice"}, "应从这些里选：水稻"), ("date", 20260301, "应为 2026-03-01 这样的日期"),
        ("text", ["文字"], "应为文字"), ("boolean", "是", "应为是或否"),
    ],
)  # fmt: skip
def test_what_no_field_holds_is_named(kind: Any, value: Any, problem: str) -> None:
    options = OPTIONS if kind in ("choice", "choices") else []
    field = CustomField.model_validate({"key": "a", "name": "甲", "kind": kind, "options": options})
    assert field.problem_with(value) == problem
