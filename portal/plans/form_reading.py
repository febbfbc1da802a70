"""From what a person sent in the form to the profile's text: only values that changed are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.foundation.errors import Refusal
from portal.plans.form_layout import Cell, FormPart
from seeds.rewriting import append_row, remove_value, set_value

REMOVE = "remove:"
"""Begins the name of the box that removes a row."""
_HOURS = "小时"
"""Ends a limit in hours; a bare number is working days."""


def shown(cell: Cell) -> str:
    """The value as it stands in its box."""
    value = cell.value
    if value is None or value is False:
        return ""
    match cell.kind:
        case "limit":
            return f"{value['hours']}{_HOURS}" if "hours" in value else str(value.get("working_days", 0))
        case "lines":
            return "\n".join(value)
        case "paragraphs":
            return "\n\n".join(value)
        case "options":
            return "\n".join(f"{key}={name}" for key, name in value)
    return "y" if value is True else str(value)


def rewritten(text: str, parts: list[FormPart], answers: Mapping[str, str]) -> str:
    """The text after all that changed in the form. Raises `Refusal` naming the part and the box that cannot stand."""
    try:
        for part in parts:
            text = _part(text, part, answers)
    except ValueError as error:
        raise Refusal(str(error)) from error
    return text


def _part(text: str, part: FormPart, answers: Mapping[str, str]) -> str:
    for cell in part.fields:
        text = _cell(text, part, cell, answers)
    for row in part.rows:
        if row.path is not None and answers.get(f"{REMOVE}{'/'.join(map(str, row.path))}"):
            text = remove_value(text, row.path)
            continue
        for cell in row.cells:
            text = _cell(text, part, cell, answers)
    for cells in part.blanks:
        text = _new_row(text, part, cells, answers)
    return text


def _cell(text: str, part: FormPart, cell: Cell, answers: Mapping[str, str]) -> str:
    if cell.name not in answers and cell.kind != "check":
        return text
    value = _read(part, cell, answers.get(cell.name, ""))
    if value == (_options(cell.value) if cell.kind == "options" else cell.value):
        return text
    return remove_value(text, cell.path) if value is None else set_value(text, cell.path, value)


def _new_row(text: str, part: FormPart, cells: tuple[Cell, ...], answers: Mapping[str, str]) -> str:
    row = {str(cell.path[-1]): _read(part, cell, answers.get(cell.name, "")) for cell in cells}
    given = {key: value for key, value in row.items() if value is not None and value is not False}
    if not given:
        return text
    first, second = cells[0], cells[1]
    for cell in (first, second):
        if str(cell.path[-1]) not in given:
            raise Refusal(f"{part.name}：新增的一行请填写{cell.label}", cell.name)
    key = given[str(first.path[-1])]
    if any(each.label == key for each in part.rows):
        raise Refusal(f"{part.name}：已有“{key}”，请换一个{first.label}", first.name)
    return append_row(text, part.list_path, given)


def _read(part: FormPart, cell: Cell, answer: str) -> Any:
    """The answer as plain data; None for nothing."""
    answer = answer.replace("\r\n", "\n").strip()
    if cell.kind == "check":
        return bool(answer)
    if not answer:
        if cell.required:
            raise Refusal(f"{part.name}：请填写{cell.label}", cell.name)
        return None
    match cell.kind:
        case "number":
            return _number(part, cell, answer)
        case "limit":
            return _limit(part, cell, answer)
        case "lines":
            return [line.strip() for line in answer.split("\n") if line.strip()]
        case "paragraphs":
            return [_one_line(each) for each in answer.split("\n\n") if each.strip()]
        case "options":
            return _options([_option(part, cell, line) for line in answer.split("\n") if line.strip()])
        case "select":
            return answer if answer in dict(cell.choices) else None
    return _one_line(answer)


def _one_line(text: str) -> str:
    """Lines broken by hand belong together; Chinese has no spaces between them."""
    return "".join(line.strip() for line in text.split("\n"))


def _number(part: FormPart, cell: Cell, answer: str) -> int:
    if not (answer.isascii() and answer.isdigit() and len(answer) < 7):
        raise Refusal(f"{part.name}：{cell.label}应为整数，现为“{answer[:20]}”", cell.name)
    return int(answer)


def _limit(part: FormPart, cell: Cell, answer: str) -> dict[str, Any]:
    """Working days as a bare number, 0 for at once, hours with their unit."""
    if answer.endswith(_HOURS):
        return {"hours": _number(part, cell, answer.removesuffix(_HOURS).strip())}
    days = _number(part, cell, answer)
    return {"working_days": days} if days else {"at_once": True}


def _option(part: FormPart, cell: Cell, line: str) -> tuple[str, str]:
    key, equals, name = line.replace("＝", "=").partition("=")
    if not (equals and key.strip() and name.strip()):
        raise Refusal(f"{part.name}：选项应每行一个，写作 rice=水稻 的样子，现有“{line.strip()[:20]}”", cell.name)
    return key.strip(), name.strip()


def _options(pairs: Any) -> list[dict[str, str]] | None:
    return [{"key": key, "name": name} for key, name in pairs] if pairs else None
