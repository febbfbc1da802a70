"""Keys that must be unique and keys that must exist, as two tables over plain data.

They run on raw data, not on models, so that a broken reference is reported together with a misspelt key elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from seeds.sections.fields import SUBJECTS

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
_ROLES = ("roles", "*", "key")
_KINDS = ("grid_kinds", "*", "key")
_LEDGERS = ("ledgers", "*", "key")
_CARE = ("care_categories", "*", "code")
_DEPARTMENTS = ("departments", "*", "code")
_CATEGORIES = ("casework", "categories", "*")
_CATEGORY = (*_CATEGORIES, "code")
_CLASSES = ("casework", "classes", "*", "key")
_CAMPAIGNS = ("campaigns", "*")
_OBJECTS = (*_CAMPAIGNS, "objects", "*")
_RATES = ("rates", "*", "key")
_SCHEMES = ("assessment_schemes", "*")
_QUESTIONS = ("checklists", "*", "sections", "*", "questions", "*")
_ITEMS = ("casework", "admission", "items", "*")

REFERENCES = (
    Reference(("areas", "*", "level"), _LEVELS, "层级"),
    Reference(("areas", "*", "under"), ("areas", "*", "code"), "上级区域"),
    Reference(("levels", "*", "head_role"), _ROLES, "角色"),
    Reference(("levels", "*", "sizes", "*", "grid_kind"), _KINDS, "网格类别"),
    Reference(("code_scheme", "segments", "*", "level"), _LEVELS, "层级"),
    Reference(("roles", "*", "level"), _LEVELS, "层级"),
    Reference(("roles", "*", "kinds", "*"), _KINDS, "网格类别"),
    Reference(("teams", "*", "level"), _LEVELS, "层级"),
    Reference(("teams", "*", "kinds", "*"), _KINDS, "网格类别"),
    Reference(("teams", "*", "posts", "*", "role"), _ROLES, "角色"),
    Reference(("routines", "*", "level"), _LEVELS, "层级"),
    Reference(("routines", "*", "role"), _ROLES, "角色"),
    *(Reference(("fields", each, "*", "group"), ("base_information", "*", "key"), "基础信息") for each in SUBJECTS),
    Reference(("fields", "establishment", "*", "kinds", "*"), ("establishment_kinds", "*", "key"), "单位类别"),
    Reference(("fields", "grid", "*", "kinds", "*"), _KINDS, "网格类别"),
    Reference(("care_categories", "*", "group"), ("care_groups", "*", "key"), "关爱类别分组"),
    Reference(("care_categories", "*", "ledger"), _LEDGERS, "台账"),
    Reference(("visit_frequencies", "*", "category"), _CARE, "关爱类别"),
    Reference(("visit_frequencies", "*", "role"), _ROLES, "角色"),
    Reference((*_QUESTIONS, "raises"), _CATEGORY, "问题类别"),
    Reference((*_CAMPAIGNS, "checklist"), ("checklists", "*", "key"), "走访清单"),
    Reference((*_OBJECTS, "kinds", "*"), ("establishment_kinds", "*", "key"), "单位类别"),
    Reference((*_OBJECTS, "care", "*"), _CARE, "关爱类别"),
    Reference((*_OBJECTS, "visited_by", "*"), _ROLES, "角色"),
    Reference((*_CAMPAIGNS, "telephone", "objects", "*"), (*_OBJECTS, "key"), "走访对象"),
    Reference((*_CAMPAIGNS, "absent_register", "objects", "*"), (*_OBJECTS, "key"), "走访对象"),
    Reference((*_CATEGORIES, "parent"), _CATEGORY, "问题类别"),
    Reference((*_CATEGORIES, "issue_class"), _CLASSES, "问题分级"),
    Reference((*_CATEGORIES, "ledger"), _LEDGERS, "台账"),
    Reference((*_CATEGORIES, "department"), _DEPARTMENTS, "部门"),
    Reference(("casework", "classes", "*", "outside"), ("casework", "platforms", "*", "key"), "外部平台"),
    Reference(("casework", "escalation", "*", "level"), _LEVELS, "层级"),
    Reference(("casework", "escalation", "*", "role"), _ROLES, "角色"),
    Reference(("casework", "revisit", "role"), _ROLES, "角色"),
    Reference((*_ITEMS, "category"), _CATEGORY, "问题类别"),
    Reference((*_ITEMS, "department"), _DEPARTMENTS, "部门"),
    Reference((*_SCHEMES, "roles", "*"), _ROLES, "角色"),
    Reference((*_SCHEMES, "indicators", "*", "rate"), _RATES, "率"),
    Reference(("awards", "*", "scheme"), (*_SCHEMES, "key"), "考核方案"),
    Reference(("bonus", "scheme"), (*_SCHEMES, "key"), "考核方案"),
    Reference(("bonus", "level"), _LEVELS, "层级"),
    Reference(("bonus", "role"), _ROLES, "角色"),
    Reference(("accountability", "*", "roles", "*"), _ROLES, "角色"),
    Reference(("tables", "*", "filled_by"), _ROLES, "角色"),
    Reference(("tables", "*", "campaign"), (*_CAMPAIGNS, "key"), "走访活动"),
)

UNIQUE = (
    ("phases", "*", "key"),
    ("areas", "*", "code"),
    _LEVELS,
    ("levels", "*", "short"),
    _KINDS,
    ("grid_kinds", "*", "name"),
    ("grid_kinds", "*", "digit"),
    ("code_scheme", "segments", "*", "level"),
    _ROLES,
    ("routines", "*", "key"),
    _DEPARTMENTS,
    ("departments", "*", "name"),
    ("base_information", "*", "key"),
    *(("fields", each, "*", "key") for each in SUBJECTS),
    *(("fields", each, "*", "name") for each in SUBJECTS),
    *(("fields", each, "*", "options", "*", "key") for each in SUBJECTS),
    *(("fields", each, "*", "options", "*", "name") for each in SUBJECTS),
    _LEDGERS,
    ("care_groups", "*", "key"),
    _CARE,
    ("care_categories", "*", "name"),
    ("establishment_kinds", "*", "key"),
    ("establishment_kinds", "*", "name"),
    ("checklists", "*", "key"),
    ("checklists", "*", "sections", "*", "key"),
    (*_CAMPAIGNS, "key"),
    (*_OBJECTS, "key"),
    (*_CAMPAIGNS, "phases", "*", "key"),
    (*_CAMPAIGNS, "samples", "*", "key"),
    ("casework", "sources", "*", "key"),
    ("casework", "sources", "*", "name"),
    _CLASSES,
    _CATEGORY,
    ("casework", "outcomes", "*", "key"),
    ("casework", "platforms", "*", "key"),
    (*_ITEMS, "key"),
    _RATES,
    (*_SCHEMES, "key"),
    (*_SCHEMES, "grades", "*", "key"),
    (*_SCHEMES, "indicators", "*", "key"),
    (*_SCHEMES, "indicators", "*", "name"),
    ("awards", "*", "key"),
    ("accountability", "*", "key"),
    ("tables", "*", "key"),
    ("texts_by_area", "*", "area"),
)


_ISSUE_KINDS = (_CATEGORY, _CLASSES)
ARGUMENTS: dict[str, tuple[tuple[tuple[str, ...], ...], str]] = {
    "rate": ((_RATES,), "率"),
    "field": (tuple(("fields", each, "*", "key") for each in SUBJECTS), "自定义字段"),
    "issues": (_ISSUE_KINDS, "问题类别或分级"),
    "closed": (_ISSUE_KINDS, "问题类别或分级"),
    "open": (_ISSUE_KINDS, "问题类别或分级"),
    "residents": ((_CARE,), "关爱类别"),
    "establishments": ((("establishment_kinds", "*", "key"),), "单位类别"),
}
"""What stands behind the colon of a column's source refers to one of these."""


