"""Changing single values in the text of a profile: everything else, comments and layout too, stays as it was written.

A path names keys, positions, and rows by their key or code (`"@police"`): ("departments", "@police", "name")."""

from typing import Any

import yaml

Path = tuple[str | int, ...]
_IDENTITIES = ("key", "code")
_CODED = frozenset({"areas", "departments", "care_categories", "categories"})
"""Lists whose rows are told apart by their code; those of all others by their key."""


def set_value(text: str, path: Path, value: Any) -> str:
    """The text with `value` at `path`. What the path lacks is added: a key to a mapping, a row to the end of a list.

    Raises ValueError in Chinese when the path leads through something else."""
    root = _compose(text)
    node, rest = _follow(root, path)
    if not rest:
        return _replaced(text, node, value)
    if isinstance(node, yaml.MappingNode) and isinstance(rest[0], str) and not rest[0].startswith("@"):
        return _with_key(text, node, rest[0], _wrapped(rest[1:], value, rest[0]))
    if isinstance(node, yaml.SequenceNode) and isinstance(rest[0], str):
        name = path[len(path) - len(rest) - 1] if len(path) > len(rest) else ""
        (row,) = _wrapped(rest, value, name)
        return _with_row(text, node, row)
    raise ValueError(f"方案原文里没有 {_spelled(path)}，请在“修改全文”里改")


def append_row(text: str, path: Path, row: dict[str, Any]) -> str:
    """The text with a row at the end of the list at `path`, which is made where it is missing."""
    node, rest = _follow(_compose(text), path)
    if rest:
        return set_value(text, path, [row])
    if not isinstance(node, yaml.SequenceNode):
        raise ValueError(f"{_spelled(path)} 不是列表，请在“修改全文”里改")
    return _with_row(text, node, row)


def remove_value(text: str, path: Path) -> str:
    """The text without the key or row at `path`. A row that the text does not have, because it is inherited, is marked as removed."""
    node, rest = _follow(_compose(text), path)
    if rest:
        return set_value(text, (*path, "remove"), True) if str(path[-1]).startswith("@") else text
    above, _ = _follow(_compose(text), path[:-1])
    if isinstance(above, yaml.SequenceNode) and len(above.value) == 1:
        return _replaced(text, above, [])
    start = node.start_mark.index
    if isinstance(above, yaml.MappingNode):
        start = next(key.start_mark.index for key, value in above.value if value.start_mark.index == start)
    return _cut(text, start, _end(text, node), bool(above.flow_style))


def flow(value: Any) -> str:
    """A value on one line."""
    written: str = yaml.safe_dump([value], allow_unicode=True, default_flow_style=True, width=10**9, sort_keys=False)
    return written.strip()[1:-1]


def _compose(text: str) -> yaml.Node:
    found: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    if found is None:
        raise ValueError("方案内容是空的")
    return found


def _follow(node: yaml.Node, path: Path) -> tuple[Any, Path]:
    """The deepest node along the path, and the steps that are missing below it."""
    for position, step in enumerate(path):
        below = _below(node, step)
        if below is None:
            return node, path[position:]
        node = below
    return node, ()


def _below(node: yaml.Node, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if not isinstance(node, yaml.SequenceNode):
        return None
    if isinstance(step, int):
        return node.value[step] if step < len(node.value) else None
    return next((row for row in node.value if _identity(row) == step.removeprefix("@")), None)


def _identity(row: yaml.Node) -> str | None:
    pairs = row.value if isinstance(row, yaml.MappingNode) else []
    return next((value.value for key, value in pairs if key.value in _IDENTITIES), None)


def _wrapped(rest: Path, value: Any, name: str | int) -> Any:
    """The value inside the mappings and rows that the rest of the path names; `name`: of the step before."""
    if not rest:
        return value
    step, inner = rest[0], _wrapped(rest[1:], value, rest[0])
    if not (isinstance(step, str) and step.startswith("@")):
        return {step: inner}
    return [{"code" if name in _CODED else "key": step[1:], **inner}]


def _end(text: str, node: yaml.Node) -> int:
    """Where a value really ends: blocks claim the space and the comments behind them too."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(text, last[1] if isinstance(last, tuple) else last)
    start, end = node.start_mark.index, node.end_mark.index
    return start + len(text[start:end].rstrip())


def _replaced(text: str, node: yaml.Node, value: Any) -> str:
    start, end = node.start_mark.index, _end(text, node)
    block = isinstance(node, yaml.SequenceNode) and not node.flow_style and value
    separator = "\n" + " " * node.start_mark.column
    written = separator.join(f"- {flow(each)}" for each in value) if block else flow(value)
    return text[:start] + written + text[end:]


def _with_key(text: str, node: yaml.MappingNode, key: str, value: Any) -> str:
    written = f"{key}: {flow(value)}"
    if node.flow_style:
        return _in_brackets(text, node, written)
    return _on_a_line(text, _end(text, node), node.start_mark.column, written)


def _with_row(text: str, node: yaml.SequenceNode, row: dict[str, Any]) -> str:
    if node.flow_style:
        return _in_brackets(text, node, flow(row))
    return _on_a_line(text, _end(text, node), node.start_mark.column, f"- {flow(row)}")


def _in_brackets(text: str, node: yaml.CollectionNode, written: str) -> str:
    close = _end(text, node) - 1
    head = text[:close].rstrip().removesuffix(",")
    return head + (", " if node.value else "") + written + text[close:]


def _on_a_line(text: str, end: int, column: int, written: str) -> str:
    line_end = text.find("\n", end)
    at = len(text) if line_end < 0 else line_end
    return text[:at] + "\n" + " " * column + written + text[at:]


def _cut(text: str, start: int, end: int, in_brackets: bool) -> str:
    if in_brackets:
        before, behind = text[:start].rstrip(), text[end:].lstrip()
        if before.endswith(","):
            return before.removesuffix(",") + text[end:]
        return before + behind.removeprefix(",").lstrip()
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    return text[:line_start] + (text[line_end + 1 :] if line_end >= 0 else "")


def _spelled(path: Path) -> str:
    return ".".join(str(step).removeprefix("@") for step in path)
