"""The form for the common parts of a profile: which values it shows, and where each stands in the profile's text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from portal.plans.sample import KINDS
from seeds.rewriting import Path
from seeds.schema import Profile
from seeds.sections.fields import SUBJECTS, CustomField
from seeds.sections.limits import TimeLimit
from seeds.sections.tree import SizeRule

CellKind = Literal["text", "area", "number", "check", "select", "limit", "lines", "paragraphs", "options"]
Choices = tuple[tuple[str, str], ...]
BLANKS = 2
"""So many empty rows stand under a list."""
LIMIT_HELP = "工作日数；0 为当场办理；按小时的写作 24小时"
_PLACES = {"community": "社区", "village": "村", "any": "不分村和社区"}
_UNITS = {"households": "户数", "people": "人数", "grids": "下级网格数"}


@dataclass(frozen=True)
class Cell:
    """One value: where it stands, what it is called, how it is edited, and what it is now (plain data, None for nothing)."""

    path: Path
    label: str
    kind: CellKind = "text"
    value: Any = None
    choices: Choices = ()
    required: bool = False
    help: str = ""

    @property
    def name(self) -> str:
        """Its name in the form."""
        return "/".join(str(step) for step in self.path)


@dataclass(frozen=True)
class FormRow:
    """A row of a list: its own name (key or code) and its cells. `path` can be removed; None where it cannot."""

    label: str
    cells: tuple[Cell, ...]
    path: Path | None = None


@dataclass(frozen=True)
class FormPart:
    """A part of the form: single values, and a list with rows. `blank`: the cells of a new row, whose paths hold `+`; the first
    is its key."""

    name: str
    fields: tuple[Cell, ...] = ()
    rows: tuple[FormRow, ...] = ()
    blanks: tuple[tuple[Cell, ...], ...] = ()
    list_path: Path = ()
    help: str = ""


def form_parts(profile: Profile) -> list[FormPart]:
    """The whole form."""
    return [
        _names(profile), _levels(profile), _limits(profile), _departments(profile), _care(profile),
        *(_fields(profile, subject, name) for subject, name in SUBJECTS.items()), _letter(profile), _card(profile),
    ]  # fmt: skip


def limit_value(limit: TimeLimit | None) -> dict[str, Any] | None:
    """A time limit as plain data."""
    if limit is None:
        return None
    return limit.model_dump(exclude_defaults=True)


def _names(profile: Profile) -> FormPart:
    return FormPart("名称", (
        Cell(("meta", "title"), "方案名称", value=profile.meta.title, required=True),
        Cell(("place", "name"), "乡镇（街道）或县名称", value=profile.place.name, required=True),
        Cell(("meta", "summary"), "摘要", "area", profile.meta.summary),
    ))  # fmt: skip


def _levels(profile: Profile) -> FormPart:
    rows = []
    for level in profile.levels:
        at: Path = ("levels", f"@{level.key}")
        cells = [
            Cell((*at, "short"), "简称", value=level.short, required=True),
            Cell((*at, "name"), "全称", value=level.name, required=True),
        ]
        for index, rule in enumerate(level.sizes):
            if not rule.natural_village or rule.minimum is not None or rule.maximum is not None:
                cells += _sizes((*at, "sizes", index), rule)
        rows.append(FormRow(f"第 {level.rank} 级", tuple(cells)))
    return FormPart("层级和规模", rows=tuple(rows), help="增减层级请用“修改全文”")


def _sizes(at: Path, rule: SizeRule) -> list[Cell]:
    what = f"{_PLACES[rule.place]}{_UNITS[rule.unit]}"
    return [
        Cell((*at, "minimum"), f"{what}至少", "number", rule.minimum),
        Cell((*at, "maximum"), f"{what}至多", "number", rule.maximum),
    ]


def _limits(profile: Profile) -> FormPart:
    casework = profile.casework
    parents = {each.parent for each in casework.categories}
    departments = _choices((each.code, each.name) for each in profile.departments)
    rows = []
    for each in casework.categories:
        at: Path = ("casework", "categories", f"@{each.code}")
        cells = [
            Cell((*at, "name"), "名称", value=each.name, required=True),
            Cell((*at, "limit"), "时限", "limit", limit_value(each.limit)),
        ]
        if each.code not in parents:
            cells += [
                Cell((*at, "department"), "承办部门", "select", each.department, departments),
                Cell((*at, "retired"), "停用", "check", each.retired),
            ]
        rows.append(FormRow(each.code, tuple(cells), None if each.code in parents else at))
    tops = _choices((each.code, each.name) for each in casework.categories if each.parent is None)
    path: Path = ("casework", "categories")
    default = Cell(
        ("casework", "default_limit"),
        "一般时限",
        "limit",
        limit_value(casework.default_limit),
        required=True,
        help=LIMIT_HELP,
    )
    return FormPart(
        "诉求类别和办理时限", (default,), tuple(rows),
        _blanks(path, Cell(("code",), "编码"), Cell(("name",), "名称"), Cell(("parent",), "属于", "select", None, tops),
                Cell(("limit",), "时限", "limit"), Cell(("department",), "承办部门", "select", None, departments)),
        path, f"时限为{LIMIT_HELP}；不填按上一级或一般时限",
    )  # fmt: skip


def _departments(profile: Profile) -> FormPart:
    rows = []
    for each in profile.departments:
        at: Path = ("departments", f"@{each.code}")
        rows.append(FormRow(each.code, (
            Cell((*at, "name"), "名称", value=each.name, required=True), Cell((*at, "duties"), "职责", value=each.duties),
            Cell((*at, "retired"), "停用", "check", each.retired),
        ), at))  # fmt: skip
    return FormPart(
        "部门", (), tuple(rows), _blanks(("departments",), Cell(("code",), "编码"), Cell(("name",), "名称"), Cell(("duties",), "职责")),
        ("departments",),
    )  # fmt: skip


def _care(profile: Profile) -> FormPart:
    groups = _choices((each.key, each.name) for each in profile.care_groups)
    rows = []
    for each in profile.care_categories:
        at: Path = ("care_categories", f"@{each.code}")
        rows.append(FormRow(each.code, (
            Cell((*at, "name"), "名称", value=each.name, required=True), Cell((*at, "group"), "分组", "select", each.group, groups, required=True),
            Cell((*at, "sensitive"), "敏感", "check", each.sensitive), Cell((*at, "retired"), "停用", "check", each.retired),
        ), at))  # fmt: skip
    blank = _blanks(
        ("care_categories",), Cell(("code",), "编码"), Cell(("name",), "名称"),
        Cell(("group",), "分组", "select", None, groups), Cell(("sensitive",), "敏感", "check", False),
    )  # fmt: skip
    return FormPart(
        "关爱类别", (), tuple(rows), blank, ("care_categories",), "敏感的类别只有负责的网格员和获准的人能看到"
    )


def _fields(profile: Profile, subject: str, name: str) -> FormPart:
    path: Path = ("fields", subject)
    fields: tuple[CustomField, ...] = getattr(profile.fields, subject)
    kinds = tuple(KINDS.items())
    rows = tuple(
        FormRow(each.key, _field_cells((*path, f"@{each.key}"), each, kinds), (*path, f"@{each.key}"))
        for each in fields
    )
    blank = _blanks(
        path, Cell(("key",), "代号"), Cell(("name",), "名称"), Cell(("kind",), "类型", "select", None, kinds),
        Cell(("options",), "选项", "options", help="每行一个：代号=名称"), Cell(("required",), "必填", "check", False),
        Cell(("in_list",), "列表中显示", "check", False),
    )  # fmt: skip
    return FormPart(
        f"{name}的自定义字段", (), rows, blank, path, "代号以小写英文字母开头；改代号请用“修改全文”并写 was"
    )


def _field_cells(at: Path, field: CustomField, kinds: Choices) -> tuple[Cell, ...]:
    return (
        Cell((*at, "name"), "名称", value=field.name, required=True),
        Cell((*at, "kind"), "类型", "select", field.kind, kinds, required=True),
        Cell((*at, "options"), "选项", "options", [(each.key, each.name) for each in field.options] or None),
        Cell((*at, "required"), "必填", "check", field.required),
        Cell((*at, "in_list"), "列表中显示", "check", field.in_list),
        Cell((*at, "retired"), "停用", "check", field.retired),
    )


def _letter(profile: Profile) -> FormPart:
    letter, at = profile.texts.letter, ("texts", "letter")
    return FormPart("一封信", (
        Cell(("texts", "hotline"), "服务热线", value=profile.texts.hotline, required=True),
        Cell(("texts", "centre_phone"), "中心电话", value=profile.texts.centre_phone),
        Cell((*at, "title"), "标题", value=letter.title, required=True),
        Cell((*at, "salutation"), "称呼", value=letter.salutation, required=True),
        Cell((*at, "paragraphs"), "正文", "paragraphs", list(letter.paragraphs), required=True, help="段与段之间空一行；花括号里的词印刷时换成实际内容"),
        Cell((*at, "signature"), "落款", value=letter.signature, required=True),
    ))  # fmt: skip


def _card(profile: Profile) -> FormPart:
    card, at = profile.texts.card, ("texts", "card")
    return FormPart("联系卡", (
        Cell((*at, "title"), "标题", value=card.title, required=True),
        Cell((*at, "duties"), "服务内容", "lines", list(card.duties), required=True, help="每行一条，最多 6 条"),
        Cell((*at, "footer"), "页脚", value=card.footer),
    ))  # fmt: skip


def _choices(pairs: Iterable[tuple[str, str]]) -> Choices:
    return tuple(pairs)


def _blanks(path: Path, *cells: Cell) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        tuple(Cell((*path, f"+{number}", *each.path), each.label, each.kind, each.value, each.choices, help=each.help) for each in cells)
        for number in range(BLANKS)
    )  # fmt: skip
