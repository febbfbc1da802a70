"""Who of many does not fit, asked only once somebody did not: the fast lane lays out one of each group and knows of no others."""

from collections.abc import Iterator, Sequence

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
        """Where the shortest texts do not fit, nobody's do; else those with the longest texts are tried until all of them fit."""
        said = texts(self._contexts, group)
        lengths = [sum(len(text) for text in row) for row in zip(*said.values(), strict=True)] or [0]
        if self._spilt([group.members[lengths.index(min(lengths))]]):
            self.misfits.update(group.members)
            return
        for words in said.values():
            for some in _cut([number for _, number in sorted(zip(map(len, words), group.members, strict=True))[::-1]]):
                if not self._spilt(some):
                    break

    def _spilt(self, numbers: Sequence[int]) -> bool:
        if self.tired:
            return False
        self._laid_out += len(numbers)
        some = [self._contexts[number] for number in numbers]
        try:
            lay_out(self._design, some, self._title, self._options, apart=True)
        except Overflow as spilt:
            self.places |= dict.fromkeys(spilt.place.split("、"))
            self.misfits.update(n for n, one in zip(numbers, some, strict=True) if one.subject in spilt.subjects)
            return True
        except ReportError:
            return False  # another fault, which is told once these fit
        return False


def _cut(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """The first alone, for mostly it fits; then so many at once."""
    yield numbers[:1]
    for start in range(1, len(numbers), _AT_ONCE):
        yield numbers[start : start + _AT_ONCE]
