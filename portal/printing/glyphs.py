"""Which characters cannot be printed. The fonts are read when they are first asked for, not when the portal starts."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import combining

_RUN = 500
LEFT_OUT = "，不印；"
"""By which a sentence tells that something is not printed."""


def lacking(design: str, words: str) -> list[str]:
    """The characters of these words that the faces of a design lack, as they would be printed."""
    from reports.catalogue import load_design
    from reports.fonts import clean, missing_characters

    return missing_characters(clean(words), load_design(design).faces)


def lacking_among(design: str, texts: Sequence[str]) -> dict[int, list[str]]:
    """Of many texts those that hold such characters, by their place. Looked at in runs: hardly any run has one."""
    found: dict[int, list[str]] = {}
    for start in range(0, len(texts), _RUN):
        run = texts[start : start + _RUN]
        if lacking(design, _each_once(run)):
            each = ((start + place, lacking(design, text)) for place, text in enumerate(run))
            found.update((place, characters) for place, characters in each if characters)
    return found


def drawable(design: str, words: str) -> str:
    """The words with 〓 for every character that a design cannot print: for lists of what could not be printed."""
    rare = lacking(design, words)
    return words.translate(dict.fromkeys(map(ord, rare), "〓")) if rare else words


def _each_once(texts: Sequence[str]) -> str:
    """The characters of these texts; all as they stand where some combine, for those are looked at together."""
    whole = "\n".join(texts)
    once = dict.fromkeys(whole)
    return whole if any(map(combining, once)) else "".join(once)


def lacking_sentence(characters: list[str]) -> str:
    """Why something is left out."""
    return f"字体缺少“{'”“'.join(characters)}”{LEFT_OUT}请改正后补印"
