"""What a profile says, in short Chinese lines for people: levels, codes, roles, limits, schemes, texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from seeds.schema import Profile
from seeds.sections.limits import TimeLimit
from seeds.sections.tree import SizeRule

_PLACES = {"community": "社区", "village": "村", "any": ""}
_UNITS = {"households": "户", "people": "人", "grids": "个下级网格"}
_SUBJECTS = {"member": "网格员", "grid": "网格"}


@dataclass(frozen=True)
class Part:
    """A part of the plan by its Chinese name, one line a fact."""

    name: str
    lines: tuple[str, ...]


def summary_of(profile: Profile) -> list[Part]:
    """All parts that the profile says something about, in its own order."""
    parts = [Part(name, tuple(lines(profile))) for name, lines in _PARTS]
    return [part for part in parts if part.lines]


def _levels(profile: Profile) -> Iterator[str]:
    for level in profile.levels:
        sizes = "，".join(filter(None, (_size(rule) for rule in level.sizes)))
        visits = "，住户归属并走访" if level.visits else ""
        yield f"第 {level.rank} 级 {level.short}（{level.name}）{visits}{f'，{sizes}' if sizes else ''}"


def _size(rule: SizeRule) -> str:
    unit = _UNITS[rule.unit]
    if rule.minimum is not None and rule.maximum is not None:
        span = f"{rule.minimum}～{rule.maximum} {unit}"
    elif rule.minimum is not None:
        span = f"不少于 {rule.minimum} {unit}"
    else:
        span = f"不多于 {rule.maximum} {unit}" if rule.maximum is not None else "按自然村划分"
    return f"{_PLACES[rule.place]}{span}"


def _areas(profile: Profile) -> Iterator[str]:
    shorts = {level.key: level.short for level in profile.levels}
    for key, short in shorts.items():
        names = [area.name for area in profile.areas if area.level == key]
        if names:
            yield f"{short} {len(names)} 个：{'、'.join(names[:8])}{'等' if len(names) > 8 else ''}"


def _codes(profile: Profile) -> Iterator[str]:
    scheme = profile.code_scheme
    if scheme.kind == "none":
        yield "方案没有规定网格编码"
    else:
        total = sum(each.digits for each in scheme.segments)
        yield f"共 {total} 位：{'＋'.join(f'{each.name} {each.digits} 位' for each in scheme.segments)}"


def _roles(profile: Profile) -> Iterator[str]:
    shorts = {level.key: level.short for level in profile.levels}
    for role in profile.roles:
        held = f"，{role.held_by}" if role.held_by else ""
        account = f"，以“{role.portal_role}”登录" if role.portal_role else ""
        yield f"{role.name}：{shorts[role.level]}一级{held}{account}"


def _fields(profile: Profile) -> Iterator[str]:
    for subject, name in (("household", "住户"), ("resident", "居民"), ("establishment", "单位"), ("grid", "网格")):
        fields = profile.fields.of(subject)  # type: ignore[arg-type]
        if fields:
            yield f"{name} {len(fields)} 项：{'、'.join(field.name for field in fields)}"


def _care(profile: Profile) -> Iterator[str]:
    for group in profile.care_groups:
        names = [each.name for each in profile.care_categories if each.group == group.key and not each.retired]
        if names:
            yield f"{group.name}：{'、'.join(names)}"


def _visits(profile: Profile) -> Iterator[str]:
    yield from (profile.frequency_text(each) for each in profile.visit_frequencies)


def _campaigns(profile: Profile) -> Iterator[str]:
    for each in profile.campaigns:
        phases = f"，{len(each.phases)} 个阶段" if each.phases else ""
        yield f"{each.name}（{each.starts_on} 至 {each.ends_on}{phases}）"


def _limits(profile: Profile) -> Iterator[str]:
    casework = profile.casework
    yield f"一般{_limit(casework.default_limit)}"
    parents = {each.parent for each in casework.categories}
    for each in casework.categories:
        limit = casework.limit_for(each.code)
        if each.code not in parents and limit != casework.default_limit:
            yield f"{each.name}{_limit(limit)}"


def _limit(limit: TimeLimit) -> str:
    return "当场办理" if limit.at_once else f" {limit.text}"


def _categories(profile: Profile) -> Iterator[str]:
    casework = profile.casework
    for top in casework.categories:
        below = [each.name for each in casework.categories if each.parent == top.code]
        if top.parent is None:
            yield f"{top.name}{f'：{_listed(below)}' if below else ''}"


def _listed(names: Iterable[str]) -> str:
    return "、".join(names)


def _schemes(profile: Profile) -> Iterator[str]:
    for scheme in profile.assessment_schemes:
        items = _listed(f"{each.name} {each.weight:g}" for each in scheme.indicators)
        grades = _listed(f"{each.name} ≥ {each.minimum:g}" for each in scheme.grades[:-1])
        yield f"{scheme.name}（考核{_SUBJECTS[scheme.subject]}）：{items}；{grades}"


def _texts(profile: Profile) -> Iterator[str]:
    texts = profile.texts
    named = {"一封信": texts.letter, "联系卡": texts.card, "明白纸": texts.leaflet, "公示牌": texts.board, "工作牌": texts.badge,
             "工作手册": texts.handbook, "网格图": texts.grid_map}  # fmt: skip
    yield _listed(name for name, text in named.items() if text is not None)
    yield f"服务热线 {texts.hotline}"


_PARTS: tuple[tuple[str, Callable[[Profile], Iterable[str]]], ...] = (
    ("层级", _levels),
    ("村（社区）", _areas),
    ("网格类别", lambda profile: [_listed(each.name for each in profile.grid_kinds)]),
    ("网格编码", _codes),
    ("角色", _roles),
    ("部门", lambda profile: [_listed(each.name for each in profile.departments)] if profile.departments else []),
    ("自定义字段", _fields),
    ("关爱类别", _care),
    ("单位类别", lambda profile: [_listed(each.name for each in profile.establishment_kinds)]),
    ("走访频次", _visits),
    ("走访活动", _campaigns),
    ("诉求来源", lambda profile: [_listed(each.name for each in profile.casework.sources if not each.retired)]),
    ("诉求类别", _categories),
    ("办理时限", _limits),
    ("考核方案", _schemes),
    ("率", lambda profile: [_listed(each.name for each in profile.rates)] if profile.rates else []),
    ("印刷文字", _texts),
    ("报表", lambda profile: [_listed(each.name for each in profile.tables)] if profile.tables else []),
)
