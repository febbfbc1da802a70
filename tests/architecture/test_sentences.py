"""Chinese sentences stand in Chinese punctuation: no half-width mark beside a Chinese character, no corner brackets."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.architecture.test_house_rules import ROOT, python_files, text_lines, tracked

_CHINESE = r"[\u3400-\u9fff《》“”]"
HALF_WIDTH = re.compile(rf"(?<={_CHINESE})[,:;!?()]|[,:;!?()](?={_CHINESE})|(?<=）)[,:;!?]|[「」]")
_PATTERN = re.compile(r"[|\\]")
"""What only a regular expression holds."""
_PAGES = re.compile(r"portal/(templates|static)/.+\.(html|js)")
_COMMENT = re.compile(r"/\*.*?\*/|\{#.*?#\}|//.*")
SHOWN_AS_TYPED = {"“键: 值”", "“种子:编号”", "=可选项!"}
"""YAML, the text of a hash, and a formula: there the half-width mark is what has to be written."""


def sentences(name: str) -> Iterator[tuple[int, str]]:
    """The strings of a Python file with their lines, but docstrings."""
    tree = ast.parse((ROOT / name).read_text())
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.lineno, node.value


def is_wrong(text: str) -> bool:
    """Whether a half-width mark stands beside a Chinese character."""
    for typed in SHOWN_AS_TYPED:
        text = text.replace(typed, "")
    return bool(HALF_WIDTH.search(text))


def test_sentences_in_the_code_are_full_width() -> None:
    files = [name for name in python_files() if not name.startswith(("tests/", "bench/"))]
    found = ((f"{name}:{line}", text) for name in files for line, text in sentences(name))
    assert {place: text for place, text in found if is_wrong(text) and not _PATTERN.search(text)} == {}


def test_sentences_on_pages_are_full_width() -> None:
    lines = (
        (f"{name}:{number}", line) for name in tracked() if _PAGES.match(name) for number, line in text_lines(name)
    )
    assert {place: line.strip() for place, line in lines if is_wrong(_COMMENT.sub("", line))} == {}
