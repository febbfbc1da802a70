"""Enumerations with Chinese labels: the key is stored, the label is shown."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol, Self


class Options(Protocol):
    """Keys with labels: of an enumeration, or of a list that the profile keeps."""

    def options(self, retired: bool = False) -> list[tuple[str, str]]:
        """(key, label) pairs for a form; with those not offered any more for a search."""

    def label_of(self, key: str | None) -> str:
        """The label of a stored key; nothing as an empty string."""


class Choice(StrEnum):
    """A stored key with a label: `NAME = "key", "标签"`."""

    label: str

    def __new__(cls, key: str, label: str = "") -> Self:
        member = str.__new__(cls, key)
        member._value_ = key
        member.label = label
        return member

    @classmethod
    def options(cls, retired: bool = False) -> list[tuple[str, str]]:
        """(key, label) pairs for a form; all are offered."""
        return [(member.value, member.label) for member in cls]

    @classmethod
    def label_of(cls, key: str | None) -> str:
        """The label of a stored key; nothing as an empty string."""
        return cls(key).label if key else ""


def one_of(choices: type[Choice], column: str) -> str:
    """The SQL condition that the column holds one of the keys; for a CHECK constraint."""
    return f"{column} IN ({', '.join(repr(member.value) for member in choices)})"
