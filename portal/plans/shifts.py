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
    """Compare two lists. A `was` may stay in the file: it counts only while the old list has that key, and the new one does not or
    gives that key to what comes from elsewhere in its turn (two that change places)."""
    before, after = {each.key: each for each in old}, {each.key: each for each in new}
    claims = {key: each.was for key, each in after.items() if each.was and _claims(before, after, each)}
    renamed: dict[str, str] = {}
    torn = []
    for key, was in claims.items():
        if _is_freed(key, claims, after):
            renamed.setdefault(was, key)
        elif key not in before:
            torn.append(after[key])
    removed = {key: each.name for key, each in before.items() if key not in after and key not in renamed}
    retired = tuple(each for key, each in after.items() if each.retired and not _was_retired(before, renamed, key))
    return Shift(renamed, removed, retired if before else (), tuple(torn))


def _claims(before: dict[str, Entry], after: dict[str, Entry], each: Entry) -> bool:
    """Whether an entry wants the data of another; what it said in the old list already has been done."""
    said = each.key in before and before[each.key].was == each.was
    return each.was in before and each.was != each.key and not (each.was in after and said)


def _is_freed(key: str, claims: dict[str, str], after: dict[str, Entry]) -> bool:
    """Whether the data that `key` claims is left by its holder, who is gone, or has moved on: along a chain or round a ring."""
    at, passed = claims[key], set[str]()
    while at in after and at != key:
        if at not in claims or at in passed:
            return False
        passed.add(at)
        at = claims[at]
    return True


def _was_retired(before: dict[str, Entry], renamed: dict[str, str], key: str) -> bool:
    earlier = next((old for old, new in renamed.items() if new == key), key)
    return earlier in before and before[earlier].retired
