"""What people get wrong when they write a profile is answered in Chinese, never by a crash and never in English."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from seeds.labels import all_sections, words_of
from seeds.loading import available_profiles, find_beside, parse_profile
from seeds.problems import Problem, ProfileError
from seeds.sections.tables import FILTERS, SOURCES
from seeds.sections.texts import PLACEHOLDERS

HERE = Path(__file__).parent / "inherited"
TEXT = (HERE / "qingshan.yaml").read_text(encoding="utf-8")
FILE = Path("试写.yaml")
SECTIONS = all_sections()
KNOWN = {key for model in SECTIONS for key in model.model_fields} | {
    str(word).lower() for model in SECTIONS for field in model.model_fields.values() for word in words_of(field.annotation)
}  # fmt: skip
KNOWN |= set(SOURCES) | set(FILTERS) | set(PLACEHOLDERS)
KNOWN |= {"YAML", "yaml", "liuxi", *available_profiles(), "UTF", "Tab", "yes", "off", "remove", "extends"}


def problems_in(text: str, path: Path = FILE) -> list[Problem]:
    try:
        parse_profile(text, path, find_beside(path))
    except ProfileError as refused:
        return refused.problems
    return []


def english_in(problem: Problem, text: str) -> set[str]:
    """English words of a message that are neither in the schema nor the writer's own."""
    words = set(re.findall(r"[A-Za-z]{3,}", re.sub(r"“[^”]*”", "", problem.expectation)))
    return {
        word for word in words if word not in KNOWN and not any(word in known for known in KNOWN) and word not in text
    }


TABLE = (
    "tables:\n  - {key: sums, name: 汇总, title: 汇总, subject: grid, "
    'columns: [{name: 件数, source: "issues:disputes"}, {name: 道路, source: "issues:roads"}]}\n'
)
MISTAKES = [
    ("name: 综治中心", "name：综治中心", "冒号"),
    ("  - {code: safety, name: 综治中心}", "  - code：safety", "冒号要用英文冒号"),
    ("  id: qingshan", "  id:qingshan", "YAML"),
    ("  id: qingshan", "\tid: qingshan", "制表符"),
    ("  id: qingshan", "   id: qingshan", "缩进"),
    ('code: "990101"', "code: 990101", "引号"),
    ('code: "990101"', 'code: "99010"', "6 位县级或 9 位乡级"),
    ('county_code: "990101"', 'county_code: "990102"', "county_code"),
    ("schema_version: 1", "schema_version: 2", "只能写 1"),
    ("schema_version: 1", "", "必须填写"),
    ("title: 青山县网格化服务管理实施方案", "title:", "没有内容"),
    ("title: 青山县网格化服务管理实施方案", 'title: ""', "不能为空"),
    ("title: 青山县网格化服务管理实施方案", 'title: " 方案"', "首尾"),
    ("title: 青山县网格化服务管理实施方案", f"title: {'长' * 121}", "最多 120 个字，现有 121 个"),
    ("title: 青山县网格化服务管理实施方案", "title: [方案]", "不是列表"),
    ("title: 青山县网格化服务管理实施方案", "title: {a: b}", "不是一组"),
    ("title: 青山县网格化服务管理实施方案", "title: yes", "加引号"),
    ("title: 青山县网格化服务管理实施方案", "title: *方案", "请加引号"),
    ("title: 青山县网格化服务管理实施方案", "title: !方案", "请加引号"),
    ("title: 青山县网格化服务管理实施方案", "title: @方案", "请加引号"),
    ("title: 青山县网格化服务管理实施方案", "title: %方案", "请加引号"),
    ("title: 青山县网格化服务管理实施方案", 'title: "方案', "YAML"),
    ("title: 青山县网格化服务管理实施方案", "title: “方案”\n  titel: 乙", "title？"),
    ("  id: qingshan", "  id: 青山", "小写英文字母"),
    ("  id: qingshan", "  id: Qingshan", "小写英文字母"),
    ("rank: 3", "rank: 三", "整数"),
    ("rank: 3", "rank: 2", "依次加 1"),
    ("rank: 3", "rank: 3.5", "整数"),
    ("visits: true", "visits: 是", "true 或 false"),
    ("visits: true", "visits: false", "只有一个层级"),
    ("short: 网格", f"short: {'格' * 33}", "最多 32 个字"),
    ("maximum: 800", "maximum: 100", "大于 maximum"),
    ("maximum: 800", "maximum: -1", "不小于"),
    ("place: any", "place: city", "应为以下之一"),
    ("kind: none", "kind: fixed", "segments"),
    ("head_role: head", "head_role: boss", "可用：head、member"),
    ("duties: [管好本村网格]", "duties: 管好本村网格", "只有一项也要这样写"),
    ("duties: [管好本村网格]", "duties: []", "至少要有 1 项"),
    ("duties: [管好本村网格]", "duties: [1]", "文字"),
    ("acts_as: member", "acts_as: membre", "是不是想写 member？"),
    ("portal_role: 网格员", "portal_role: 村长", "村级网格长"),
    ("{code: civil, name: 民政办}", "{code: safety, name: 民政办}", "重复"),
    ("limit: {working_days: 10}", "limit: 10", "键: 值"),
    ("limit: {working_days: 10}", "limit: {working_days: 十}", "整数"),
    ("limit: {working_days: 10}", "limit: {working_days: 10, at_once: true}", "只写其一"),
    ("kind: choice,", "kind: text,", "options"),
    (
        "{code: disputes, name: 矛盾纠纷, department: safety}",
        "{code: disputes, name: 矛盾纠纷, parent: disputes}",
        "绕回",
    ),
    ('hotline: "12345"', "hotline: 12345", "引号"),
    ("salutation: 尊敬的{head}：", "salutation: 尊敬的{户主}：", "占位符"),
    ("salutation: 尊敬的{head}：", "salutation: {head}：您好", "占位符"),
    ("duties: [政策咨询, 困难帮扶]", "duties: [找{member}, 困难帮扶]", "占位符"),
    ("- {key: shop, name: 商铺}", "- {key: shop, name: 商铺, remove: true}", "extends"),
    ("  - {times: 1, per: quarter}", "  - {times: 0, per: 季}", "不小于"),
    ("  card:", "  centre_phone: 12 34\n  card:", "座机号"),
    ("areas:\n", "areas:\n  - 柳溪镇\n", "键: 值"),
    ("casework:\n", TABLE + "casework:\n", "没有代号为“roads”的诉求类别或分级，可用：disputes"),
    ("casework:\n", "---\ncasework:\n", "---"),
    ("kind: choice,", "kind: choice, levels: [grid],", "不能写 levels"),
    ("- {key: ordinary, name: 普通网格}", "- {key: ordinary, name: 普通网格, levels: [cell]}", "没有名为“cell”的层级"),
]


