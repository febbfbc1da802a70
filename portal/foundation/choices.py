"""Enumerations with Chinese labels: the key is stored, the label is shown."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Choice(StrEnum):
    """A stored key with a label: `NAME = "key", "标签"`."""

    label: str

    def __new__(cls, key: str, label: str = "") -> Self:
        member = str.__new__(cls, key)
        member._value_ = key
        member.label = label
        return member

    @classmethod
    def options(cls) -> list[tuple[str, str]]:
        """(key, label) pairs for a form."""
        return [(member.value, member.label) for member in cls]

    @classmethod
    def label_of(cls, key: str | None) -> str:
        """The label of a stored key; nothing as an empty string."""
        return cls(key).label if key else ""


def one_of(choices: type[Choice], column: str) -> str:
    """The SQL condition that the column holds one of the keys; for a CHECK constraint."""
    return f"{column} IN ({', '.join(repr(member.value) for member in choices)})"
