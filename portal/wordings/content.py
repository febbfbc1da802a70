"""What may stand in a wording: the section of its kind in the profile, checked by the profile's own schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from portal.foundation.errors import Refusal, Refusals
from portal.wordings.placeholders import shown
from portal.wordings.rules import PLACES, WordingKind
from seeds.labels import label_of, model_in
from seeds.sections.base import Section
from seeds.sections.texts import (
    PLACEHOLDERS,
    Badge,
    Board,
    ContactCard,
    GridMap,
    Handbook,
    Leaflet,
    Letter,
    UnknownPlaceholder,
    split_placeholders,
)
from seeds.wording import expectation_of

SECTIONS: dict[WordingKind, type[Section]] = {
    WordingKind.LETTER: Letter, WordingKind.CARD: ContactCard, WordingKind.BADGE: Badge, WordingKind.LEAFLET: Leaflet,
    WordingKind.BOARD: Board, WordingKind.HANDBOOK: Handbook, WordingKind.GRID_MAP: GridMap,
}  # fmt: skip
"""Kind -> section of the profile's `texts`."""

Path = tuple[int | str, ...]
_FIRST_WORDS = "请在这里写"
_PIECES = {"chapters": "第 {} 章", "paragraphs": "第 {} 段"}
BADGE = Badge(title="服务群众工作牌", note="核实身份、监督服务请拨{centre_phone}")
"""What badges say where neither the plan nor the town has a text: who somebody is needs no words of a plan's own."""
BUILT_IN = frozenset({WordingKind.BADGE})
"""The kinds that are printed without a text of the plan or the town."""
_STARTERS: dict[WordingKind, dict[str, Any]] = {
    WordingKind.BADGE: BADGE.model_dump(mode="json", exclude_none=True),
    WordingKind.LEAFLET: {"title": "明白纸", "chapters": [{"heading": "标题", "paragraphs": [_FIRST_WORDS]}]},
    WordingKind.BOARD: {"title": "{village}{grid}公示牌", "shows": ["photo", "phone", "duties", "map"]},
    WordingKind.HANDBOOK: {"title": "工作手册", "chapters": [{"heading": "标题", "paragraphs": [_FIRST_WORDS]}]},
    WordingKind.GRID_MAP: {"title": "{village}网格图", "shows": ["boundaries"], "paper": "A3"},
}
"""What a draft begins with where the profile says nothing; it always has a letter and a card."""


def starter(kind: str) -> dict[str, Any]:
    """A first draft of a kind that the profile has no text for."""
    return plain(section_of(kind, _STARTERS[WordingKind(kind)]))


def texts_in(section: Section) -> list[tuple[Path, str]]:
    """Every text of a section with its place."""
    return list(_texts(section.model_dump(), ()))


def unknown_places(kind: WordingKind, section: Section) -> list[tuple[str, str]]:
    """(sentence, field) for each placeholder that nothing stands for on this kind of paper."""
    found = []
    for path, text in texts_in(section):
        for _, name in split_placeholders(text) if "{" in text else ():
            if name is not None and name not in PLACES[kind]:
                said = f"{place_name(SECTIONS[kind], path)}：{kind.label}上没有“{PLACEHOLDERS[name]}”，请去掉 {{{PLACEHOLDERS[name]}}}"
                found.append((said, field_name(path)))
    return found


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list | tuple) else ()
    for step, one in inner:
        yield from _texts(one, (*path, step))


def section_of(kind: str, content: dict[str, Any]) -> Section:
    """The section that this plain data makes. Raises `Refusal`, or `Refusals` with one sentence a field."""
    model = SECTIONS[WordingKind(kind)]
    try:
        return model.model_validate(content)
    except ValidationError as error:
        items = error.errors(include_url=False)
        found = [
            _refusal(model, item["loc"], _expected(kind, item)) for item in items if not _follows(item["loc"], items)
        ]
        raise (found[0] if len(found) == 1 else Refusals(found)) from error


def plain(section: Section) -> dict[str, Any]:
    """A section as plain data, without what is so by default."""
    return section.model_dump(mode="json", exclude_none=True)


def field_name(path: Path) -> str:
    """The name of a value in a form: `chapters/0/heading`."""
    return "/".join(str(step) for step in path)


def place_name(model: type[BaseModel], path: Path) -> str:
    """How people call the place of a value, as the form does: 第 2 章的小标题, 第 2 章的第 1 段, 服务内容第 3 条."""
    said: list[str] = []
    current: type[BaseModel] | None = model
    for step, after in zip(path, (*path[1:], None), strict=True):
        if isinstance(step, int):
            continue
        if current is None or step not in current.model_fields:
            break
        label = label_of(current, step).name
        said.append(label if not isinstance(after, int) else _PIECES.get(step, label + "第 {} 条").format(after + 1))
        current = model_in(current.model_fields[step].annotation)
    return "的".join(said)


def _follows(path: Path, items: Sequence[Mapping[str, Any]]) -> bool:
    """Whether it is wrong only because something in it is: a list that lacks its one wrong line counts as empty."""
    return any(len(item["loc"]) > len(path) and item["loc"][: len(path)] == path for item in items)


def _expected(kind: str, error: ErrorDetails) -> str:
    problem = error.get("ctx", {}).get("error")
    if not isinstance(problem, UnknownPlaceholder):
        return expectation_of(error)
    offered = "、".join(f"{{{name}}}" for name in PLACES[WordingKind(kind)])
    return f"不认识的占位符“{{{problem.name}}}”，可用：{offered}"


def _refusal(model: type[BaseModel], path: Path, expected: str) -> Refusal:
    place, expected = place_name(model, path), shown(expected)
    return Refusal(f"{place}：{expected}" if place else expected, field_name(path) or None)
