"""What a table may hold: only rows and columns that the profile knows, never a sensitive field."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from seeds.loading import available_profiles, parse_profile
from seeds.problems import ProfileError
from seeds.schema import Profile

HONGQIAO = yaml.safe_load(available_profiles()["hongqiao"].read_text("utf-8"))
ABSENT = next(index for index, table in enumerate(HONGQIAO["tables"]) if table["key"] == "absent_homes")


def with_table(fields: dict[str, Any] | None = None, **parts: Any) -> Profile:
    """Hongqiao's profile with its register of absent homes changed, and `fields` added to its household's first."""
    data = yaml.safe_load(yaml.safe_dump(HONGQIAO, default_style=None))
    data["tables"][ABSENT].update(parts)
    data["fields"]["household"][0].update(fields or {})
    return parse_profile(yaml.safe_dump(data, allow_unicode=True), Path("changed.yaml"))


def problem(fields: dict[str, Any] | None = None, **parts: Any) -> str:
    with pytest.raises(ProfileError) as refused:
        with_table(fields, **parts)
    return str(refused.value)


def columns(*sources: str) -> list[dict[str, str]]:
    return [{"name": f"列{index}", "source": source} for index, source in enumerate(sources)]


def test_conditions_are_read_into_name_and_argument() -> None:
    table = with_table(only=["way:absent", "unvisited"]).tables[ABSENT]
    assert [tuple(each) for each in table.filters] == [("way", "absent"), ("unvisited", "")]


@pytest.mark.parametrize(("parts", "said"), [
    ({"only": ["way:bicycle"]}, "没有代号为“bicycle”的走访方式，可用：absent、home、phone、refused"),
    ({"only": ["care:nobody"]}, "没有代号为“nobody”的关爱类别"),
    ({"only": ["object:nobody"]}, "没有代号为“nobody”的走访对象，可用：homes"),
    ({"only": ["way"]}, "“way”应写明是哪一个"),
    ({"only": ["visited:yes"]}, "visited 后面不写冒号"),
    ({"only": ["overdue"]}, "only 里的“overdue”不能用于这种报表（subject 为 household），可用：visited"),
    ({"only": ["handsome"]}, "only 里的“handsome”不能用于"),
    ({"columns": columns("field:nothing")}, "这种报表没有代号为“nothing”的自定义字段，可用：away_address"),
    ({"columns": columns("visits:bicycle")}, "没有代号为“bicycle”的走访方式"),
    ({"subject": "resident", "only": [], "columns": columns("rate:nothing")}, "没有代号为“nothing”的率"),
    ({"subject": "establishment", "only": [], "columns": columns("field:away_phone")}, "这种报表没有代号为“away_phone”"),
    ({"scheme": "nothing"}, "没有名为“nothing”的考核方案"),
])  # fmt: skip
def test_what_the_profile_does_not_know_is_named(parts: dict[str, Any], said: str) -> None:
    assert said in problem(**parts)


def test_issues_and_visits_show_the_fields_of_their_household() -> None:
    assert with_table(subject="visit", columns=columns("field:away_phone"))
    assert with_table(subject="issue", only=["open", "source:visit"], columns=columns("field:away_phone"))


def test_a_sensitive_field_is_no_column() -> None:
    first = HONGQIAO["fields"]["household"][0]["key"]
    said = problem({"sensitive": True, "in_list": False, "in_search": False}, columns=columns(f"field:{first}"))
    assert f"自定义字段“{first}”是敏感的" in said
