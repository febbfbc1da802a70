"""Which keys of a profile must be unique within their list, and which must occur in another: two tables of paths.

`seeds.references` checks them."""

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
CATEGORIES = ("casework", "categories", "*")
_CATEGORY = (*CATEGORIES, "code")
_CLASSES = ("casework", "classes", "*", "key")
_CAMPAIGNS = ("campaigns", "*")
_CHECKLISTS = ("checklists", "*", "key")
_OBJECTS = (*_CAMPAIGNS, "objects", "*")
_RATES = ("rates", "*", "key")
_SCHEMES = ("assessment_schemes", "*")
QUESTIONS = ("checklists", "*", "sections", "*", "questions", "*")
_ITEMS = ("casework", "admission", "items", "*")
_STATES = ("casework", "workflow", "states", "*", "key")
_STEPS = ("casework", "workflow", "steps", "*")

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
    Reference(("fields", "grid", "*", "levels", "*"), _LEVELS, "层级"),
    Reference(("grid_kinds", "*", "levels", "*"), _LEVELS, "层级"),
    Reference(("care_categories", "*", "group"), ("care_groups", "*", "key"), "关爱类别分组"),
    Reference(("care_categories", "*", "ledger"), _LEDGERS, "台账"),
    Reference(("visit_frequencies", "*", "category"), _CARE, "关爱类别"),
    Reference(("visit_frequencies", "*", "role"), _ROLES, "角色"),
    Reference((*QUESTIONS, "raises"), _CATEGORY, "诉求类别"),
    Reference((*_CAMPAIGNS, "checklist"), _CHECKLISTS, "走访清单"),
    Reference((*_OBJECTS, "checklist"), _CHECKLISTS, "走访清单"),
    Reference((*_OBJECTS, "kinds", "*"), ("establishment_kinds", "*", "key"), "单位类别"),
    Reference((*_OBJECTS, "care", "*"), _CARE, "关爱类别"),
    Reference((*_OBJECTS, "visited_by", "*"), _ROLES, "角色"),
    Reference((*_CAMPAIGNS, "telephone", "objects", "*"), (*_OBJECTS, "key"), "走访对象"),
    Reference((*_CAMPAIGNS, "telephone", "*", "objects", "*"), (*_OBJECTS, "key"), "走访对象"),
    Reference((*_CAMPAIGNS, "absent_register", "objects", "*"), (*_OBJECTS, "key"), "走访对象"),
    Reference((*CATEGORIES, "parent"), _CATEGORY, "诉求类别"),
    Reference((*CATEGORIES, "issue_class"), _CLASSES, "诉求分级"),
    Reference((*CATEGORIES, "ledger"), _LEDGERS, "台账"),
    Reference((*CATEGORIES, "department"), _DEPARTMENTS, "部门"),
    Reference(("casework", "classes", "*", "outside"), ("casework", "platforms", "*", "key"), "外部平台"),
    Reference(("casework", "escalation", "*", "level"), _LEVELS, "层级"),
    Reference(("casework", "escalation", "*", "role"), _ROLES, "角色"),
    Reference(("casework", "workflow", "states", "*", "level"), _LEVELS, "层级"),
    Reference(("casework", "revisit", "role"), _ROLES, "角色"),
    Reference((*_STEPS, "sources", "*"), _STATES, "诉求状态"),
    Reference((*_STEPS, "target"), _STATES, "诉求状态"),
    Reference((*_ITEMS, "category"), _CATEGORY, "诉求类别"),
    Reference((*_ITEMS, "department"), _DEPARTMENTS, "部门"),
    Reference((*_SCHEMES, "roles", "*"), _ROLES, "角色"),
    Reference((*_SCHEMES, "level"), _LEVELS, "层级"),
    Reference((*_SCHEMES, "signers", "*"), _ROLES, "角色"),
    Reference((*_SCHEMES, "indicators", "*", "rate"), _RATES, "率"),
    Reference(("awards", "*", "scheme"), (*_SCHEMES, "key"), "考核方案"),
    Reference(("bonus", "scheme"), (*_SCHEMES, "key"), "考核方案"),
    Reference(("bonus", "level"), _LEVELS, "层级"),
    Reference(("bonus", "within"), _LEVELS, "层级"),
    Reference(("bonus", "role"), _ROLES, "角色"),
    Reference(("accountability", "*", "roles", "*"), _ROLES, "角色"),
    Reference(("tables", "*", "filled_by"), _ROLES, "角色"),
    Reference(("tables", "*", "scheme"), (*_SCHEMES, "key"), "考核方案"),
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
    _CHECKLISTS,
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
    _STATES,
    ("casework", "workflow", "states", "*", "name"),
    (*_STEPS, "key"),
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


def values_at(data: Any, pattern: tuple[str, ...], path: Path = ()) -> Iterator[tuple[Path, str]]:
    """(path, text) of every text that `pattern` leads to in raw data, however broken."""
    if not pattern:
        if isinstance(data, str):
            yield path, data
    elif pattern[0] == "*" and isinstance(data, list | tuple):
        for index, item in enumerate(data):
            yield from values_at(item, pattern[1:], (*path, index))
    elif isinstance(data, dict) and pattern[0] in data:
        yield from values_at(data[pattern[0]], pattern[1:], (*path, pattern[0]))
