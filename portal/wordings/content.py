"""What may stand in a wording: the section of its kind in the profile, checked by the profile's own schema."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ValidationError

from portal.foundation.errors import Refusal, Refusals
from portal.wordings.rules import WordingKind
from seeds.labels import label_of, model_in
from seeds.sections.base import Section
from seeds.sections.texts import Badge, Board, ContactCard, GridMap, Handbook, Leaflet, Letter
from seeds.wording import expectation_of

SECTIONS: dict[WordingKind, type[Section]] = {
    WordingKind.LETTER: Letter, WordingKind.CARD: ContactCard, WordingKind.BADGE: Badge, WordingKind.LEAFLET: Leaflet,
    WordingKind.BOARD: Board, WordingKind.HANDBOOK: Handbook, WordingKind.GRID_MAP: GridMap,
}  # fmt: skip
"""Kind -> section of the profile's `texts`."""


def section_of(kind: str, content: dict[str, Any]) -> Section:
    """The section that this plain data makes. Raises `Refusal`, or `Refusals` with one sentence a field."""
    model = SECTIONS[WordingKind(kind)]
    try:
        return model.model_validate(content)
    except ValidationError as error:
        found = [_refusal(model, item["loc"], expectation_of(item)) for item in error.errors(include_url=False)]
        raise (found[0] if len(found) == 1 else Refusals(found)) from error


def plain(section: Section) -> dict[str, Any]:
    """A section as plain data, without what is so by default."""
    return section.model_dump(mode="json", exclude_none=True)


def field_name(path: tuple[int | str, ...]) -> str:
    """The name of a value in a form: `chapters/0/heading`."""
    return "/".join(str(step) for step in path)


def place_name(model: type[BaseModel], path: tuple[int | str, ...]) -> str:
    """How people call the place of a value: 章节第 2 项的段落第 1 项."""
    said = ""
    current: type[BaseModel] | None = model
    for step in path:
        if isinstance(step, int):
            said += f"第 {step + 1} 项"
        elif current is not None and step in current.model_fields:
            said += ("的" if said else "") + label_of(current, step).name
            current = model_in(current.model_fields[step].annotation)
    return said


def _refusal(model: type[BaseModel], path: tuple[int | str, ...], expected: str) -> Refusal:
    place = place_name(model, path)
    return Refusal(f"{place}：{expected}" if place else expected, field_name(path) or None)
