"""Care categories in a column of a sheet: those that the actor may see, of people or of homes; the others stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.exchange.actors import Actor
from portal.exchange.vocabulary import Options
from portal.households.models import CareCategory
from portal.households.rules import CareSubject


class CareChoices:
    """`screen`: whose verb `reveal` opens the sensitive ones; `noun`: who is given them, in messages; `sensitive`: whether some of
    those to see are."""

    def __init__(self, session: Session, actor: Actor, subject: CareSubject, screen: str, noun: str) -> None:
        may, self._noun = actor.may("reveal", screen), noun
        rows = list(session.scalars(select(CareCategory).order_by(CareCategory.code)))
        open_ = [row for row in rows if row.applies_to == subject and (may or not row.sensitive)]
        self._ids = {row.code: row.id for row in open_}
        self._codes = {row.id: row.code for row in open_}
        self._retired = {row.id: row.name for row in rows if row.retired}
        self.sensitive = any(row.sensitive for row in open_)
        self.options: Options = tuple((row.code, row.name) for row in open_)

    def taken(self, given: Iterable[str] | None, held: Iterable[int]) -> tuple[int, ...]:
        """The ids of a record after a cell: what it names, and what the actor does not see of what is held."""
        kept = {each for each in held if each not in self._codes}
        return tuple(sorted(kept | {self._ids[code] for code in given or ()}))

    def written(self, held: Iterable[int]) -> tuple[str, ...]:
        """The codes of what is held, as far as the actor sees it."""
        codes = {self._codes[each] for each in held if each in self._codes}
        return tuple(code for code in self._ids if code in codes)

    def problems(self, before: Iterable[int], after: Iterable[int]) -> Iterator[str]:
        """What is given anew although it is out of use."""
        for each in set(after) - set(before):
            if each in self._retired:
                yield f"类别“{self._retired[each]}”已停用，不再给新的{self._noun}"
