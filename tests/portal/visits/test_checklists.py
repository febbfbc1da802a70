"""Checklists in a visit: what is asked, what may be answered, what points to an issue."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.visits.checklists import asked, in_words, read_answers, troubles
from seeds.sections.checklists import Checklist

CHECKLIST = Checklist.model_validate({
    "key": "weekly", "name": "每周走访", "sections": [{"key": "all", "name": "全部", "questions": [
        {"key": "changed", "text": "人口有没有变化", "kind": "boolean", "required": True},
        {"key": "change", "text": "怎么变的", "kind": "text", "required": True, "when": {"question": "changed", "answers": ["yes"]}},
        {"key": "danger", "text": "看到哪些隐患", "kind": "choices", "trouble": ["fire", "flood"], "raises": "safety",
         "options": [{"key": "none", "name": "没有"}, {"key": "fire", "name": "火灾"}, {"key": "flood", "name": "汛期"}]},
        {"key": "rented", "text": "是否出租", "kind": "boolean"},
        {"key": "known", "text": "租客是否登记", "kind": "boolean", "when": {"question": "rented", "answers": ["yes"]}, "trouble": ["no"]},
        {"key": "people", "text": "几口人", "kind": "integer"}, {"key": "area", "text": "多少亩地", "kind": "decimal"},
        {"key": "since", "text": "何时入住", "kind": "date"}, {"key": "pleased", "text": "满意吗", "kind": "satisfaction"},
        {"key": "heat", "text": "怎么取暖", "kind": "choice", "options": [{"key": "coal", "name": "烧煤"}, {"key": "gas", "name": "燃气"}]},
    ]}],
})  # fmt: skip


def test_a_question_hangs_on_the_answer_before_it() -> None:
    assert [each.key for each in asked(CHECKLIST, {})][:2] == ["changed", "danger"]
    assert "change" in {each.key for each in asked(CHECKLIST, {"changed": True})}
    assert "change" not in {each.key for each in asked(CHECKLIST, {"changed": False})}


def test_answers_are_kept_as_plain_json_and_those_not_asked_are_left_out() -> None:
    given_ = {
        "changed": "no", "change": "搬走了", "danger": ["flood", "fire"], "people": "4", "area": "1.5", "since": "2020-01-02",
        "pleased": "satisfied", "heat": "gas", "rented": "",
    }  # fmt: skip
    stored, problems = read_answers(CHECKLIST, given_)
    assert problems == []
    assert stored == {
        "changed": False, "danger": ["fire", "flood"], "people": 4, "area": 1.5, "since": "2020-01-02", "pleased": "satisfied", "heat": "gas",
    }  # fmt: skip
    assert read_answers(CHECKLIST, stored) == (stored, [])


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({}, "请回答“人口有没有变化”"),
        ({"changed": "yes"}, "请回答“怎么变的”"),
        ({"changed": "yes", "change": "  "}, "请回答“怎么变的”"),
        ({"changed": "maybe"}, "“人口有没有变化”：请选择“是”或“否”"),
        ({"changed": "no", "roof": "x"}, "没有“roof”这个问题"),
        ({"changed": "no", "people": "4.5"}, "“几口人”：应为整数"),
        ({"changed": "no", "people": True}, "“几口人”：应为数字"),
        ({"changed": "no", "area": "1e400"}, "“多少亩地”：应为数字"),
        ({"changed": "no", "since": "2026-02-30"}, "真实的日期"),
        ({"changed": "no", "heat": "wood"}, "请从所列答案中选择"),
        ({"changed": "no", "danger": ["fire", 7]}, "请从所列答案中选择"),
        ({"changed": "no", "pleased": "very"}, "请选择满意程度"),
    ],
)
def test_what_is_wrong_names_the_question(answers: dict[str, Any], sentence: str) -> None:
    _stored, problems = read_answers(CHECKLIST, answers)
    assert len(problems) == 1
    assert sentence in problems[0][0]


def test_what_need_not_be_whole_may_lack_required_answers() -> None:
    assert read_answers(CHECKLIST, {"people": 3}, whole=False) == ({"people": 3}, [])


def test_troubles_name_question_answer_and_category() -> None:
    found = troubles(CHECKLIST, {"danger": ["none", "fire"], "rented": True, "known": False})
    assert [(each.question.key, each.said, each.category) for each in found] == [
        ("danger", "没有、火灾", "safety"), ("known", "否", None),
    ]  # fmt: skip
    assert troubles(CHECKLIST, {"rented": False, "known": False}) == []
    assert in_words(CHECKLIST.sections[0].questions[0], None) == ""


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)
keys = st.sampled_from([*(each.key for each in CHECKLIST.sections[0].questions), "unknown"])


@given(st.dictionaries(keys, anything, max_size=8))
def test_whatever_is_sent_what_is_stored_is_sound(answers: dict[str, Any]) -> None:
    stored, _problems = read_answers(CHECKLIST, answers, whole=False)
    assert read_answers(CHECKLIST, stored, whole=False) == (stored, [])
    assert set(stored) <= {each.key for each in asked(CHECKLIST, stored)}
