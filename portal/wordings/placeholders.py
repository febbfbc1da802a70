"""Placeholders as people read and write them: {网格员姓名} on screen is {member} in the text that is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping

from seeds.sections.texts import PLACEHOLDERS

_KEYS = {label: key for key, label in PLACEHOLDERS.items()}
_BRACES = re.compile(r"\{([^{}]*)\}")
_WIDE = str.maketrans("｛｝", "{}")
"""As a Chinese keyboard types them."""


def shown(text: str) -> str:
    """A kept text, or a sentence about one, with its placeholders in Chinese."""
    return _replaced(text, PLACEHOLDERS)


def kept(text: str) -> str:
    """What a person typed, with its placeholders as they are kept; a name that is none stays and is refused with the text."""
    return _replaced(text.translate(_WIDE), _KEYS)


def _replaced(text: str, names: Mapping[str, str]) -> str:
    return _BRACES.sub(lambda found: f"{{{names.get(found[1].strip(), found[1])}}}", text)
