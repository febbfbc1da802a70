"""A broken profile is refused once, with every fault named by file, line, key and expectation."""

from pathlib import Path

import pytest

from seeds.loading import available_profiles, load_profile, parse_profile
from seeds.problems import Problem, ProfileError

SOUND = available_profiles()["longcheng"].read_text(encoding="utf-8")
FILE = Path("试写.yaml")


def problems_after(*changes: tuple[str, str]) -> list[Problem]:
    text = SOUND
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return problems_in(text)


def problems_in(text: str) -> list[Problem]:
    with pytest.raises(ProfileError) as refused:
        parse_profile(text, FILE)
    return refused.value.problems


def line_of(fragment: str) -> int:
    return SOUND[: SOUND.index(fragment)].count("\n") + 1


def test_all_faults_are_reported_at_once_in_order_of_lines() -> None:
    found = problems_after(
        ('code: "341322100"', "code: 341322100"),
        ("head_role: head", "head_rol: head"),
        ("group: elderly", "group: elders"),
        ("weight: 25", "weight: 26"),
    )
    assert [problem.key for problem in found] == [
        "place.code",
        "levels[1].head_rol",
        "care_categories[0].group",
        "assessment_schemes[0]",
    ]
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)


@pytest.mark.parametrize(
    ("old", "new", "key", "expectation"),
    [
        ('code: "341322100"', "code: 341322100", "place.code", "加引号"),
        ("minimum: 500", "minimum: 900", "levels[2].sizes[0]", "大于"),
        ("minimum: 500", "minimum: 五百", "levels[2].sizes[0].minimum", "整数"),
        ("visits: true", "visits: 'yes'", "levels[2].visits", "true 或 false"),
        ("employment: [part]", "employment: [half]", "roles[3].employment[0]", "full、part"),
        ("portal_role: 领导", "portal_role: 镇长", "roles[0].portal_role", "系统管理员"),
        ("    note: 学校", "    nota: 学校", "grid_kinds[1].nota", "note"),
        ("weight: 25", "weight: 25.04", "assessment_schemes[0].indicators[0].weight", "一位小数"),
        ("weight: 25", "weight: 0", "assessment_schemes[0].indicators[0].weight", "应大于 0"),
        ("    short: 镇\n", "", "levels[0].short", "必须填写"),
        ("rank: 3", "rank: 4", "levels", "依次加 1"),
        ("default_limit: {working_days: 5}", "default_limit: {}", "casework.default_limit", "只写其一"),
        ("{member}", "{membr}", "texts.letter.paragraphs[0]", "{member}"),
        ("{member}", "{member.x}", "texts.letter.paragraphs[0]", "占位符"),
        ("centre_phone: 0557-5020000", "centre_phone: 0557 502 0000", "texts.centre_phone", "座机号"),
        ("centre_phone: 0557-5020000", "centre_phone: 5020000", "texts.centre_phone", "引号"),
        ('centre: "{town}', 'centre: "{village}', "texts.centre", "{town}"),
        ("{member}", "{member", "texts.letter.paragraphs[0]", "花括号"),
    ],
)
def test_a_fault_names_line_key_and_what_was_expected(old: str, new: str, key: str, expectation: str) -> None:
    (problem,) = problems_after((old, new))
    assert (problem.file, problem.key) == (FILE.name, key)
    assert expectation in problem.expectation
    assert 0 < problem.line <= line_of(old)
    assert f"{FILE.name} 第 {problem.line} 行" in str(problem)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("head_role: head", "head_role: nobody", "levels[1].head_role"),
        ("level: town,", "level: street,", "code_scheme.segments[1].level"),
        ("ledger: livelihood, service_file", "ledger: joy, service_file", "care_categories[0].ledger"),
        ("department: justice", "department: court", "casework.categories[2].department"),
        ("issue_class: joint", "issue_class: all", "casework.categories[11].issue_class"),
    ],
)
def test_a_reference_to_nothing_lists_what_there_is(old: str, new: str, key: str) -> None:
    (problem,) = problems_after((old, new))
    assert (problem.key, problem.line) == (key, line_of(old))
    assert "可用：" in problem.expectation


def test_repeated_codes_and_repeated_keys_are_refused() -> None:
    found = problems_after(("code: living_alone", "code: empty_nest"))
    assert [problem.key for problem in found if "重复" in problem.expectation] == ["care_categories[1].code"]
    (key,) = problems_after(("  id: longcheng", "  id: longcheng\n  id: other"))
    assert (key.key, key.line) == ("meta.id", line_of("  id: longcheng") + 1)


def test_categories_may_not_be_their_own_ancestor() -> None:
    found = problems_after(("name: 困难帮扶,", "name: 困难帮扶, parent: housing,"))
    circular = {problem.key for problem in found if "绕回" in problem.expectation}
    assert circular == {"casework.categories[8].parent", "casework.categories[11].parent"}


@pytest.mark.parametrize(
    ("text", "line", "expectation"),
    [
        ("", 0, "空"),
        ("a: [1", 1, "YAML"),
        ("a: 1\nb: &x 2\nc: *x\n", 2, "锚点"),
        ("[]", 1, "键: 值"),
        ("a: 1\n? [1, 2]\n: 3", 2, "键应为文字"),
        ("a: \x00", 0, "字符"),
        ("a: " + "9" * 5000, 0, "过长"),
    ],
)
def test_text_that_is_no_profile_is_refused_in_words(text: str, line: int, expectation: str) -> None:
    (problem,) = problems_in(text)
    assert problem.line == line
    assert expectation in problem.expectation


def test_files_that_cannot_be_read_are_refused_in_words(tmp_path: Path) -> None:
    gbk = tmp_path / "gbk.yaml"
    gbk.write_bytes("meta:\n  title: 方案".encode("gbk"))
    with pytest.raises(ProfileError, match=r"第 2 行：不是 UTF-8"):
        load_profile(gbk)
    with pytest.raises(ProfileError, match="不存在"):
        load_profile(tmp_path / "none.yaml")


def test_an_empty_document_is_told_every_missing_part() -> None:
    missing = {problem.key for problem in problems_in("schema_version: 1")}
    assert {"meta", "levels", "roles", "casework", "texts"} <= missing


def test_deep_nesting_is_refused() -> None:
    (problem,) = problems_in("[" * 5000 + "]" * 5000)
    assert "嵌套" in problem.expectation
