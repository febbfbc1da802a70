"""How rows and values of a profile are called in a sentence: a key by the name of what it refers to, a word by its Chinese."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from seeds.keys import REFERENCES
from seeds.labels import label_of, value_label, words_of
from seeds.schema import Profile
from seeds.sections.awards import Strike
from seeds.sections.limits import TimeLimit
from seeds.sections.register import VisitFrequency
from seeds.sections.tree import SizeRule

Pattern = tuple[str, ...]
NAMED_BY = ("short", "name", "text", "heading")
"""The keys that can say what a row is called, the best first."""
_TELLING: dict[str, tuple[str, ...]] = {
    "SizeRule": ("place", "unit", "grid_kind"),
    "Post": ("role",),
    "VisitFrequency": ("category", "role", "whole_area"),
    "Strike": ("failures", "in_a_row"),
    "Staffing": ("areas", "employment"),
    "AreaTexts": ("area",),
}
"""What tells rows without a key apart; those not listed here are told apart by what they are called."""
_GRID_KIND: Pattern = ("levels", "*", "sizes", "*", "grid_kind")
_SHORTENED = 24
UNSAID = "未规定"


class Names:
    """Names of what the keys of one profile refer to."""

    def __init__(self, profile: Profile) -> None:
        data = profile.model_dump()
        self._names = {each.source: dict(_named(data, each.target)) for each in REFERENCES}

    def of(self, pattern: Pattern, key: str) -> str | None:
        """The name of what `key`, written at `pattern`, refers to; None when it is no reference."""
        return self._names.get(pattern, {}).get(key)


def identity_of(row: BaseModel) -> tuple[Any, ...]:
    """What stays the same when a row is changed."""
    telling = next(
        ((key,) for key in ("key", "code") if key in type(row).model_fields), _TELLING.get(type(row).__name__)
    )
    return tuple(getattr(row, key) for key in telling or (naming_key(row),))


def naming_key(row: BaseModel) -> str:
    """The key under which a row says what it is called; its first key when it has no name."""
    fields = type(row).model_fields
    return next((key for key in NAMED_BY if key in fields), next(iter(fields)))


def shared_names(rows: Iterable[BaseModel]) -> frozenset[str]:
    """What more than one of these rows is called."""
    counts = Counter(getattr(row, naming_key(row)) for row in rows if _key_of(row))
    return frozenset(name for name, count in counts.items() if count > 1)


def row_phrase(noun: str, row: BaseModel, pattern: Pattern, names: Names, twice: frozenset[str] = frozenset()) -> str:
    """A row as the subject of a sentence, such as 部门“综治中心”; one whose name is in `twice` with its key behind it."""
    if isinstance(row, SizeRule):
        return f"{noun}“{value_label(SizeRule, row.place)}，{value_label(SizeRule, row.unit)}”"
    if isinstance(row, VisitFrequency):
        return f"{noun}“{names.of((*pattern, 'category'), row.category or '') or '所有住户'}”"
    if isinstance(row, Strike):
        return f"第 {row.failures} 次未完成的处理"
    key = naming_key(row)
    value = getattr(row, key)
    title = "、".join(value) if isinstance(value, tuple) else str(value)
    told = f"（{_key_of(row)}）" if value in twice else ""
    return f"{noun}“{shortened(names.of((*pattern, key), title) or title)}”{told}"


def row_subject(above: str, phrase: str, row: BaseModel, names: Names) -> str:
    """A row inside `above` as the subject of a sentence about its keys, such as 走访活动“春季走访”的阶段“准备”."""
    if isinstance(row, SizeRule):
        kind = names.of(_GRID_KIND, row.grid_kind or "")
        narrowed = [value_label(SizeRule, row.place)] if row.place != "any" else []
        narrowed += [kind] if kind else []
        return f"{above}（{'，'.join(narrowed)}）" if narrowed else above
    return f"{above}的{phrase}" if above else phrase


def key_label(model: type[BaseModel], key: str, row: BaseModel) -> str:
    """The name of a key; a limit of size is called by its unit, such as 户数上限."""
    name = label_of(model, key).name
    return (
        f"{value_label(SizeRule, row.unit)}{name}"
        if isinstance(row, SizeRule) and key in ("minimum", "maximum")
        else name
    )


def shown(model: type[BaseModel], key: str, value: Any, pattern: Pattern, names: Names) -> str:
    """One value, with a space before and after it unless it is in quotes."""
    if value is None:
        return UNSAID
    if isinstance(value, TimeLimit):
        return "立即办理" if value.at_once else f" {value.text}"
    if isinstance(value, str) and not words_of(model.model_fields[key].annotation):
        return f"“{shortened(names.of(pattern, value) or value)}”"
    text = value.isoformat() if isinstance(value, dt.date) else value_label(model, value)
    return f" {text} " if text[:1].isascii() else f"“{text}”"


def _key_of(row: BaseModel) -> str:
    return str(getattr(row, "key", "") or getattr(row, "code", ""))


def shortened(text: str) -> str:
    """A long text by its beginning."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHORTENED else f"{flat[:_SHORTENED]}…"


def _named(data: Any, target: Pattern) -> list[tuple[str, str]]:
    """(key, name) of all rows that `target` points into; a name that several bear with the key behind it."""
    rows = [data]
    for step in target[:-1]:
        rows = [row for row in rows if row]
        rows = [item for row in rows for item in row] if step == "*" else [row.get(step) for row in rows]
    named = [(row[target[-1]], row["name"]) for row in rows if "name" in row]
    counts = Counter(name for _, name in named)
    return [(key, name if counts[name] == 1 else f"{name}（{key}）") for key, name in named]
