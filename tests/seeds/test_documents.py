"""The guide for those who write profiles: its examples hold, its errors are the real ones, and nothing is left out."""

import re
from pathlib import Path

import pytest
import yaml

from seeds.documents import GUIDE, SCHEMA, documents
from seeds.labels import all_sections, label_of
from seeds.loading import parse_profile, resolve
from seeds.positions import read_document
from seeds.problems import ProfileError
from seeds.schema import Profile

TEXT = GUIDE.read_text(encoding="utf-8")
BLOCKS = [(kind, body) for kind, body in re.findall(r"```(yaml \S+|text)\n(.*?)```", TEXT, re.DOTALL)]
SMALLEST = next(body for kind, body in BLOCKS if kind == "yaml 完整")
FILE = Path("longhe.yaml")


def of_kind(kind: str) -> list[str]:
    return [body for name, body in BLOCKS if name == f"yaml {kind}"]


def find(text: str) -> dict[str, tuple[str, Path]]:
    return {"longhe": (text, FILE)}


def laid_over(text: str, addition: str) -> str:
    """The profile with an addition of the tutorial worked in."""
    own = {
        "extends": "longhe",
        "meta": yaml.safe_load(SMALLEST)["meta"] | {"id": "step"},
        "place": yaml.safe_load(SMALLEST)["place"],
    }
    return resolve(f"{yaml.safe_dump(own, allow_unicode=True)}{addition}", Path("step.yaml"), find(text).get)


@pytest.mark.parametrize("path", [SCHEMA, GUIDE], ids=lambda path: str(path.name))
def test_what_is_made_from_the_schema_is_up_to_date(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == documents()[path], "run python -m seeds.documents"


def test_every_block_says_what_it_is() -> None:
    assert {kind for kind, _ in BLOCKS} == {
        f"yaml {kind}" for kind in ("完整", "片段", "继承", "错误", "示例", "备注")
    } | {"text"}
    assert TEXT.count("```") == 2 * len(BLOCKS)


def test_the_smallest_profile_is_sound() -> None:
    assert len(of_kind("完整")) == 1
    assert parse_profile(SMALLEST, FILE).meta.id == "longhe"


def test_the_additions_hold_one_upon_another() -> None:
    text = SMALLEST
    for addition in of_kind("片段"):
        text = laid_over(text, addition)
    grown = parse_profile(text, FILE)
    assert grown.campaigns
    assert grown.tables
    assert grown.casework.limit_for("roads").working_days == 10


def test_the_inheriting_example_adds_changes_and_removes() -> None:
    (text,) = of_kind("继承")
    summer = parse_profile(text, Path("longhe_summer.yaml"), find(SMALLEST).get)
    assert [category.code for category in summer.casework.categories] == ["hazards", "emergencies", "flooding"]
    assert summer.casework.limit_for("hazards").working_days == 1


ERRORS = [(body, BLOCKS[index + 1]) for index, (kind, body) in enumerate(BLOCKS) if kind == "yaml 错误"]


@pytest.mark.parametrize(("text", "following"), ERRORS)
def test_every_error_shown_is_the_one_people_get(text: str, following: tuple[str, str]) -> None:
    kind, message = following
    assert kind == "text"
    replaced = {line.split(":")[0] for line in text.splitlines() if re.match(r"\w+:", line)}
    kept = re.split(r"\n(?=\w+:)", SMALLEST)
    whole = "\n".join([part for part in kept if part.split(":")[0] not in replaced] + [text])
    with pytest.raises(ProfileError) as refused:
        parse_profile(whole, FILE)
    assert message.strip() in str(refused.value)


@pytest.mark.parametrize("text", of_kind("示例"))
def test_every_example_of_the_reference_is_that_of_its_section(text: str) -> None:
    ((key, value),) = read_document(text, "").data.items()
    assert value == read_document(label_of(Profile, key).example, "").data


def test_every_key_is_mentioned() -> None:
    missing = {f"{model.__name__}.{key}" for model in all_sections() for key in model.model_fields if f"`{key}`" not in TEXT
               and f"### {key}：" not in TEXT}  # fmt: skip
    assert missing == set()
    assert "$schema=profile.schema.json" in TEXT
