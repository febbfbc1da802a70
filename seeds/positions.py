"""YAML text to plain data, remembering the line of every key."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from seeds.references import Finding, Path


class PlainLoader(yaml.SafeLoader):
    """Leaves dates as text, so that the schema reports an impossible one with its line; refuses anchors and aliases,
    with which a small file could unfold without end."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]
        if getattr(event, "anchor", None):
            raise YamlError(_line(event.start_mark), "不支持锚点和引用（& 和 *），请把内容写全")
        return super().compose_node(parent, index)


PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if tag != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class YamlError(ValueError):
    """The text is not YAML we accept; `line` counts from 1, 0 when unknown. The message is Chinese."""

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        super().__init__(message)


@dataclass(frozen=True)
class Document:
    """Plain data, the line of every path in it, and keys written twice."""

    data: Any
    lines: dict[Path, int]
    repeated: list[Finding]

    def line_of(self, path: Path) -> int:
        """Line of `path` or of its nearest ancestor that is written in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)


def read_document(text: str) -> Document:
    """Parse one YAML document.

    Raises YamlError for bad syntax, anchors and aliases, deep nesting."""
    try:
        loader = PlainLoader(text)
        node = loader.get_single_node()
        if node is None:
            raise YamlError(0, "文件是空的")
        lines: dict[Path, int] = {}
        repeated = list(_walk(node, (), lines))
        return Document(_construct(loader, node), lines, repeated)
    except yaml.MarkedYAMLError as error:
        raise YamlError(_line(error.problem_mark), "YAML 写法有误，请检查缩进、冒号后的空格和引号") from error
    except yaml.YAMLError as error:
        raise YamlError(0, "含有不能用于 YAML 的字符") from error
    except RecursionError as error:
        raise YamlError(0, "嵌套层次过深") from error


def _construct(loader: PlainLoader, node: yaml.Node) -> Any:
    try:
        return loader.construct_document(node)
    except ValueError as error:
        # Python refuses to read integers of thousands of digits and does not say where they stand.
        raise YamlError(0, "含有过长的数字，编码请加引号") from error


def _line(mark: Any) -> int:
    # The stubs name two unrelated mark classes.
    return int(mark.line) + 1 if mark else 0


def _walk(node: yaml.Node, path: Path, lines: dict[Path, int]) -> Iterator[Finding]:
    lines.setdefault(path, _line(node.start_mark))
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _walk(item, (*path, index), lines)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise YamlError(_line(key.start_mark), "键应为文字，不能是列表或另一组键")
            here = (*path, key.value)
            lines[here] = _line(key.start_mark)
            if key.value in seen:
                yield Finding(here, "这个键写了两次，只能保留一处")
            seen.add(key.value)
            yield from _walk(value, here, lines)
