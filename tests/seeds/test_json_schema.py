"""The JSON Schema for editors says what the models say, in Chinese."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seeds.json_schema import json_schema
from seeds.loading import available_profiles
from seeds.positions import read_document

SCHEMA = json_schema()
CHECK = jsonschema.Draft7Validator(SCHEMA)
INHERITED = Path(__file__).parent / "inherited"
FILES = {**available_profiles(), **{path.stem: path for path in INHERITED.glob("*.yaml")}}


def told(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from (schema[key] for key in ("title", "description") if isinstance(schema.get(key), str))
        for value in schema.values():
            yield from told(value)


def faults(data: Any) -> list[str]:
    return [error.message for error in CHECK.iter_errors(data)]


def county() -> Any:
    return read_document(FILES["qingshan"].read_text(encoding="utf-8"), "").data


def test_it_is_a_schema_and_all_it_tells_is_chinese() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert [text for text in told(SCHEMA) if not re.search(r"[\u4e00-\u9fff]", text)] == []


@pytest.mark.parametrize("path", FILES.values(), ids=list(FILES))
def test_every_sound_profile_fits(path: Path) -> None:
    assert faults(read_document(path.read_text(encoding="utf-8"), "").data) == []


def test_only_a_child_may_leave_out_and_remove() -> None:
    child = read_document(FILES["liuxi"].read_text(encoding="utf-8"), "").data
    assert faults({**child, "extends": 3})
    assert faults({key: value for key, value in child.items() if key != "extends"})
    assert faults({key: value for key, value in child.items() if key != "meta"})
    assert faults({**county(), "bonus": {"remove": True}})


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(sorted(SCHEMA["definitions"]["Profile"]["properties"])),
    st.sampled_from([3, "x", {"odd": 1}, ["x"]]),
)
def test_a_wrong_shape_is_noticed_while_typing(key: str, value: object) -> None:
    assert faults({**county(), key: value})
