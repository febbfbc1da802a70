"""The form of a wording: its boxes by kind, and what a person typed as plain data of the section."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel
from werkzeug.datastructures import MultiDict

from portal.wordings.content import SECTIONS
from portal.wordings.placeholders import kept, shown
from portal.wordings.rules import WordingKind
from seeds.labels import label_of, value_label, words_of
from seeds.sections.texts import Chapter

BoxKind = Literal["line", "paragraphs", "lines", "checks", "select"]
BLANKS = 2
"""So many empty chapters stand under the others."""
_HELP = {
    "paragraphs": "段与段之间空一行",
    "duties": "每行一条，最多 6 条；4 条以内字大好读",
    "services": "每行一条",
    "shows": "勾选要印出来的内容",
}


@dataclass(frozen=True)
class Box:
    """One value: its name in the form, label, how it is edited, what stands in it, and the words to choose from."""

    name: str
    label: str
    kind: BoxKind
    value: Any
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""


@dataclass(frozen=True)
class Part:
    """Boxes that belong together; a chapter has a title of its own."""

    title: str
    boxes: tuple[Box, ...]


def parts_of(kind: str, content: Mapping[str, Any]) -> list[Part]:
    """The whole form for a kind, filled with a content; chapters follow as parts of their own."""
    model = SECTIONS[WordingKind(kind)]
    names = [name for name in model.model_fields if name != "chapters"]
    before = [name for name in names if name != "footer" or "chapters" not in model.model_fields]
    parts = [Part("", tuple(_box(model, name, name, content.get(name)) for name in before))]
    if "chapters" in model.model_fields:
        rows = [*content.get("chapters", ()), *({} for _ in range(BLANKS))]
        parts += [_chapter(number, row) for number, row in enumerate(rows)]
        parts += [Part("", (_box(model, name, name, content.get(name)),)) for name in names if name not in before]
    return parts


def read_content(kind: str, answers: MultiDict[str, str]) -> dict[str, Any]:
    """What was typed, as plain data of the section; empty boxes and empty chapters are left out."""
    model = SECTIONS[WordingKind(kind)]
    found = {name: _read(model, name, name, answers) for name in model.model_fields if name != "chapters"}
    if "chapters" in model.model_fields:
        numbers = sorted({_number(each) for each in answers.getlist("chapter")})
        rows = [
            {name: _read(Chapter, name, f"chapters/{at}/{name}", answers) for name in Chapter.model_fields}
            for at in numbers
        ]
        found["chapters"] = [filled for row in rows if (filled := _filled(row))]
    return _filled(found) | {name: found[name] for name in _lists(model) if found[name] == []}


def box_of(field: str | None, parts: Iterable[Part]) -> str:
    """The box in which a field of a refusal stands: `paragraphs/2` is in `paragraphs`; nothing where none is."""
    names = sorted((box.name for part in parts for box in part.boxes), key=len, reverse=True)
    return next((name for name in names if field == name or (field or "").startswith(f"{name}/")), "")


def _chapter(number: int, row: Mapping[str, Any]) -> Part:
    boxes = tuple(_box(Chapter, name, f"chapters/{number}/{name}", row.get(name)) for name in Chapter.model_fields)
    return Part(f"第 {number + 1} 章" if row else "再加一章", boxes)


def _box(model: type[BaseModel], key: str, name: str, value: Any) -> Box:
    kind, field = _kind(model, key), model.model_fields[key]
    if value is None and not field.is_required():
        value = field.default
    words = tuple((str(word), value_label(model, word)) for word in words_of(field.annotation))
    required = field.is_required() and not name.startswith("chapters/")
    return Box(name, label_of(model, key).name, kind, _shown(kind, value), required, words, _HELP.get(key, ""))


def _kind(model: type[BaseModel], key: str) -> BoxKind:
    field = model.model_fields[key]
    many = "tuple" in str(field.annotation)
    if words_of(field.annotation):
        return "checks" if many else "select"
    return "paragraphs" if key == "paragraphs" else "lines" if many else "line"


def _shown(kind: BoxKind, value: Any) -> Any:
    if kind == "checks":
        return tuple(value or ())
    if kind in {"paragraphs", "lines"}:
        return shown(("\n\n" if kind == "paragraphs" else "\n").join(value or ()))
    return shown(value) if isinstance(value, str) else value or ""


def _read(model: type[BaseModel], key: str, name: str, answers: MultiDict[str, str]) -> Any:
    kind = _kind(model, key)
    if kind == "checks":
        known = [str(word) for word in words_of(model.model_fields[key].annotation)]
        return [word for word in known if word in answers.getlist(name)]
    typed = kept(_storable(answers.get(name, ""))).replace("\r\n", "\n").strip()
    if kind == "paragraphs":
        return [_joined(each) for each in typed.split("\n\n") if each.strip()]
    if kind == "lines":
        return [line.strip() for line in typed.split("\n") if line.strip()]
    return _joined(typed) or None


def _storable(text: str) -> str:
    """Without what no database stores: half characters and nulls."""
    return text.encode(errors="ignore").decode().replace("\x00", "")


def _joined(text: str) -> str:
    """Lines broken by hand belong together; Chinese has no spaces between them."""
    return "".join(line.strip() for line in text.split("\n"))


def _filled(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in (None, [], "")}


def _lists(model: type[BaseModel]) -> list[str]:
    """Lists that may be empty only by mistake: the section says so better than a missing key."""
    return [
        name for name, field in model.model_fields.items() if field.is_required() and "tuple" in str(field.annotation)
    ]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else 0
