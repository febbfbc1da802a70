"""What an order would print and what is missing for it, known before anything is queued.

A gap that has a substitute is reported and printed with it; a household that cannot be printed is left out and said so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from portal.feedback.links import is_open
from portal.foundation.clock import today
from portal.foundation.errors import OutOfScope, Refusal
from portal.grids.models import Grid
from portal.households.models import Household
from portal.households.rules import HouseholdKind
from portal.printing.contacts import Place, places
from portal.printing.glyphs import lacking, lacking_sentence
from portal.printing.kinds import Wish
from portal.printing.rules import CARD_DUTIES, PrintKind, common_grid, short_name
from portal.wordings.services import paper_texts

_DESIGNS = {PrintKind.LETTERS: "letter", PrintKind.CARDS: "card"}
AnyRow = Row[*tuple[Any, ...]]
NOTHING = "没有可印的内容"
NOT_OPEN = "没有设置居民手机能打开的门户网址（PUBLIC_URL），二维码印网格员的电话，居民不能扫码反映问题"
OUTSIDE = "所选内容不存在,或不在您的管辖范围内"


@dataclass(frozen=True)
class Problem:
    """What is missing for one household or assessment. `left_out`: it is not printed."""

    label: str
    sentence: str
    left_out: bool = False

    def __str__(self) -> str:
        return f"{self.label}:{self.sentence}"


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

    @property
    def left_out(self) -> int:
        """How many are not printed because something is wrong with them."""
        return sum(problem.left_out for problem in self.problems)

    @property
    def missing(self) -> str:
        """One sentence a line, as the batch keeps it."""
        return "\n".join([*self.notes, *(str(problem) for problem in self.problems)])


def preview_letters(session: Session, wish: Wish) -> Preview:
    """Letters for a grid and below, or for chosen households. Raises as the two checks do."""
    return _wished(session, PrintKind.LETTERS, wish)


def preview_cards(session: Session, wish: Wish) -> Preview:
    """Cards, as `preview_letters`."""
    return _wished(session, PrintKind.CARDS, wish)


def _wished(session: Session, kind: PrintKind, wish: Wish) -> Preview:
    if wish.grid_id is not None:
        return preview_grid(session, kind, wish.grid_id)
    return preview_households(session, kind, wish.rows)


def preview_grid(session: Session, kind: PrintKind, grid_id: int) -> Preview:
    """All households of a grid and below. Raises `OutOfScope`, and `Refusal` when there is nothing to print."""
    grid = session.get(Grid, grid_id)
    if grid is None:
        raise OutOfScope(OUTSIDE)
    rows = session.execute(_households().where(Grid.path.startswith(grid.path, autoescape=True))).all()
    return _plan(session, kind, rows, grid)


def preview_households(session: Session, kind: PrintKind, household_ids: Sequence[int]) -> Preview:
    """Chosen households. Raises `OutOfScope` when one of them is not visible, and `Refusal` when nothing is left."""
    wanted = set(household_ids)
    rows = session.execute(_households().where(Household.id.in_(wanted))).all()
    if len(rows) != len(wanted):
        raise OutOfScope(OUTSIDE)
    if not rows:
        raise Refusal(f"{NOTHING}:请先勾选住户")
    return _plan(session, kind, rows, grid_above(session, [row.path for row in rows]))


def grid_above(session: Session, paths: Sequence[str]) -> Grid:
    """The lowest grid that holds all these paths; it must be visible, or the batch would be nobody's."""
    shared = common_grid(paths)
    grid = session.get(Grid, shared) if shared else None
    if grid is None:
        raise Refusal("所选内容分属您管辖的不同网格,请按网格分别印制")
    return grid


def _households() -> Select[*tuple[Any, ...]]:
    """Rows in the order in which a grid is walked."""
    return (
        select(
            Household.id, Household.grid_id, Household.code, Household.head_name, Household.address, Household.kind,
            Grid.path,
        )
        .join(Household.grid)
        .order_by(Grid.code, Household.walking_order, Household.code, Household.id)
    )  # fmt: skip


def _plan(session: Session, kind: PrintKind, rows: Sequence[AnyRow], grid: Grid) -> Preview:
    texts = paper_texts(session)
    lived_in = [row for row in rows if row.kind != HouseholdKind.VACANT]
    where = places(session, {row.grid_id for row in lived_in}, today())
    duties = max((len(texts.of(place.codes).card.duties) for place in where.values()), default=0)
    subjects: list[int] = []
    problems: list[Problem] = []
    for row in lived_in:
        found = household_problems(kind, where[row.grid_id], row)
        problems += found
        if not any(problem.left_out for problem in found):
            subjects.append(row.id)
    notes = _notes(kind, len(rows) - len(lived_in), duties)
    if not subjects:
        raise Refusal(_nothing(notes, problems))
    title = f"{short_name(grid.full_name)}{kind.label}"
    return Preview(kind, title, grid.id, tuple(subjects), tuple(problems), notes if is_open() else (*notes, NOT_OPEN))


def _notes(kind: PrintKind, vacant: int, duties: int) -> tuple[str, ...]:
    notes = [f"空户 {vacant} 户,不印"] if vacant else []
    if kind == PrintKind.CARDS and duties > CARD_DUTIES:
        notes.append(f"方案中联系卡的职责有 {duties} 条,超过 {CARD_DUTIES} 条,改用小字印")
    return tuple(notes)


def _nothing(notes: Sequence[str], problems: Sequence[Problem]) -> str:
    reasons = [*notes[:1], *(str(problem) for problem in problems[:3])]
    return f"{NOTHING}:{';'.join(reasons) or '这里没有登记住户'}"


def household_problems(kind: PrintKind, place: Place, row: AnyRow) -> list[Problem]:
    """What is missing for one household; the substitute is said."""
    head, address, code = row.head_name or "", row.address or "", row.code
    label = f"{place.village}{place.grid} {code} {head or '(户主未登记)'}"
    found = [Problem(label, sentence) for sentence in _contact_gaps(place)]
    if kind == PrintKind.LETTERS:
        found += [Problem(label, "没有户主姓名,抬头印“住户”")] * (not head)
        found += [Problem(label, "没有住址,印网格名称和户号")] * (not address)
    words = "".join((place.town, place.village, place.grid, place.contact.name if place.contact else ""))
    words += head + address + code if kind == PrintKind.LETTERS else ""
    unprintable = lacking(_DESIGNS[kind], words)
    if unprintable:
        found.append(Problem(label, lacking_sentence(unprintable), left_out=True))
    return found


def _contact_gaps(place: Place) -> list[str]:
    contact = place.contact
    if contact is None:
        return ["本网格及上级没有网格员和网格长,印中心名称和电话"]
    gaps = [f"本网格没有网格员,印{contact.grid}网格长{contact.name}"] if place.stand_in else []
    return gaps + ([f"{contact.name}没有登记电话,印中心电话"] if not contact.phone else [])
