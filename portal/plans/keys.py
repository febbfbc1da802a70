"""Lists of a profile whose keys stand in a column of live rows: kinds of grid and establishment, sources, roles."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.plans.following import Obstacle
from portal.plans.shifts import Entry, shift
from portal.plans.uses import Use, in_use
from seeds.schema import Profile

REMEDY = "请先改掉这些记录，或在新方案里保留它；改名的请写 was: {key}"
MAY_RETIRE = REMEDY + "，不再使用的请写 retired: true"


@dataclass(frozen=True)
class KeysFollower:
    """Follows one list. `noun`: what an entry is called; `entries`: the list in a profile; `may_retire`: whether entries can be."""

    noun: str
    entries: Callable[[Profile], Iterable[Entry]]
    use: Use
    may_retire: bool = False

    @property
    def tables(self) -> tuple[str, ...]:
        """The table that holds the keys."""
        return (self.use.table.name,)

    def changes(self, session: Session, old: Profile | None, new: Profile) -> list[str]:
        """Rows that get another key, and entries that are no longer offered."""
        moved, counts = shift(self._old(old), self.entries(new)), self.use.counts(session)
        found = [
            f"{self.noun}的代号“{before}”改为“{after}”，{counts[before]} {self.use.noun}随之更改"
            for before, after in moved.renamed.items() if counts.get(before)
        ]  # fmt: skip
        return found + [
            f"{self.noun}“{each.name}”停用，{counts.get(each.was or each.key, 0) or counts.get(each.key, 0)} {self.use.noun}照旧保留"
            for each in moved.retired
        ]

    def warnings(self, session: Session, old: Profile | None, new: Profile) -> list[Obstacle]:
        """None: a key is known or it is not."""
        return []

    def obstacles(self, session: Session, old: Profile | None, new: Profile) -> list[Obstacle]:
        """Rows that hold a key which the new list no longer has."""
        moved = shift(self._old(old), self.entries(new))
        remedy = MAY_RETIRE if self.may_retire else REMEDY
        found = torn(self.noun, moved.torn)
        for key, name in moved.removed.items():
            found += in_use(session, self.noun, name, key, (self.use,), remedy.format(key=key))
        return found

    def follow(self, session: Session, old: Profile | None, new: Profile) -> None:
        """Move rows to the new keys."""
        self.use.move(session, shift(self._old(old), self.entries(new)).renamed)

    def _old(self, old: Profile | None) -> Iterable[Entry]:
        return self.entries(old) if old else ()


def torn(noun: str, entries: Iterable[Entry]) -> list[Obstacle]:
    """Entries that claim the data of another which the new profile still has."""
    return [
        Obstacle(f"{noun}“{each.name}”写了 was: {each.was}，但新方案里还有 {each.was}", remedy="was 只能写新方案已经去掉的那一项")
        for each in entries
    ]  # fmt: skip
