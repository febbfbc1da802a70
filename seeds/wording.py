"""Validation errors of pydantic, as Chinese sentences that say what was expected."""

import difflib
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from seeds.keys import Path
from seeds.labels import model_in
from seeds.schema import Profile

_EXPECTATIONS = {
    "missing": "缺少这一项，必须填写",
    "int_type": "应为整数",
    "int_from_float": "应为整数",
    "int_parsing_size": "数字太大，请改小",
    "float_type": "应为数字",
    "bool_type": "应为 true 或 false",
    "date_type": "日期应写作 2023-10-25 的样子",
    "too_short": "至少要有 {min_length} 项，现有 {actual_length} 项",
    "too_long": "最多 {max_length} 项，现有 {actual_length} 项",
    "greater_than": "应大于 {gt:g}",
    "greater_than_equal": "应不小于 {ge:g}",
    "less_than": "应小于 {lt:g}",
    "less_than_equal": "应不大于 {le:g}",
    "invalid_key": "键应为文字，请加引号",
    "finite_number": "应为有限的数字",
    "string_unicode": "含有无法显示的字符，请删掉后重写",
}
_MAPPING = "应为一组“键: 值”"
_COLON = "；冒号要用英文冒号，后面空一格"


def expectation_of(error: ErrorDetails) -> str:
    """One error as a sentence without its place."""
    kind, context, given = error["type"], error.get("ctx", {}), error.get("input")
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error":
        return _choice(str(context["expected"]), given)
    if kind == "extra_forbidden":
        return _unknown(error["loc"])
    if given is None and kind.endswith("_type"):
        return "写了键却没有内容，请填写或删去这一项"
    special = {
        "string_type": _text,
        "tuple_type": _list,
        "model_type": _mapping,
        "string_too_long": _length,
        "too_long": _length,
    }
    if kind in special:
        return special[kind](given, context)
    return _EXPECTATIONS.get(kind, "写法不对").format(**context)


def fields_at(path: Path) -> list[str]:
    """Names a mapping at `path` of a profile may contain; empty when the path leads nowhere."""
    model: type[BaseModel] | None = Profile
    for step in path:
        if isinstance(step, str) and model is not None:
            field = model.model_fields.get(step)
            model = model_in(field.annotation) if field else None
    return [*(["extends"] if model is Profile else []), *model.model_fields] if model else []


def _choice(expected: str, given: Any) -> str:
    choices = (
        expected.replace(" or ", ", ").replace("'", "").replace("True", "true").replace("False", "false").split(", ")
    )
    near = difflib.get_close_matches(given, choices, 1) if isinstance(given, str) else []
    hint = f"，是不是想写 {near[0]}？" if near else ""
    return f"应为以下之一：{'、'.join(choices)}{hint}" if len(choices) > 1 else f"只能写 {choices[0]}"


def _unknown(path: Path) -> str:
    known, written = fields_at(path[:-1]), str(path[-1])
    if written == "remove":
        return "remove 只用在继承来的行里（本方案要先写 extends）"
    if "：" in written:
        return f"不认识的项{_COLON}"
    near = difflib.get_close_matches(written, known, 1)
    hint = f"，是不是想写 {near[0]}？" if near else "；"
    return f"不认识的项，请检查拼写{hint}这里可写：{'、'.join(known)}"


def _text(given: Any, _context: dict[str, Any]) -> str:
    if isinstance(given, bool):
        return "应为文字；yes、no、on、off、true、false 会被当作“是否”，请加引号"
    if isinstance(given, list):
        return "应为一段文字，不是列表（不要以“- ”开头，也不要用方括号）"
    if isinstance(given, dict):
        return "应为一段文字，不是一组“键: 值”；文字里有英文冒号或花括号时请加引号"
    return "应为文字；数字编码请加引号"


def _list(given: Any, _context: dict[str, Any]) -> str:
    return "应为列表：每项一行，以“- ”开头；只有一项也要这样写"


def _mapping(given: Any, _context: dict[str, Any]) -> str:
    if isinstance(given, list):
        return f"{_MAPPING}，不是列表（前面不要写“- ”）"
    return _MAPPING + (_COLON if isinstance(given, str) and ("：" in given or ":" in given) else "")


def _length(given: Any, context: dict[str, Any]) -> str:
    if isinstance(given, str):
        return f"最多 {context['max_length']} 个字，现有 {len(given)} 个"
    return _EXPECTATIONS["too_long"].format(**context)
