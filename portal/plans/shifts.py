"""How the keys of a list move from one profile to the next: pure decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One item of a list in a profile: its key, its name, the key it had before, and what its row says besides."""

    key: str
    name: str
    was: str | None = None
    retired: bool = False
    values: tuple[tuple[str, Any], ...] = ()


def called(entries: Iterable[Entry]) -> list[str]:
    """The names; those that several entries share with their keys, so that they can be told apart."""
    listed = list(entries)
    shared = Counter(each.name for each in listed)
    return [f"{each.name}（{each.key}）" if shared[each.name] > 1 else each.name for each in listed]


@dataclass(frozen=True)
class Shift:
    """What became of the keys of the old list."""

    renamed: dict[str, str]
    """Old key -> new key."""
    removed: dict[str, str]
    """Key -> name of what the new list no longer has."""
    retired: tuple[Entry, ...]
    """What is kept from now on, and no longer offered."""
    torn: tuple[Entry, ...]
    """New entries that claim a key which is still used by another."""


def shift(old: Iterable[Entry], new: Iterable[Entry]) -> Shift:
    """Compare two lists. A `was` counts only while the old list has that key and the new one does not: it may stay in the file."""
    before, after = {each.key: each for each in old}, {each.key: each for each in new}
    renamed: dict[str, str] = {}
    torn = []
    for each in after.values():
        if each.was is None or each.was not in before:
            continue
        if each.was in after:
            torn += [each] if each.key not in before and each.was != each.key else []
        else:
            renamed.setdefault(each.was, each.key)
    removed = {key: each.name for key, each in before.items() if key not in after and key not in renamed}
    retired = tuple(each for key, each in after.items() if each.retired and not _was_retired(before, renamed, key))
    return Shift(renamed, removed, retired if before else (), tuple(torn))


def _was_retired(before: dict[str, Entry], renamed: dict[str, str], key: str) -> bool:
    earlier = next((old for old, new in renamed.items() if new == key), key)
    return earlier in before and before[earlier].retired
