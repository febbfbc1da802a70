"""Validation errors of pydantic, as Chinese sentences that say what was expected."""

from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from seeds.references import Path
from seeds.schema import Profile

_EXPECTATIONS = {
    "missing": "缺少这一项，必须填写",
    "string_type": "应为文字；数字编码请加引号",
    "int_type": "应为整数",
    "int_from_float": "应为整数",
    "float_type": "应为数字",
    "bool_type": "应为 true 或 false",
    "tuple_type": "应为列表（每项一行，以“- ”开头）",
    "model_type": "应为一组“键: 值”",
    "too_short": "至少要有 {min_length} 项，现有 {actual_length} 项",
    "too_long": "最多 {max_length} 项，现有 {actual_length} 项",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "应不小于 {ge}",
    "less_than": "应小于 {lt}",
    "less_than_equal": "应不大于 {le}",
    "invalid_key": "键应为文字，请加引号",
    "finite_number": "应为有限的数字",
}


def expectation_of(error: ErrorDetails) -> str:
    """One error as a sentence without its place."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error":
        choices = str(context["expected"]).replace(" or ", "、").replace(", ", "、").replace("'", "")
        return f"应为以下之一：{choices}"
    if kind == "extra_forbidden":
        return f"不认识的项，请检查拼写；这里可写：{'、'.join(fields_at(error['loc'][:-1]))}"
    return _EXPECTATIONS.get(kind, "写法不对").format(**context)


def fields_at(path: Path) -> list[str]:
    """Names a mapping at `path` of a profile may contain; empty when the path leads nowhere."""
    model: type[BaseModel] | None = Profile
    for step in path:
        if isinstance(step, str) and model is not None:
            field = model.model_fields.get(step)
            model = _model_in(field.annotation) if field else None
    return list(model.model_fields) if model else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
