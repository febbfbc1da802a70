"""Which texts are in force where: the profile's, with what a town approved for its own paper laid over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.grids.models import Grid
from portal.plans.current import profile_at, profile_in_force
from portal.wordings.content import SECTIONS, section_of
from portal.wordings.models import Wording
from portal.wordings.rules import WordingKind, WordingState
from seeds.schema import Profile
from seeds.sections.base import Section
from seeds.sections.texts import PrintedTexts

_UNSCOPED = {"unscoped": True}
_IN_FORCE = (WordingState.APPROVED, WordingState.RETIRED)
"""What was retired since was in force once."""


@dataclass(frozen=True)
class PaperTexts:
    """The texts of a whole place at one moment; asked once for a batch, not once for a household."""

    profile: Profile
    laid: dict[tuple[str, WordingKind], Section] = field(default_factory=dict)
    """(code of the grid, kind) -> the wording there."""
    tried: tuple[WordingKind, Section] | None = None
    """A text that is not in force yet: a sample shows it whatever stands elsewhere."""

    known: dict[tuple[str, ...], PrintedTexts] = field(default_factory=dict)
    """What was worked out before: a grid has many households."""

    def of(self, codes: Iterable[str]) -> PrintedTexts:
        """The texts for a grid; `codes`: of the grids on its way up, itself first. Of the wordings and the profile's texts for
        areas the nearest wins, and a wording over the profile's text for the same area."""
        chain = tuple(codes)
        if chain not in self.known:
            self.known[chain] = self._laid_over(chain)
        return self.known[chain]

    def _laid_over(self, chain: tuple[str, ...]) -> PrintedTexts:
        written = self.profile.texts_for(chain)
        near = self._depth_of_area(chain)
        own = {
            kind.value: found for kind in SECTIONS if (found := self._nearest(chain, kind, near, written)) is not None
        }
        if self.tried is not None:
            own[self.tried[0].value] = self.tried[1]
        return written.model_copy(update=own) if own else written

    def _nearest(self, chain: tuple[str, ...], kind: WordingKind, near: int, written: PrintedTexts) -> Section | None:
        differs = getattr(written, kind) != getattr(self.profile.texts, kind)
        reach = chain[: near + 1] if differs else chain
        return next((self.laid[code, kind] for code in reach if (code, kind) in self.laid), None)

    def _depth_of_area(self, chain: tuple[str, ...]) -> int:
        areas = {each.area for each in self.profile.texts_by_area}
        return next((depth for depth, code in enumerate(chain) if code in areas), len(chain))


def paper_texts(session: Session, at: dt.datetime | None = None, wording_id: int | None = None) -> PaperTexts:
    """The texts at a moment (none given: now), so that what was ordered is printed with the text of that time, the profile's as well
    as a town's own. `wording_id`: this version in any case, at its grid and below, or everywhere while it is not approved. Raises
    `Refusal` without a profile."""
    profile = profile_in_force(session) if at is None else profile_at(session, at)
    statement = (
        select(Wording, Grid.code)
        .join(Grid, Grid.id == Wording.grid_id)
        .where(Wording.state.in_(_IN_FORCE))
        .order_by(Wording.decided_at, Wording.version)
    )
    then = Wording.state == WordingState.APPROVED if at is None else Wording.decided_at <= at
    laid = {
        (code, WordingKind(one.kind)): section_of(one.kind, one.content)
        for one, code in session.execute(statement.where(then), execution_options=_UNSCOPED)
    }
    chosen = session.get(Wording, wording_id, execution_options=_UNSCOPED) if wording_id else None
    if chosen is None:
        return PaperTexts(profile, laid)
    kind, section = WordingKind(chosen.kind), section_of(chosen.kind, chosen.content)
    if chosen.state not in _IN_FORCE:
        return PaperTexts(profile, laid, (kind, section))
    code = session.scalar(select(Grid.code).where(Grid.id == chosen.grid_id), execution_options=_UNSCOPED)
    return PaperTexts(profile, {**laid, (str(code), kind): section})


def wording_for(session: Session, grid_id: int, kind: str) -> Wording | None:
    """The approved wording of a kind at a grid or, going up, above it; None where the profile's text stands."""
    path = session.scalar(select(Grid.path).where(Grid.id == grid_id), execution_options=_UNSCOPED)
    chain = [int(step) for step in (path or "").strip("/").split("/") if step]
    statement = select(Wording).where(
        Wording.grid_id.in_(chain), Wording.kind == kind, Wording.state == WordingState.APPROVED
    )
    found = {one.grid_id: one for one in session.scalars(statement, execution_options=_UNSCOPED)}
    return next((found[step] for step in reversed(chain) if step in found), None)