def check_references(data: Any) -> list[Finding]:
    """Every repeated key, dangling reference and circular parent in raw profile data; tolerant of broken structure."""
    findings = [finding for pattern in UNIQUE for finding in _repeated(data, pattern)]
    findings += [finding for reference in REFERENCES for finding in _dangling(data, reference)]
    return (
        findings
        + list(_unknown_arguments(data))
        + list(_circular(data))
        + list(_unraisable(data))
        + list(_misplaced(data))
    )


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


def _unknown_arguments(data: Any) -> Iterator[Finding]:
    for path, source in _values_at(data, ("tables", "*", "columns", "*", "source")):
        name, _, argument = source.partition(":")
        targets, noun = ARGUMENTS.get(name, ((), ""))
        known = {value for target in targets for _, value in _values_at(data, target)}
        if targets and argument and argument not in known:
            choices = "、".join(sorted(known)) or "（尚未定义任何一项）"
            yield Finding(path, f"没有代号为“{argument}”的{noun}，可用：{choices}")


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


def _unraisable(data: Any) -> Iterator[Finding]:
    """Issues are registered in the leaves of the category tree: a question that raises one must name a leaf."""
    parents = {value for _, value in _values_at(data, (*_CATEGORIES, "parent"))}
    for path, value in _values_at(data, (*_QUESTIONS, "raises")):
        if value in parents:
            yield Finding(path, f"问题类别“{value}”下面还有小类，登记时只能选小类，请写其中一个小类")


def _misplaced(data: Any) -> Iterator[Finding]:
    """The code of an area begins with that of the area it lies under."""
    codes = {path[:-1]: value for path, value in _values_at(data, ("areas", "*", "code"))}
    for path, above in _values_at(data, ("areas", "*", "under")):
        code = codes.get(path[:-1], above)
        if not code.startswith(above):
            yield Finding(path, f"编码“{code}”应以上级区域的编码“{above}”开头")
