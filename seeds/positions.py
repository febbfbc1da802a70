"""YAML text to plain data, remembering file and line of every key."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from seeds.keys import Path
from seeds.problems import Problem


class YamlError(ValueError):
    """The text is not YAML we accept; `line` counts from 1, 0 when unknown. The message is Chinese."""

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        super().__init__(message)


class PlainLoader(yaml.SafeLoader):
    """Leaves dates as text, so that the schema reports an impossible one with its line; refuses anchors and aliases,
    with which a small file could unfold without end, and tags, which can ask for more than data."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]
        if getattr(event, "anchor", None):
            raise YamlError(_line(event.start_mark), "不支持锚点和引用（& 和 *），请把内容写全，文字请加引号")
        if getattr(event, "tag", None):
            raise YamlError(_line(event.start_mark), "不支持以 ! 开头的标签，文字请加引号")
        return super().compose_node(parent, index)


PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if tag != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class _QuickLoader(yaml.CSafeLoader):
    """libyaml, ten times as fast; what it does not take as it stands is left to `PlainLoader`, which says why."""


_QuickLoader.yaml_implicit_resolvers = PlainLoader.yaml_implicit_resolvers
_TAKEN_DIFFERENTLY = re.compile(r"[\t?\x85\u2028\u2029\ufeff]|[|>][-+\d]{0,2}#")
_PLAIN_DEPTH = 50
"""libyaml composes by recursion in C, where too deep a text cannot be caught."""


@dataclass(frozen=True)
class Place:
    """Where something is written: file name, line from 1 (0 = unknown) and its path as that file itself counts."""

    file: str
    line: int
    path: Path

    def problem(self, expectation: str) -> Problem:
        """A fault at this place."""
        return Problem(self.line, spelled(self.path), expectation, self.file)


@dataclass(frozen=True)
class Document:
    """Plain data, the place of every path in it, and what is already known to be wrong with it.

    Data put together from several files (`seeds.inheritance`) has places in all of them."""

    data: Any
    places: dict[Path, Place]
    problems: list[Problem] = field(default_factory=list)

    def place_of(self, path: Path) -> Place:
        """Place of `path`, or of its nearest ancestor that is written somewhere, with the rest of the path behind it."""
        known = path
        while known and known not in self.places:
            known = known[:-1]
        place = self.places[known]
        return Place(place.file, place.line, (*place.path, *path[len(known) :]))


def read_document(text: str, file: str) -> Document:
    """Parse one YAML document; `file` names it in places.

    Raises YamlError for bad syntax, anchors and aliases, tags, deep nesting."""
    try:
        node = _compose(text)
        if node is None:
            raise YamlError(0, "文件是空的")
        lines: dict[Path, int] = {}
        repeated = list(_walk(node, (), lines))
        places = {path: Place(file, line, path) for path, line in lines.items()}
        return Document(_construct(node), places, [Place(file, *each).problem(_TWICE) for each in repeated])
    except yaml.MarkedYAMLError as error:
        raise YamlError(_line(error.problem_mark), _syntax_hint(error, text)) from error
    except yaml.YAMLError as error:
        raise YamlError(0, "含有不能用于 YAML 的字符") from error
    except RecursionError as error:
        raise YamlError(0, "嵌套层次过深") from error


def spelled(path: Path) -> str:
    """A path as people write it, such as levels[2].rank."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).lstrip(".")


_TWICE = "这个键写了两次，只能保留一处"
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""Characters that escapes such as "\\0" can smuggle in and that neither a database nor a printer takes."""
_PLACEHOLDER = re.compile(r"([:\[,-] *|\[.*)\{[a-z_]+\}")
_NEEDS_QUOTES = re.compile(r"(^|[:\-]) +[@`%*&!]")
_BASIC = "YAML 写法有误，请检查缩进、冒号后的空格和引号"


def _syntax_hint(error: yaml.MarkedYAMLError, text: str) -> str:
    """What most often stands behind a syntax error, judged by the line it was noticed on and the one before."""
    number = _line(error.problem_mark)
    near = text.splitlines()[max(number - 2, 0) : number]
    if any("\t" in line[: len(line) - len(line.lstrip())] for line in near):
        return "缩进只能用空格，不能用制表符（Tab 键）"
    if any("：" in line and ":" not in line for line in near):
        return "YAML 写法有误：键后面应是英文冒号加一个空格（: ），不是中文冒号（：）"
    if "single document" in str(error):
        return "一个文件只能写一份方案，请去掉多余的“---”"
    if any(_PLACEHOLDER.search(line) for line in near):
        return "YAML 写法有误：含有 {member} 这类占位符的文字，若以花括号开头或写在方括号里，请加引号"
    if any(_NEEDS_QUOTES.search(line) for line in near):
        return "YAML 写法有误：以 @、%、`、*、&、! 开头的文字请加引号"
    return _BASIC


def _compose(text: str) -> yaml.Node | None:
    if _is_plain(text):
        return yaml.compose(text, Loader=_QuickLoader)
    node: yaml.Node | None = PlainLoader(text).get_single_node()
    return node


def _is_plain(text: str) -> bool:
    """Whether libyaml reads it without objection and as Python does: no anchors, tags or great depth, nothing they take differently."""
    if _TAKEN_DIFFERENTLY.search(text):
        return False
    depth = documents = 0
    try:
        for event in yaml.parse(text, Loader=_QuickLoader):
            documents += isinstance(event, yaml.DocumentStartEvent)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if getattr(event, "anchor", None) or getattr(event, "tag", None) or depth > _PLAIN_DEPTH:
                return False
    except yaml.YAMLError:
        return False
    return documents == 1


def _construct(node: yaml.Node) -> Any:
    try:
        return PlainLoader("").construct_document(node)
    except ValueError as error:
        # Python refuses to read integers of thousands of digits and does not say where they stand.
        raise YamlError(0, "含有过长的数字，编码请加引号") from error


def _line(mark: Any) -> int:
    # The stubs name two unrelated mark classes.
    return int(mark.line) + 1 if mark else 0


def _walk(node: yaml.Node, path: Path, lines: dict[Path, int]) -> Iterator[tuple[int, Path]]:
    lines.setdefault(path, _line(node.start_mark))
    if isinstance(node, yaml.ScalarNode) and _UNSEEN.search(node.value):
        raise YamlError(_line(node.start_mark), "含有看不见的控制字符，请删掉后重写")
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _walk(item, (*path, index), lines)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise YamlError(_line(key.start_mark), "键应为文字，不能是列表或另一组键")
            here = (*path, key.value)
            yield from _walk(key, here, lines)
            lines[here] = _line(key.start_mark)
            if key.value in seen:
                yield lines[here], here
            seen.add(key.value)
            yield from _walk(value, here, lines)
