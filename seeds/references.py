"""Keys that must be unique and keys that must exist, as two tables over plain data.

They run on raw data, not on models, so that a broken reference is reported together with a misspelt key elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

Path = tuple[str | int, ...]


class Finding(NamedTuple):
    """Where in the data something is wrong, and what was expected (Chinese)."""

    path: Path
    message: str


@dataclass(frozen=True)
class Reference:
    """Values at `source` must occur at `target`; "*" stands for every item of a list."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    noun: str


_LEVELS = ("levels", "*", "key")
_LEDGERS = ("ledgers", "*", "key")
_CATEGORIES = ("casework", "categories", "*")

REFERENCES = (
    Reference(("levels", "*", "head_role"), ("roles", "*", "key"), "角色"),
    Reference(("code_scheme", "segments", "*", "level"), _LEVELS, "层级"),
    Reference(("roles", "*", "level"), _LEVELS, "层级"),
    Reference(("care_categories", "*", "group"), ("care_groups", "*", "key"), "关爱类别分组"),
    Reference(("care_categories", "*", "ledger"), _LEDGERS, "台账"),
    Reference(("visit_frequencies", "*", "category"), ("care_categories", "*", "code"), "关爱类别"),
    Reference((*_CATEGORIES, "parent"), (*_CATEGORIES, "code"), "问题类别"),
    Reference((*_CATEGORIES, "issue_class"), ("casework", "classes", "*", "key"), "问题分级"),
    Reference((*_CATEGORIES, "ledger"), _LEDGERS, "台账"),
    Reference((*_CATEGORIES, "department"), ("departments", "*", "code"), "部门"),
)

UNIQUE = (
    _LEVELS,
    ("grid_kinds", "*", "key"),
    ("code_scheme", "segments", "*", "level"),
    ("roles", "*", "key"),
    ("departments", "*", "code"),
    ("base_information", "*", "key"),
    _LEDGERS,
    ("care_groups", "*", "key"),
    ("care_categories", "*", "code"),
    ("establishment_kinds", "*", "key"),
    ("visit_frequencies", "*", "category"),
    ("casework", "sources", "*", "key"),
    ("casework", "classes", "*", "key"),
    (*_CATEGORIES, "code"),
    ("casework", "outcomes", "*", "key"),
    ("assessment_schemes", "*", "key"),
    ("assessment_schemes", "*", "grades", "*", "key"),
    ("assessment_schemes", "*", "indicators", "*", "key"),
)


def check_references(data: Any) -> list[Finding]:
    """Every repeated key, dangling reference and circular parent in raw profile data; tolerant of broken structure."""
    findings = [finding for pattern in UNIQUE for finding in _repeated(data, pattern)]
    findings += [finding for reference in REFERENCES for finding in _dangling(data, reference)]
    return findings + list(_circular(data))


def _values_at(data: Any, pattern: tuple[str, ...], path: Path = ()) -> Iterator[tuple[Path, str]]:
    if not pattern:
        if isinstance(data, str):
            yield path, data
    elif pattern[0] == "*" and isinstance(data, list | tuple):
        for index, item in enumerate(data):
            yield from _values_at(item, pattern[1:], (*path, index))
    elif isinstance(data, dict) and pattern[0] in data:
        yield from _values_at(data[pattern[0]], pattern[1:], (*path, pattern[0]))


def _repeated(data: Any, pattern: tuple[str, ...]) -> Iterator[Finding]:
    # Indicators of two schemes may share a key: values are compared within their own list only.
    seen: set[tuple[Path, str]] = set()
    for path, value in _values_at(data, pattern):
        place = (path[:-2], value)
        if place in seen:
            yield Finding(path, f"“{value}”重复，同一列表内应唯一")
        seen.add(place)


def _dangling(data: Any, reference: Reference) -> Iterator[Finding]:
    known = {value for _, value in _values_at(data, reference.target)}
    for path, value in _values_at(data, reference.source):
        if value not in known:
            choices = "、".join(sorted(known)) or "（尚未定义任何一项）"
            yield Finding(path, f"没有名为“{value}”的{reference.noun}，可用：{choices}")


def _circular(data: Any) -> Iterator[Finding]:
    codes = {path[:-1]: value for path, value in _values_at(data, (*_CATEGORIES, "code"))}
    parents = {
        codes[path[:-1]]: (path, value)
        for path, value in _values_at(data, (*_CATEGORIES, "parent"))
        if path[:-1] in codes
    }
    for code, (path, parent) in parents.items():
        trail, above = {code}, parent
        while above in parents and above not in trail:
            trail.add(above)
            above = parents[above][1]
        if above == code:
            yield Finding(path, f"问题类别“{code}”的上级绕回了自己")
