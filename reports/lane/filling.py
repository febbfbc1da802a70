"""Every context to its page: one of each group is laid out, the others fill its slots, and what does not fit is laid out too."""

from collections.abc import Callable, Mapping, Sequence
from itertools import repeat
from typing import Any, NamedTuple

from reports.contexts import Context
from reports.lane.groups import Group, grouped, texts
from reports.lane.moulds import Casting, Misfit, mould_of
from reports.lane.weasy.painting import Form

LayOut = Callable[[Sequence[int]], Any]
"""Numbers of contexts in, a WeasyPrint document with one page for each out."""


class Filled(NamedTuple):
    """What draws each context, by its number; `model` is a document with the metadata, `slow` how many were laid out for themselves."""

    painters: Mapping[int, Casting | Form]
    model: Any
    slow: int


def fill(contexts: Sequence[Context], slots: Sequence[str], lay_out: LayOut) -> Filled:
    """Raises what `lay_out` raises."""
    painters: dict[int, Casting | Form] = {}
    waiting, model, slow = grouped(contexts, range(len(contexts)), slots), None, 0
    while waiting:
        model = lay_out([group.members[0] for group in waiting])
        again: list[Group] = []
        for group, page in zip(waiting, model.pages, strict=True):
            cast, left = _cast(contexts, group, page)
            painters |= cast
            slow += not any(isinstance(one, Casting) for one in cast.values())
            again += [each for part in left for each in grouped(contexts, part, slots)]
        waiting = again
    return Filled(painters, model, slow)


def _cast(
    contexts: Sequence[Context], group: Group, page: Any
) -> tuple[dict[int, Casting | Form], Sequence[Sequence[int]]]:
    """What the page of the first draws, and the rest, by what could share another page."""
    first, *others = group.members
    mould = mould_of(page, group.varying) if others else None
    if mould is None:
        return {first: Form(page)}, [[number] for number in others]
    said = texts(contexts, group)
    mould.learn(said)
    rows = zip(*said.values(), strict=True) if said else repeat((), len(group.members))
    made = {
        number: mould.fill(dict(zip(said, row, strict=True))) for number, row in zip(group.members, rows, strict=True)
    }
    cast: dict[int, Casting | Form] = {number: one for number, one in made.items() if isinstance(one, Casting)}
    left: dict[Any, list[int]] = {}
    for number, one in made.items():
        if isinstance(one, Misfit) and number != first:
            left.setdefault(one if one.lines else number, []).append(number)
    if first in cast:
        return cast, [*left.values()]
    # The one laid out cannot fill its own mould: the page is its own, and the others try again without it.
    return {first: Form(page)}, [[*cast], *left.values()] if cast else [*left.values()]
