"""The check before letters and cards: which households are printed, what is missing, what was printed this year, which files it makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.feedback.links import is_open
from portal.foundation.clock import today
from portal.foundation.errors import OutOfScope, Refusal
from portal.grids.models import Grid
from portal.households.models import Household
from portal.households.rules import HouseholdKind
from portal.printing.again import Printed, printed_this_year
from portal.printing.contacts import Place, places, village_names
from portal.printing.glyphs import lacking_among, lacking_sentence
from portal.printing.kinds import Wish
from portal.printing.preview import NOTHING, OUTSIDE, AnyRow, Part, Preview, Problem, grid_above, nothing_left
from portal.printing.rules import CARD_DUTIES, ORDER_ABOVE, PrintKind, short_name
from portal.printing.worded import approved_for, notes_on
from portal.wordings.designs import design_of
from portal.wordings.models import Wording
from portal.wordings.services import PaperTexts, paper_texts

NOT_OPEN = "还没有开通居民扫码反映问题，二维码印网格员的电话。要开通请联系系统管理员"
NAMED_AGAIN = 50
"""Up to so many households that were printed already are named one by one; the cover counts them all, grid by grid."""
_DESIGNS = {PrintKind.LETTERS: "letter", PrintKind.CARDS: "card"}


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
    return _checked(session, kind, rows, grid)


def preview_households(session: Session, kind: PrintKind, household_ids: Sequence[int]) -> Preview:
    """Chosen households. Raises `OutOfScope` when one of them is not visible, and `Refusal` when nothing is left."""
    wanted = set(household_ids)
    rows = session.execute(_households().where(Household.id.in_(wanted))).all()
    if len(rows) != len(wanted):
        raise OutOfScope(OUTSIDE)
    if not rows:
        raise Refusal(f"{NOTHING}：请先勾选住户")
    return _checked(session, kind, rows, grid_above(session, list({row.path for row in rows})))


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


class _Found(NamedTuple):
    """One household and what is to be said of it."""

    row: AnyRow
    problems: tuple[Problem, ...]

    @property
    def printed(self) -> bool:
        return not any(problem.left_out for problem in self.problems)


def _checked(session: Session, kind: PrintKind, rows: Sequence[AnyRow], grid: Grid) -> Preview:
    lived_in = [row for row in rows if row.kind != HouseholdKind.VACANT]
    where = places(session, {row.grid_id for row in lived_in}, today())
    before, wording = printed_this_year(session, kind, grid.path), approved_for(session, kind, grid.id)
    wording_id = wording.id if wording else None
    found = _found(design_of(session, wording_id, _DESIGNS[kind]), kind, lived_in, where, before)
    subjects = tuple(one.row.id for one in found if one.printed)
    problems = tuple(problem for one in found for problem in one.problems)
    counted = _Counted(kind, rows, found, before, _duties(paper_texts(session), where))
    if not subjects:
        raise nothing_left(problems, f"空户 {len(rows)} 户，不印" if rows else "这里没有登记住户")
    title = f"{short_name(grid.full_name)}{kind.label}"
    return Preview(
        kind, title, grid.id, subjects, problems, counted.notes(wording), wording_id=wording_id, again=len(counted.repeated),
        parts=_parts(session, counted, grid) if len(subjects) > ORDER_ABOVE else (),
    )  # fmt: skip


def _found(
    design: str, kind: PrintKind, rows: Sequence[AnyRow], where: Mapping[int, Place], before: Mapping[int, Printed]
) -> list[_Found]:
    gaps = {grid_id: _contact_gaps(place) for grid_id, place in where.items()}
    rare = lacking_among(design, [_words(kind, where[row.grid_id], row) for row in rows])
    named = before if sum(row.id in before for row in rows) <= NAMED_AGAIN else {}
    return [
        _Found(row, tuple(_problems(kind, where[row.grid_id], row, gaps[row.grid_id], rare.get(place), named.get(row.id))))
        for place, row in enumerate(rows)
    ]  # fmt: skip


def _problems(
    kind: PrintKind, place: Place, row: AnyRow, gaps: Sequence[str], rare: list[str] | None, before: Printed | None
) -> Iterable[Problem]:
    """What is missing for one household; the substitute is said."""
    said = list(gaps)
    if kind == PrintKind.LETTERS:
        said += ["没有户主姓名，抬头印“住户”"] * (not row.head_name)
        said += ["没有住址，印网格名称和户号"] * (not row.address)
    if not said and not rare and not before:
        return
    label = f"{place.village}{place.grid} {row.code} {row.head_name or '（户主未登记）'}"
    yield from (Problem(label, sentence) for sentence in said)
    if before:
        yield Problem(label, before.sentence, again=True)
    if rare:
        yield Problem(label, lacking_sentence(rare), left_out=True)


def _words(kind: PrintKind, place: Place, row: AnyRow) -> str:
    """What of the records stands on the paper of a household."""
    words = "".join((place.town, place.village, place.grid, place.contact.name if place.contact else ""))
    return words + (row.head_name or "") + (row.address or "") + row.code if kind == PrintKind.LETTERS else words


def _contact_gaps(place: Place) -> list[str]:
    contact = place.contact
    if contact is None:
        return [f"{place.titles.nobody}，印中心名称和电话"]
    gaps = [f"本网格没有{place.titles.member}，印{contact.grid}{contact.post}{contact.name}"] if place.stand_in else []
    return gaps + ([f"{contact.name}没有登记电话，印中心电话"] if not contact.phone else [])


def _duties(texts: PaperTexts, where: Mapping[int, Place]) -> int:
    return max((len(texts.of(place.codes).card.duties) for place in where.values()), default=0)


@dataclass(frozen=True)
class _Counted:
    """What a file holds, the whole or a village of it: all households there, and those of them that live there as found."""

    kind: PrintKind
    rows: Sequence[AnyRow]
    found: Sequence[_Found]
    before: Mapping[int, Printed]
    duties: int

    @property
    def repeated(self) -> list[Printed]:
        """Who of those that are printed was printed this year already."""
        return [self.before[one.row.id] for one in self.found if one.printed and one.row.id in self.before]

    def notes(self, wording: Wording | None) -> tuple[str, ...]:
        """What is said of it as a whole."""
        vacant, repeated, notes = len(self.rows) - len(self.found), self.repeated, list(notes_on(wording))
        if vacant:
            notes.append(f"空户 {vacant} 户，不印")
        if self.kind == PrintKind.CARDS and self.duties > CARD_DUTIES:
            notes.append(f"方案中联系卡的职责有 {self.duties} 条，超过 {CARD_DUTIES} 条，改用小字印")
        if repeated:
            last = max(one.day for one in repeated)
            notes.append(
                f"其中 {len(repeated)} 户今年已印过{self.kind.label}（最近一次 {last.month} 月 {last.day} 日）"
            )
        return (*notes, *([] if is_open() else [NOT_OPEN]))

    def within(self, file_of: Callable[[AnyRow], int]) -> dict[int, _Counted]:
        """By file, in delivery order; where nobody lives there is none."""
        rows: dict[int, list[AnyRow]] = {}
        files: dict[int, list[_Found]] = {}
        for row in self.rows:
            rows.setdefault(file_of(row), []).append(row)
        for one in self.found:
            files.setdefault(file_of(one.row), []).append(one)
        return {file: replace(self, rows=rows[file], found=found) for file, found in files.items()}


def _parts(session: Session, counted: _Counted, grid: Grid) -> tuple[Part, ...]:
    """The files of a large order: one a village, and one for what belongs to none. Empty where all would be one file."""
    villages = village_names(session, grid.path)

    def file_of(row: AnyRow) -> int:
        steps = map(int, row.path.strip("/").split("/"))
        return next((step for step in steps if step in villages), grid.id)

    names = {grid.id: f"{short_name(grid.full_name)}其他", **villages}
    files = counted.within(file_of)
    made = (_part(session, its, file, short_name(names[file])) for file, its in files.items())
    return tuple(part for part in made if part.subjects) if len(files) > 1 else ()


def _part(session: Session, its: _Counted, grid_id: int, name: str) -> Part:
    wording = approved_for(session, its.kind, grid_id)
    return Part(
        grid_id, f"{name}{its.kind.label}", tuple(one.row.id for one in its.found if one.printed),
        tuple(problem for one in its.found for problem in one.problems), its.notes(wording), wording.id if wording else None,
    )  # fmt: skip
