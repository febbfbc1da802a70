"""Single values change in the text of a profile; all else stays as it was written."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
import yaml

from seeds.loading import available_profiles, parse_profile
from seeds.rewriting import append_row, remove_value, set_value

TEXT = """# 开头的说明
meta:
  title: 甲镇方案 # 标题后的说明
  summary: >-
    第一行
    第二行

levels:
  - rank: 1
    key: town
    short: 镇
  - {rank: 2, key: grid, short: 网格}
# 部门前的说明
departments:
  - {code: police, name: 派出所} # 治安
  - {code: justice, name: 司法所}
texts:
  letter:
    paragraphs:
      - >-
        您好！
        欢迎。
      - 再见
  card: {title: 卡, duties: [一, 二]}
"""


def lines_changed(after: str, before: str = TEXT) -> list[str]:
    """The lines that differ, with + and -."""
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in found if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def test_a_value_changes_alone() -> None:
    assert lines_changed(set_value(TEXT, ("meta", "title"), "乙镇方案")) == [
        "-  title: 甲镇方案 # 标题后的说明",
        "+  title: 乙镇方案 # 标题后的说明",
    ]
    assert lines_changed(set_value(TEXT, ("departments", "@police", "name"), "公安: 派出所")) == [
        "-  - {code: police, name: 派出所} # 治安", "+  - {code: police, name: '公安: 派出所'} # 治安",
    ]  # fmt: skip
    folded = set_value(TEXT, ("meta", "summary"), "一行")
    assert yaml.safe_load(folded)["meta"]["summary"] == "一行"
    assert "# 部门前的说明" in folded


def test_what_is_missing_is_added_where_it_belongs() -> None:
    assert lines_changed(set_value(TEXT, ("levels", "@town", "visits"), True)) == ["+    visits: true"]
    assert lines_changed(set_value(TEXT, ("levels", "@grid", "limit"), {"working_days": 3})) == [
        "-  - {rank: 2, key: grid, short: 网格}", "+  - {rank: 2, key: grid, short: 网格, limit: {working_days: 3}}",
    ]  # fmt: skip
    added = set_value(TEXT, ("departments", "@road", "name"), "交通站")
    assert lines_changed(added) == ["+  - {code: road, name: 交通站}"]
    nested = yaml.safe_load(set_value(TEXT, ("fields", "household", "@dogs", "name"), "养犬数"))
    assert nested["fields"] == {"household": [{"key": "dogs", "name": "养犬数"}]}
    coded = yaml.safe_load(set_value(TEXT, ("casework", "categories", "@life", "limit"), {"at_once": True}))
    assert coded["casework"] == {"categories": [{"code": "life", "limit": {"at_once": True}}]}


def test_rows_are_appended_to_block_flow_and_missing_lists() -> None:
    assert lines_changed(append_row(TEXT, ("departments",), {"code": "road", "name": "交通站"})) == [
        "+  - {code: road, name: 交通站}"
    ]
    assert yaml.safe_load(append_row(TEXT, ("ledgers",), {"key": "a"}))["ledgers"] == [{"key": "a"}]


def test_rows_and_keys_are_removed_with_their_line() -> None:
    assert lines_changed(remove_value(TEXT, ("departments", "@justice"))) == ["-  - {code: justice, name: 司法所}"]
    assert lines_changed(remove_value(TEXT, ("levels", "@town"))) == [
        "-  - rank: 1",
        "-    key: town",
        "-    short: 镇",
    ]
    assert yaml.safe_load(remove_value(TEXT, ("levels", "@grid", "short")))["levels"][1] == {"rank": 2, "key": "grid"}
    assert yaml.safe_load(remove_value(TEXT, ("texts", "card", "duties", 0)))["texts"]["card"]["duties"] == ["二"]
    one = remove_value(remove_value(TEXT, ("departments", "@justice")), ("departments", "@police"))
    assert yaml.safe_load(one)["departments"] == []


def test_lists_are_replaced_as_they_are_written() -> None:
    letter = set_value(TEXT, ("texts", "letter", "paragraphs"), ["您好", "祝好：平安"])
    assert "      - 您好\n      - 祝好：平安\n  card:" in letter
    assert yaml.safe_load(set_value(TEXT, ("texts", "card", "duties"), ["三"]))["texts"]["card"]["duties"] == ["三"]


def test_a_row_that_is_inherited_is_marked_as_removed() -> None:
    text = remove_value(
        "extends: county\ndepartments:\n  - {code: police, name: 派出所}\n", ("departments", "@justice")
    )
    assert yaml.safe_load(text)["departments"][1] == {"code": "justice", "remove": True}


def test_a_path_through_a_value_is_refused() -> None:
    with pytest.raises(ValueError, match="修改全文"):
        set_value(TEXT, ("meta", "title", "deep"), 1)


@pytest.mark.parametrize("key", sorted(available_profiles()))
def test_every_profile_stays_sound_and_keeps_all_other_lines(key: str) -> None:
    text = available_profiles()[key].read_text("utf-8")
    profile = parse_profile(text, Path("town.yaml"))
    category = profile.casework.categories[-1]
    changed = set_value(text, ("casework", "categories", f"@{category.code}", "limit"), {"working_days": 7})
    changed = set_value(changed, ("texts", "letter", "paragraphs"), ["您好：{head}", "再见"])
    changed = append_row(changed, ("departments",), {"code": "brand_new", "name": "新设办公室"})
    after = parse_profile(changed, Path("town.yaml"))
    assert after.casework.limit_for(category.code).working_days == 7
    assert after.texts.letter.paragraphs == ("您好：{head}", "再见")
    assert after.departments[-1].name == "新设办公室"
    assert (
        after.model_copy(
            update={"casework": profile.casework, "texts": profile.texts, "departments": profile.departments}
        )
        == profile
    )
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        line for line in changed.splitlines() if line.startswith("#")
    ]
