"""What changed from one version of a text to the next, line by line, for a person to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from portal.wordings.content import SECTIONS
from portal.wordings.placeholders import shown
from portal.wordings.rules import WordingKind
from seeds.labels import label_of, value_label


@dataclass(frozen=True)
class Change:
    """Lines that stood at a place and lines that stand there now; either may be empty."""

    place: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def changes(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """The changes from an old content to a new one, in the order of the section."""
    model = SECTIONS[WordingKind(kind)]
    found = []
    for name in model.model_fields:
        before, after = lines_of(kind, name, old.get(name)), lines_of(kind, name, new.get(name))
        for deed, start, end, begin, stop in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if deed != "equal":
                found.append(Change(label_of(model, name).name, tuple(before[start:end]), tuple(after[begin:stop])))
    return found


def lines_of(kind: str, name: str, value: Any) -> list[str]:
    """A value as lines: a chapter as its heading and paragraphs, chosen words in Chinese."""
    model = SECTIONS[WordingKind(kind)]
    if name == "chapters":
        return [shown(line) for one in value or () for line in (f"【{one['heading']}】", *one["paragraphs"])]
    if name in {"shows", "paper"}:
        return [value_label(model, word) for word in ([value] if isinstance(value, str) else value or ())]
    return [shown(line) for line in ([value] if isinstance(value, str) else value or ())]


def read_lines(kind: str, content: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """A whole content as (label, lines), for a page that shows it."""
    model = SECTIONS[WordingKind(kind)]
    found = [(label_of(model, name).name, lines_of(kind, name, content.get(name))) for name in model.model_fields]
    return [(label, lines) for label, lines in found if lines]
