"""The quick reading of a profile says exactly what the slow one says; where they could differ, the slow one is asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeds import positions
from seeds.loading import available_profiles
from seeds.positions import YamlError, read_document

TEXT = (Path(__file__).parent / "inherited" / "qingshan.yaml").read_text(encoding="utf-8")
PIECES = st.sampled_from(
    ["\t", " ", "：", ": ", ":", "- ", "#", " #", '"', "'", "|", ">", "\n", "\r\n", "[", "]", "{", "}", ",", "? ", "%", "@", "&a ", "*a", "!x ",
     "---\n", "...\n", "\x85", "\u2028", "\ufeff", "😀", "0x1f", "1_000", "yes", "~", ".inf", "010", "2026-01-01", "<<: ", "\\", "\x7f"]
)  # fmt: skip


def slowly(text: str) -> tuple[object, object] | str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(positions, "_is_plain", lambda _text: False)
        return read(text)


def read(text: str) -> tuple[object, object] | str:
    try:
        document = read_document(text, "x.yaml")
    except YamlError as error:
        return f"{error.line} {error}"
    return repr(document.data), (document.places, document.problems)


@given(st.integers(0, len(TEXT) - 1), st.integers(5, 150), st.lists(st.tuples(st.integers(0, 150), PIECES), max_size=3))
def test_both_readings_of_any_text_agree(start: int, length: int, edits: list[tuple[int, str]]) -> None:
    text = TEXT[start : start + length]
    for place, piece in edits:
        text = text[:place] + piece + text[place:]
    assert read(text) == slowly(text)


@pytest.mark.parametrize("path", available_profiles().values(), ids=available_profiles())
def test_profiles_are_read_quickly_and_alike(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert positions._is_plain(text)
    assert read(text) == slowly(text)


@pytest.mark.parametrize(
    "text",
    [
        "a: &x 1",
        "a: !!str 1",
        "a: ? b",
        "\ta: 1",
        "a: 1\n---\nb: 2",
        "",
        "[" * 60 + "]" * 60,
        "a: [" * 30_000,
        "a: |-#b\n  c",
    ],
)
def test_what_libyaml_takes_otherwise_is_left_to_the_loader_that_says_why(text: str) -> None:
    assert not positions._is_plain(text)


def test_the_slow_loader_is_the_one_that_refuses_anchors() -> None:
    with pytest.raises(YamlError, match="引用"):
        read_document("a: &x 1\nb: *x", "x.yaml")
