"""Every text of every plan goes through the form and comes back as it was."""

from __future__ import annotations

import re
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from portal.wordings.content import plain, section_of, unknown_places
from portal.wordings.form import Part, box_of, parts_of, read_content
from portal.wordings.rules import WordingKind
from seeds.loading import available_profiles, load_profile

ENGLISH = re.compile(r"\{[a-z_]+\}")
"""A placeholder as it is kept, which nobody reads."""


def typed(parts: list[Part]) -> MultiDict[str, str]:
    """What a browser sends for a form that nobody changed."""
    pairs: list[tuple[str, str]] = []
    for part in parts:
        for box in part.boxes:
            pairs += [(box.name, each) for each in box.value] if box.kind == "checks" else [(box.name, box.value)]
            if box.name.endswith("/heading"):
                pairs.append(("chapter", box.name.split("/")[1]))
    return MultiDict(pairs)


def ordered(content: dict[str, Any]) -> dict[str, Any]:
    """Which boxes are ticked counts, not their order."""
    return {name: sorted(value) if name == "shows" else value for name, value in content.items()}


@pytest.mark.parametrize("key", available_profiles())
def test_a_text_of_a_plan_comes_back_from_the_form(key: str) -> None:
    texts = load_profile(available_profiles()[key]).texts
    for kind in WordingKind:
        section = getattr(texts, kind)
        if section is not None:
            content = plain(section)
            sent = typed(parts_of(kind, content))
            assert not ENGLISH.findall("".join(sent.to_dict().values())), kind.label
            read = read_content(kind, sent)
            assert ordered(plain(section_of(kind, read))) == ordered(content), kind.label
            assert unknown_places(kind, section) == [], kind.label


def test_lines_broken_by_hand_belong_together_and_halves_of_characters_go() -> None:
    answers = MultiDict({"title": "信\ud800\x00", "paragraphs": "一\r\n二\r\n\r\n三", "salutation": "好"})
    assert read_content("letter", answers) == {"title": "信", "salutation": "好", "paragraphs": ["一二", "三"]}


def test_a_refusal_finds_its_box() -> None:
    parts = parts_of("handbook", {"title": "书", "chapters": [{"heading": "一", "paragraphs": ["甲"]}]})
    assert box_of("chapters/0/paragraphs/0", parts) == "chapters/0/paragraphs"
    assert box_of("title", parts) == "title"
    assert box_of(None, parts) == ""
