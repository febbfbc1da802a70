"""Contexts that may share a page: equal in every field that is no slot."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any, NamedTuple

from reports.contexts import Context


class Group(NamedTuple):
    """Numbers of the contexts in it, in delivery order, and the slots in which they differ."""

    members: tuple[int, ...]
    varying: tuple[str, ...]


def grouped(contexts: Sequence[Context], numbers: Iterable[int], slots: Sequence[str]) -> list[Group]:
    """The contexts of these numbers in groups, by first appearance; one with an empty slot is in another group than one without."""
    names = [field.name for field in fields(contexts[0]) if field.name not in slots]  # type: ignore[arg-type]
    fixed, differing = attrgetter(*names), [attrgetter(slot) for slot in slots]
    found: dict[Any, list[int]] = {}
    for number in numbers:
        context = contexts[number]
        empty = tuple(not slot(context) for slot in differing)
        found.setdefault((fixed(context), empty), []).append(number)
    return [Group(tuple(members), _varying(contexts, members, slots)) for members in found.values()]


def texts(contexts: Sequence[Context], group: Group) -> Mapping[str, list[str]]:
    """What the slots of a group hold, by slot, in the order of its members."""
    return {slot: [getattr(contexts[number], slot) for number in group.members] for slot in group.varying}


def _varying(contexts: Sequence[Context], members: Sequence[int], slots: Sequence[str]) -> tuple[str, ...]:
    first = contexts[members[0]]
    return tuple(
        slot for slot in slots if any(getattr(contexts[number], slot) != getattr(first, slot) for number in members)
    )
