"""Who of many does not fit, asked only once somebody did not: the fast lane lays out one of each group and knows of no others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from unicodedata import east_asian_width

from reports.catalogue import Design
from reports.contexts import Context
from reports.errors import Overflow, ReportError
from reports.lane.groups import Group, grouped, texts
from reports.laying import Options, lay_out

_AT_ONCE = 25
_MOST_LAID_OUT = 400
"""Pages laid out to find them, which takes a few seconds; what is found by then is told as “at least”."""


def all_misfits(design: Design, contexts: Sequence[Context], title: str, options: Options, found: Overflow) -> Overflow:
    """The refusal that names everybody who does not fit, in delivery order; `found` named the first of them."""
    search = _Search(design, contexts, title, options)
    for group in grouped(contexts, range(len(contexts)), design.slots):
        search.look(group)
    if not search.misfits:
        return found
    named = [contexts[number].subject for number in sorted(search.misfits)]
    return Overflow(list(dict.fromkeys(named)), "、".join(search.places), at_least=search.tired)


class _Search:
    def __init__(self, design: Design, contexts: Sequence[Context], title: str, options: Options) -> None:
        self._design, self._contexts, self._title, self._options = design, contexts, title, options
        self._laid_out = 0
        self.misfits: set[int] = set()
        self.places: dict[str, None] = {}

    @property
    def tired(self) -> bool:
        """Whether so much was laid out that the rest is not looked at."""
        return self._laid_out >= _MOST_LAID_OUT

    def look(self, group: Group) -> None:
        """Where the shortest text of every slot does not fit, nobody's do; else slot by slot those with the longest texts are tried until
        all of them fit."""
        said = {slot: [_width(text) for text in words] for slot, words in texts(self._contexts, group).items()}
        whole = [sum(widths) for widths in zip(*said.values(), strict=True)] or [0]
        if self._spilt([group.members[whole.index(min(whole))]]) and self._hopeless(group, said):
            self.misfits.update(group.members)
            return
        for widths in said.values():
            for some in _cut([number for _, number in sorted(zip(widths, group.members, strict=True))[::-1]]):
                if not self._spilt(some):
                    break

    def _hopeless(self, group: Group, said: Mapping[str, Sequence[int]]) -> bool:
        """Whether somebody would not fit who has the shortest text of the group in every slot: who is shortest on the whole may have one
        that is long. `said`: how wide the texts are, by slot."""
        shortest = {slot: group.members[widths.index(min(widths))] for slot, widths in said.items()}
        texts_of = {slot: getattr(self._contexts[number], slot) for slot, number in shortest.items()}
        one: Any = self._contexts[group.members[0]]
        return self._spill([replace(one, **texts_of)]) is not None

    def _spilt(self, numbers: Sequence[int]) -> bool:
        some = [self._contexts[number] for number in numbers]
        spilt = self._spill(some)
        if spilt is None:
            return False
        self.places |= dict.fromkeys(spilt.place.split("、"))
        self.misfits.update(n for n, one in zip(numbers, some, strict=True) if one.subject in spilt.subjects)
        return True

    def _spill(self, contexts: Sequence[Context]) -> Overflow | None:
        if self.tired:
            return None
        self._laid_out += len(contexts)
        try:
            lay_out(self._design, contexts, self._title, self._options, apart=True)
        except Overflow as spilt:
            return spilt
        except ReportError:
            return None  # another fault, which is told once these fit
        return None


def _width(text: str) -> int:
    """Roughly, in half characters: a number is narrower than as many characters of Chinese."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _cut(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """The first alone, for mostly it fits; then so many at once."""
    yield numbers[:1]
    for start in range(1, len(numbers), _AT_ONCE):
        yield numbers[start : start + _AT_ONCE]
