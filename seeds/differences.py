"""What two versions of a profile say differently, as Chinese sentences under the names of their sections."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Literal

from pydantic import BaseModel

from seeds.labels import label_of, model_in
from seeds.phrases import (
    Names,
    Pattern,
    identity_of,
    key_label,
    naming_key,
    row_phrase,
    row_subject,
    shared_names,
    shown,
)
from seeds.schema import Profile
from seeds.sections.limits import TimeLimit

Kind = Literal["added", "removed", "changed", "renamed"]
_UNTOLD = {"was", "schema_version"}
"""`was` only says how one version leads to the next: what it does is told as a renaming."""
_VERBS: dict[Kind, str] = {"added": "新增", "removed": "去掉"}


@dataclass(frozen=True)
class Difference:
    """One difference: `path` such as casework.categories[relief].limit, `section` the Chinese name of the part it is in.

    `renamed`: the row has another key and says by `was` which one it had."""

    kind: Kind
    path: str
    section: str
    sentence: str

    def __str__(self) -> str:
        return self.sentence


def differences(old: Profile, new: Profile) -> list[Difference]:
    """All that changes from `old` to `new`, in the order of sections; empty when both say the same."""
    comparison = _Comparison(Names(old), Names(new))
    comparison.models(old, new, _Place())
    return comparison.found


def by_section(found: Iterable[Difference]) -> dict[str, list[Difference]]:
    """{Chinese name of a section: its differences}, in order."""
    grouped: dict[str, list[Difference]] = {}
    for difference in found:
        grouped.setdefault(difference.section, []).append(difference)
    return grouped


def sentences(found: Iterable[Difference], most: int = 6) -> dict[str, list[str]]:
    """{Chinese name of a section: sentences}; more than `most` rows that come or go in one list are told by the first of them."""
    told: dict[str, list[str]] = {}
    for (section, kind, _list), group in groupby(
        found, lambda each: (each.section, each.kind, each.path.rpartition("[")[0])
    ):
        rows = list(group)
        many = kind in _VERBS and len(rows) > most
        told.setdefault(section, []).extend(
            [f"{rows[0]}等 {len(rows)} 项"] if many else [each.sentence for each in rows]
        )
    return told


@dataclass(frozen=True)
class _Place:
    """Where the comparison stands. `subject`: what a sentence there is about; `row`: inside a row, which has a name of its own;
    `twice`: names that several rows of the list there bear, told with their keys."""

    path: str = ""
    pattern: Pattern = ()
    section: str = ""
    subject: str = ""
    row: bool = False
    twice: frozenset[str] = frozenset()

    def below(self, key: str, name: str) -> "_Place":
        path = f"{self.path}.{key}" if self.path else key
        return replace(self, path=path, pattern=(*self.pattern, key), section=self.section or name)

    def of_row(self, row: BaseModel, index: int, phrase: str) -> "_Place":
        name = getattr(row, "key", None) or getattr(row, "code", None) or index
        return replace(self, path=f"{self.path}[{name}]", pattern=(*self.pattern, "*"), subject=phrase, row=True)

    def about(self, what: str) -> str:
        return f"{self.subject}的{what}" if self.subject else what


Origin = tuple[tuple[Any, ...], int]
"""A row by its identity, and by its turn among rows that share it."""
_Numbered = dict[Origin, tuple[int, BaseModel]]


def _numbered(rows: tuple[BaseModel, ...]) -> _Numbered:
    found: _Numbered = {}
    for index, row in enumerate(rows):
        identity, turn = identity_of(row), 0
        while (identity, turn) in found:
            turn += 1
        found[identity, turn] = (index, row)
    return found


def _origin(key: Origin, row: BaseModel, old: _Numbered, new: _Numbered) -> Origin | None:
    """The old row that a new one continues: of the same identity, or the one it names as `was`."""
    was: Origin = ((getattr(row, "was", None),), 0)
    return key if key in old else was if was in old and was not in new else None


class _Comparison:
    def __init__(self, old: Names, new: Names) -> None:
        self.old, self.new = old, new
        self.found: list[Difference] = []

    def models(self, old: BaseModel, new: BaseModel, place: _Place) -> None:
        for key in type(new).model_fields:
            before, after = getattr(old, key), getattr(new, key)
            if key not in _UNTOLD and before != after:
                self._key(old, new, key, place.below(key, label_of(type(new), key).name))

    def _key(self, old: BaseModel, new: BaseModel, key: str, place: _Place) -> None:
        before, after, name = getattr(old, key), getattr(new, key), key_label(type(new), key, new)
        model = model_in(type(new).model_fields[key].annotation)
        if model is None or model is TimeLimit:
            self._value(old, new, key, place)
        elif isinstance(after, tuple):
            self._rows(before, after, name, place)
        elif before is None or after is None:
            above = place.subject if place.row else ""
            kind: Kind = "added" if before is None else "removed"
            self._tell(kind, place, f"{above}{_VERBS[kind]}{name}")
        else:
            self.models(before, after, replace(place, subject=place.about(name) if place.row else name))

    def _value(self, old: BaseModel, new: BaseModel, key: str, place: _Place) -> None:
        before, after, name = getattr(old, key), getattr(new, key), key_label(type(new), key, new)
        if key == "retired":
            self._tell("changed", place, f"{'停用' if after else '恢复使用'}{place.subject}")
        elif isinstance(after, tuple):
            self._tell(
                "changed", place, f"{place.about(name)}{self._listed(type(new), key, before, after, place.pattern)}"
            )
        elif place.row and key == naming_key(new):
            self._tell("changed", place, f"{place.subject}改名为“{after}”")
        else:
            first = shown(type(old), key, before, place.pattern, self.old)
            second = shown(type(new), key, after, place.pattern, self.new)
            self._tell("changed", place, f"{place.about(name)}由{first}改为{second}".rstrip())

    def _listed(self, model: type[BaseModel], key: str, old: Any, new: Any, pattern: Pattern) -> str:
        gone = [shown(model, key, item, (*pattern, "*"), self.old) for item in old if item not in new]
        come = [shown(model, key, item, (*pattern, "*"), self.new) for item in new if item not in old]
        parts = [f"{verb}{'、'.join(items)}" for verb, items in (("去掉", gone), ("新增", come)) if items]
        return "，".join(parts).rstrip() or "的次序或重复项有调整"

    def _rows(self, old: tuple[BaseModel, ...], new: tuple[BaseModel, ...], noun: str, place: _Place) -> None:
        rows = replace(place, subject=place.subject if place.row else "")
        before, after = _numbered(old), _numbered(new)
        pairs = {key: _origin(key, row, before, after) for key, (_, row) in after.items()}
        gone = [each for key, each in before.items() if key not in pairs.values()]
        come = [after[key] for key, origin in pairs.items() if origin is None]
        rows = replace(rows, twice=shared_names(old) | shared_names(new) | shared_names(row for _, row in gone + come))
        for numbered in gone:
            self._row("removed", rows, noun, numbered, self.old)
        for key, (index, row) in after.items():
            origin = pairs[key]
            if origin is None:
                self._row("added", rows, noun, (index, row), self.new)
            else:
                self._pair(before[origin][1], row, rows, (index, noun))
        kept = [origin for origin in pairs.values() if origin is not None]
        if kept != [key for key in before if key in kept]:
            self._tell("changed", place, f"{rows.about(noun)}的排列次序有调整")

    def _row(self, kind: Kind, place: _Place, noun: str, numbered: tuple[int, BaseModel], names: Names) -> None:
        index, row = numbered
        phrase = row_phrase(noun, row, (*place.pattern, "*"), names, place.twice)
        self._tell(kind, place.of_row(row, index, phrase), f"{place.subject}{_VERBS[kind]}{phrase}")

    def _pair(self, old: BaseModel, new: BaseModel, rows: _Place, where: tuple[int, str]) -> None:
        index, noun = where
        phrase = row_subject(
            rows.subject, row_phrase(noun, old, (*rows.pattern, "*"), self.old, rows.twice), old, self.old
        )
        place = rows.of_row(new, index, phrase)
        first, second = identity_of(old), identity_of(new)
        if first != second:
            self._tell("renamed", place, f"{place.subject}的代号由 {first[0]} 改为 {second[0]}，原有数据随之转过来")
            update: dict[str, Any] = {
                key: getattr(new, key) for key in ("key", "code") if key in type(new).model_fields
            }
            old = old.model_copy(update=update)
        self.models(old, new, place)

    def _tell(self, kind: Kind, place: _Place, sentence: str) -> None:
        self.found.append(Difference(kind, place.path, place.section, sentence))
