"""What the keys of a profile and the words they choose from are called in Chinese; the table itself is labels.yaml."""

from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args, get_origin

import yaml
from pydantic import BaseModel

from seeds.schema import Profile
from seeds.sections.rates import MEASURES

TABLE = Path(__file__).parent / "labels.yaml"
_FLAGS = {True: "是", False: "否"}


class Label(NamedTuple):
    """Name of a key, what it is for, and an example in YAML."""

    name: str
    about: str
    example: str


def label_of(model: type[BaseModel], key: str) -> Label:
    """The label of one key of a section. Raises KeyError when the table has none."""
    own = _table().get(model.__name__, {})
    return Label(*(own[key] if key in own else _table()["common"][key]))


def value_label(model: type[BaseModel], value: object) -> str:
    """A value as people read it: the Chinese of a word that a key chooses from, 是 or 否, else the value itself."""
    if isinstance(value, bool):
        return _FLAGS[value]
    words: dict[str, dict[str, str]] = _table()["values"]
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return words.get(model.__name__, {}).get(text) or words["common"].get(text) or MEASURES.get(text, text)


def words_of(annotation: Any) -> tuple[object, ...]:
    """The words that a type lets choose from, through lists and optional types; empty when it is free."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return tuple(word for part in get_args(annotation) for word in words_of(part))


def model_in(annotation: Any) -> type[BaseModel] | None:
    """The section that a key holds, alone or in a list, or None for plain values."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := model_in(part))), None)


def all_sections() -> tuple[type[BaseModel], ...]:
    """Every section of the schema once, the profile first, then in the order in which it is read."""
    found: dict[type[BaseModel], None] = {}
    _gather(Profile, found)
    return tuple(found)


def _gather(model: type[BaseModel], found: dict[type[BaseModel], None]) -> None:
    if model in found:
        return
    found[model] = None
    for field in model.model_fields.values():
        below = model_in(field.annotation)
        if below:
            _gather(below, found)


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return table
