"""Every key a profile may contain has a Chinese name, and an example that the schema accepts."""

import re

import pytest
import yaml
from pydantic import BaseModel, create_model

from seeds.labels import TABLE, all_sections, label_of, value_label, words_of
from seeds.positions import read_document
from seeds.sections.base import Section

KEYS = [(model, key) for model in all_sections() for key in model.model_fields]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize(("model", "key"), KEYS, ids=[f"{model.__name__}.{key}" for model, key in KEYS])
def test_every_key_is_labelled_and_its_example_holds(model: type[BaseModel], key: str) -> None:
    label = label_of(model, key)
    assert CHINESE.search(label.name)
    assert CHINESE.search(label.about)
    alone = create_model("Alone", __base__=Section, value=(model.model_fields[key].rebuild_annotation(), ...))
    alone.model_validate({"value": read_document(label.example, "").data})


@pytest.mark.parametrize("model", all_sections(), ids=lambda model: str(model.__name__))
def test_every_word_to_choose_has_a_chinese_name(model: type[BaseModel]) -> None:
    words = [word for field in model.model_fields.values() for word in words_of(field.annotation)]
    plain = {1, "A4", "A3", "A2", "A1", "A0"}
    bare = {word for word in words if word not in plain or isinstance(word, bool)}
    assert {word for word in bare if not CHINESE.search(value_label(model, word))} == set()


def test_no_label_is_left_over() -> None:
    table = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    known = {model.__name__: set(model.model_fields) for model in all_sections()}
    own = {name: set(keys) for name, keys in table.items() if name not in {"common", "values"}}
    assert {name: keys - known.get(name, set()) for name, keys in own.items() if keys - known.get(name, set())} == {}
    assert set(table["common"]) <= set().union(*known.values())
