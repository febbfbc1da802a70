"""What an order would print and what is missing for it, known before anything is queued.

A gap that has a substitute is reported and printed with it; what cannot be printed is left out and said so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.printing.rules import PrintKind, common_grid

AnyRow = Row[*tuple[Any, ...]]
NOTHING = "没有可印的内容"
_FEW = 3
OUTSIDE = "所选内容不存在，或不在您的管辖范围内"


@dataclass(frozen=True)
class Problem:
    """What is missing for one household or assessment. `left_out`: it is not printed."""

    label: str
    sentence: str
    left_out: bool = False
    again: bool = False
    """Nothing is missing: it was printed this year already."""

    @property
    def place(self) -> str:
        """Village and grid, which a label begins with."""
        return self.label.split(" ", 1)[0]

    def __str__(self) -> str:
        return f"{self.label}：{self.sentence}"


@dataclass(frozen=True)
class Fold:
    """The problems of one place."""

    place: str
    problems: tuple[Problem, ...]

    @property
    def size(self) -> int:
        """How many."""
        return len(self.problems)


def folded(problems: Sequence[Problem]) -> list[Fold]:
    """By place, in the order in which the places come first; all as one, of no place, where each is of a place of its own."""
    places: dict[str, list[Problem]] = {}
    for problem in problems:
        places.setdefault(problem.place, []).append(problem)
    if len(places) == len(problems) > 1:
        return [Fold("", tuple(problems))]
    return [Fold(place, tuple(its)) for place, its in places.items()]


@dataclass(frozen=True)
class Part:
    """What a large order puts into one file: the subjects of one village."""

    grid_id: int
    title: str
    subjects: tuple[int, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    wording_id: int | None = None


@dataclass(frozen=True)
class Preview:
    """An order before it is placed: subjects in delivery order, problems by household, and notes on the whole."""

    kind: PrintKind
    title: str
    grid_id: int
    subjects: tuple[int, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    options: dict[str, Any] | None = None
    """What the kind needs besides its subjects, as plain JSON."""
    wording_id: int | None = None
    """The approved text it is printed with."""
    reason: str | None = None
    """Why it is printed again."""
    again: int = 0
    """How many of them were printed this year already; then a reason is asked for."""
    parts: tuple[Part, ...] = ()
    """The villages of an order too large for one file."""

    @property
    def left_out(self) -> int:
        """How many are not printed because something is wrong with them."""
        return sum(problem.left_out for problem in self.problems)

    @property
    def lacking(self) -> list[Fold]:
        """What is missing, by place."""
        return folded([problem for problem in self.problems if not problem.again])

    @property
    def repeated(self) -> list[Fold]:
        """What was printed this year already, by place."""
        return folded([problem for problem in self.problems if problem.again])

    @property
    def missing(self) -> str:
        """One sentence a line, as the batch keeps it."""
        return missing_of(self.notes, self.problems)


def missing_of(notes: Sequence[str], problems: Sequence[Problem]) -> str:
    """Notes and problems, one sentence a line."""
    return "\n".join([*notes, *(str(problem) for problem in problems)])


def nothing_left(problems: Sequence[Problem], empty: str = "") -> Refusal:
    """Why an order comes to nothing: what kept each out, its name only where not all were kept out for the same reason; `empty`
    when there was nothing to begin with."""
    out = [problem for problem in problems if problem.left_out]
    reasons = {problem.sentence for problem in out}
    said = [*reasons] if len(reasons) == 1 < len(out) else [str(problem) for problem in out[:_FEW]]
    return Refusal(f"{NOTHING}：{'；'.join(said) or empty}")


def grid_above(session: Session, paths: Sequence[str]) -> Grid:
    """The lowest grid that holds all these paths; it must be visible, or the batch would be nobody's."""
    shared = common_grid(paths)
    grid = session.get(Grid, shared) if shared else None
    if grid is None:
        raise Refusal("所选内容分属您管辖的不同网格，请按网格分别印制")
    return grid