@pytest.mark.parametrize(("old", "new", "expectation"), MISTAKES)
def test_a_typical_mistake_is_answered(old: str, new: str, expectation: str) -> None:
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    problems = problems_in(text)
    assert any(expectation in problem.expectation for problem in problems), [str(problem) for problem in problems]
    assert {word for problem in problems for word in english_in(problem, text)} == set()


LINES = TEXT.split("\n")
DAMAGE = st.sampled_from(["", "{", "}", "- x", "key: [", "  \t", ": :", "? :", "'", '"', "null", "a: b: c", "<<: {a: 1}", "=: 1", "--- x",
                          "...", "%TAG", "!!binary x", "!!set {a}", "1: 2", "true: 1", "2026-99-99: 3", "0x_: 1", "~: ~", "[a]: 1"])  # fmt: skip
VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.dates(), st.binary(max_size=3),
        st.text(max_size=6), st.sampled_from(sorted(KNOWN)),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.one_of(st.sampled_from(sorted(KNOWN)), st.text(max_size=3), st.integers()), inner, max_size=3)
    ),
    max_leaves=6,
)  # fmt: skip
Steps = tuple[Any, ...]


def paths_in(data: Any, path: Steps = ()) -> list[Steps]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [found for key, value in items for found in [(*path, key), *paths_in(value, (*path, key))]]


def put(data: Any, path: Steps, value: object) -> None:
    """Put a value where there is still a place for it."""
    for step in path[:-1]:
        known = (isinstance(data, dict) and step in data) or (isinstance(data, list) and step in range(len(data)))
        data = data[step] if known else None
    if isinstance(data, dict) or (isinstance(data, list) and path[-1] in range(len(data))):
        data[path[-1]] = value


def changes_of(name: str) -> st.SearchStrategy[tuple[str, list[tuple[Steps, Any]]]]:
    paths = paths_in(yaml.safe_load((HERE / name).read_text(encoding="utf-8")))
    return st.tuples(st.just(name), st.lists(st.tuples(st.sampled_from(paths), VALUES), min_size=1, max_size=3))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(changes_of("qingshan.yaml"), changes_of("liuxi.yaml")))
@example(("qingshan.yaml", [(("meta", "title"), "\ud800")]))
@example(("qingshan.yaml", [(("texts", "letter", "paragraphs"), [7, None])]))
@example(("qingshan.yaml", [(("schema_version",), 2**63)]))
@example(("liuxi.yaml", [(("departments", 1), {"remove": True})]))
@example(
    (
        "liuxi.yaml",
        [(("casework", "categories"), [{"code": "relief", "limit": {"remove": True}}, {"code": ["relief"]}])],
    )
)
def test_any_value_anywhere_is_taken_or_refused_in_chinese(made: tuple[str, list[tuple[Steps, Any]]]) -> None:
    name, changes = made
    data = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    for path, value in changes:
        put(data, path, value)
    text = yaml.safe_dump(data)
    for problem in problems_in(text, HERE / name):
        assert english_in(problem, text + TEXT) == set(), str(problem)
        assert "写法不对" not in problem.expectation
        assert problem.file != name or 0 <= problem.line <= text.count("\n") + 1
        assert str(problem).encode()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(LINES) - 1), DAMAGE, st.booleans())
def test_any_damage_to_the_text_is_refused_in_chinese(number: int, damage: str, keeps: bool) -> None:
    indent = len(LINES[number]) - len(LINES[number].lstrip())
    text = "\n".join([*LINES[:number], " " * indent + damage, *LINES[number if keeps else number + 1 :]])
    for problem in problems_in(text):
        assert english_in(problem, text) == set(), str(problem)
        assert "写法不对" not in problem.expectation
        assert 0 <= problem.line <= text.count("\n") + 1


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_any_text_at_all_is_refused_in_chinese(text: str) -> None:
    problems = problems_in(text)
    assert problems
    assert {word for problem in problems for word in english_in(problem, text)} == set()


def test_a_wrong_key_deep_in_the_only_row_does_not_empty_the_list() -> None:
    (only,) = problems_in(TEXT.replace("- {place: any, minimum: 200", "- {place: any, minimal: 200", 1))
    assert only.key == "levels[2].sizes[0].minimal"
