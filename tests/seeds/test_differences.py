"""Two versions of a profile are compared sentence by sentence, and nothing that differs goes unsaid."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seeds.differences import Difference, by_section, differences, sentences
from seeds.loading import available_profiles, load_profile, parse_profile
from seeds.problems import ProfileError
from seeds.schema import Profile

COUNTY = Path(__file__).parent / "inherited" / "qingshan.yaml"
TEXT = COUNTY.read_text(encoding="utf-8")
OLD = parse_profile(TEXT, COUNTY)


def changed(*pairs: tuple[str, str]) -> list[Difference]:
    text = TEXT
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return differences(OLD, parse_profile(text, COUNTY))


@pytest.mark.parametrize(
    ("old", "new", "kind", "path", "sentence"),
    [
        ("maximum: 800", "maximum: 1000", "changed", "levels[grid].sizes[0].maximum",
         "层级“网格”的户数上限由 800 改为 1000"),
        ("    - {code: fishing,", "    - {code: hygiene, name: 环境卫生}\n    - {code: fishing,", "added",
         "casework.categories[hygiene]", "新增诉求类别“环境卫生”"),
        ("  - {code: civil, name: 民政办}", "  - {code: civil, name: 社会事务办}", "changed", "departments[civil].name",
         "部门“民政办”改名为“社会事务办”"),
        ("{key: shop, name: 商铺}", "{key: store, name: 商铺, was: shop}", "renamed", "establishment_kinds[store]",
         "单位类别“商铺”的代号由 shop 改为 store，原有数据随之转过来"),
        ("limit: {working_days: 10}", "limit: {at_once: true}", "changed", "casework.categories[relief].limit",
         "诉求类别“困难救助”的办理时限由 10 个工作日改为立即办理"),
        ("department: safety}", "department: civil}", "changed", "casework.categories[disputes].department",
         "诉求类别“矛盾纠纷”的承办部门由“综治中心”改为“民政办”"),
        ("  - {times: 1, per: quarter}", "  - {times: 2, per: month}", "changed", "visit_frequencies[0].times",
         "走访频次“所有住户”的次数由 1 改为 2"),
        ("duties: [走访住户, 上报问题]", "duties: [走访住户, 调解纠纷]", "changed", "roles[member].duties",
         "角色“网格员”的职责去掉“上报问题”，新增“调解纠纷”"),
        ("name: 违规捕捞,", "name: 违规捕捞, retired: true,", "changed", "casework.categories[fishing].retired",
         "停用诉求类别“违规捕捞”"),
        ("acts_as: member", "acts_as: helper", "changed", "roles[member].acts_as", "角色“网格员”的承担岗位由“网格员”改为“网格辅助员”"),
        ("    title: 服务联系卡", "    title: 连心卡", "changed", "texts.card.title", "联系卡的标题由“服务联系卡”改为“连心卡”"),
        ("  default_limit: {working_days: 5}", "  default_limit: {working_days: 3}", "changed", "casework.default_limit",
         "诉求办理的缺省时限由 5 个工作日改为 3 个工作日"),
        ("minimum_age: 60}", "minimum_age: 65}\n  - {code: empty_nest, name: 空巢老人, group: elderly}", "changed",
         "care_categories[living_alone].minimum_age", "关爱类别“独居老人”的最小年龄由 60 改为 65"),
    ],
)  # fmt: skip
def test_a_change_is_told_in_a_sentence(old: str, new: str, kind: str, path: str, sentence: str) -> None:
    first = changed((old, new))[0]
    assert (first.kind, first.path, first.sentence) == (kind, path, sentence)


def test_rows_and_parts_come_and_go() -> None:
    found = changed(("  - {code: fishery, name: 渔政站}\n", ""), ("    - {code: fishing, name: 违规捕捞, department: fishery}\n", ""),
                    ("    footer: 服务热线{hotline}\n", "  badge: {title: 工作牌}\n"))  # fmt: skip
    assert [str(each) for each in found] == [
        "去掉部门“渔政站”",
        "去掉诉求类别“违规捕捞”",
        "联系卡的页脚由“服务热线{hotline}”改为未规定",
        "新增工作牌",
    ]
    assert [each.kind for each in found] == ["removed", "removed", "changed", "added"]
    assert list(by_section(found)) == ["部门", "诉求办理", "印刷文字"]


def test_rows_inside_rows_name_both() -> None:
    found = changed(
        (
            "    duties: [管好本村网格]",
            "    staffing:\n      - {areas: [上湾村], employment: full}\n    duties: [管好本村网格]",
        )
    )
    assert [str(each) for each in found] == ["角色“网格长”新增分地方安排“上湾村”"]


def test_another_order_is_a_difference() -> None:
    found = changed(("    - {key: solved, name: 已解决}\n    - {key: explained, name: 已解释说明}",
                     "    - {key: explained, name: 已解释说明}\n    - {key: solved, name: 已解决}"))  # fmt: skip
    assert [str(each) for each in found] == ["办理结果的排列次序有调整"]


@pytest.mark.parametrize("key", available_profiles())
def test_a_profile_differs_from_others_and_not_from_itself(key: str) -> None:
    profile = load_profile(available_profiles()[key])
    assert differences(profile, profile) == []
    found = differences(OLD, profile)
    assert found
    assert {"方案信息", "适用地方"} <= set(by_section(found))
    assert not [each.sentence for each in found if "None" in each.sentence or "True" in each.sentence]


@pytest.mark.parametrize(("old", "new", "told"), [
    ("  - {code: civil, name: 民政办}", "  - {code: affairs, name: 民政办}",
     ["去掉部门“民政办”（civil）", "新增部门“民政办”（affairs）"]),
    ("    - {code: fishing,", "    - {code: quarrels, name: 矛盾纠纷}\n    - {code: fishing,", ["新增诉求类别“矛盾纠纷”（quarrels）"]),
])  # fmt: skip
def test_rows_of_one_name_are_told_apart_by_their_keys(old: str, new: str, told: list[str]) -> None:
    pointing = [("department: civil, ", ""), (old, new)] if "civil" in old else [(old, new)]
    assert set(told) <= {each.sentence for each in changed(*pointing)}


def test_a_reference_to_one_of_several_rows_of_one_name_tells_its_key() -> None:
    twins = ("    - {code: fishing,", "    - {code: quarrels, name: 矛盾纠纷}\n    - {code: fishing,")
    list_ = (
        "admission: {{admits: [群众需要], items: [{{key: a, name: 调解, group: 综治, category: {}}}]}}\n  default_limit"
    )
    old = TEXT.replace(*twins).replace("default_limit", list_.format("disputes"), 1)
    new = TEXT.replace(*twins).replace("default_limit", list_.format("quarrels"), 1)
    (only,) = differences(parse_profile(old, COUNTY), parse_profile(new, COUNTY))
    assert "由“矛盾纠纷（disputes）”改为“矛盾纠纷（quarrels）”" in only.sentence


def test_many_rows_are_told_by_the_first() -> None:
    rows = "".join(f"  - {{code: office_{number}, name: 第{number}办公室}}\n" for number in range(7))
    found = changed(("departments:\n", f"departments:\n{rows}"), ("maximum: 800", "maximum: 900"))
    assert sentences(found) == {
        "层级": ["层级“网格”的户数上限由 800 改为 900"],
        "部门": ["新增部门“第0办公室”等 7 项"],
    }
    assert len(sentences(found, most=7)["部门"]) == 7


LEAVES: list[tuple[str | int, ...]] = []


def gather(data: Any, path: tuple[str | int, ...] = ()) -> None:
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            gather(value, (*path, key))
    LEAVES.append(path)


gather(yaml.safe_load(TEXT))
LEAVES.remove(())


def drop_or_put(data: Any, path: tuple[str | int, ...], value: object) -> None:
    for step in path[:-1]:
        data = data[step]
    if value is None:
        del data[path[-1]]
    else:
        data[path[-1]] = value


def parsed(data: Any) -> Profile | None:
    try:
        return parse_profile(yaml.safe_dump(data, allow_unicode=True), COUNTY)
    except ProfileError:
        return None


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(LEAVES),
    st.sampled_from([None, "甲", "other", 7, 60, True, False, [], ["member"], {"working_days": 9}]),
)
def test_nothing_that_differs_goes_unsaid(path: tuple[str | int, ...], value: object) -> None:
    data = yaml.safe_load(TEXT)
    drop_or_put(data, path, value)
    made = parsed(data)
    if made is not None:
        assert (differences(OLD, made) == []) == (made == OLD)
        assert (differences(made, OLD) == []) == (made == OLD)
