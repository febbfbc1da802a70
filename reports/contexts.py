"""All that a design may see: frozen, plain values, no database rows.

Every context has a `subject`, the words by which an error names it to the clerk.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol


class Context(Protocol):
    """One thing to print: a letter, a card, a sheet."""

    @property
    def subject(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Titled:
    """What an error names by its title."""

    title: str

    @property
    def subject(self) -> str:
        return self.title


@dataclass(frozen=True, slots=True)
class Letter:
    """One household's letter. `body` holds paragraphs; an empty `qr_text` prints no code, and `qr_hint` says what scanning it does.

    `member_role` and `centre_label` stand above the name and number they belong to; `signer` is also the heading.
    """

    addressee: str
    address: str
    household_code: str
    village: str
    grid: str
    town: str
    member_role: str
    member_name: str
    member_phone: str
    centre_label: str
    centre_phone: str
    date_text: str
    qr_text: str
    qr_hint: str
    title: str
    salutation: str
    body: tuple[str, ...]
    signer: str

    @property
    def subject(self) -> str:
        return f"{self.addressee}（{self.household_code}）"


@dataclass(frozen=True, slots=True)
class Card:
    """One service contact card, 90 × 54 mm. `photo` is a JPEG or PNG file's bytes; an empty `footer` leaves no line."""

    town: str
    title: str
    village: str
    grid: str
    member_name: str
    member_role: str
    member_phone: str
    head_role: str
    head_name: str
    head_phone: str
    centre_label: str
    centre_phone: str
    duties: tuple[str, ...]
    footer: str
    qr_text: str
    qr_hint: str
    photo: bytes | None = None

    @property
    def subject(self) -> str:
        return f"{self.grid} {self.member_name}"


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One item of an assessment. `score` None means there were no data, which is not zero, or with `waiting` that it is yet to come.

    `raw`: the score before caps and fairness, None where nothing changed it; `evidence`: what it rests on, with its figures.
    """

    name: str
    weight: str
    full: Decimal
    score: Decimal | None
    basis: str
    note: str = ""
    raw: Decimal | None = None
    evidence: str = ""
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """How many results lie in a stretch of points, by its name (80—90 分); `own`: whether the sheet's own does."""

    name: str
    count: int
    own: bool = False


@dataclass(frozen=True, slots=True)
class Peers:
    """Where all results together stand, without names; `unit` counts them (人, 个网格). No bands: too few to hide anybody."""

    unit: str
    bands: tuple[Band, ...] = ()

    @property
    def count(self) -> int:
        """How many results there are."""
        return sum(band.count for band in self.bands)


@dataclass(frozen=True, slots=True)
class Signature:
    """A place to sign. An empty `name` leaves it open; `note` is what was written beside it; `recorder` wrote it down from paper."""

    post: str
    name: str = ""
    day_text: str = ""
    note: str = ""
    recorder: str = ""


@dataclass(frozen=True, slots=True)
class Objection:
    """What who was assessed objected to, and what came of it; an empty `answer` is still to come."""

    day_text: str
    about: str
    reason: str
    state: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class AssessmentSheet:
    """One person's or grid's assessment of one period; `history` is (period, total) from old to new.

    `load`: the load of the grids and the rule of fairness in words; `reply`: what who was assessed says; `standing`: whether
    the sheet is final and since when; `remarks`: what must be known to read the total and the grade.
    """

    town: str
    title: str
    period_text: str
    person: str
    role: str
    grid: str
    rows: tuple[ScoreRow, ...]
    total: Decimal | None
    grade: str
    comment: str
    history: tuple[tuple[str, Decimal | None], ...]
    peers: Peers
    signatures: tuple[Signature, ...]
    date_text: str
    load: str = ""
    reply: str = ""
    objections: tuple[Objection, ...] = ()
    standing: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        return f"{self.person}（{self.grid}）{self.period_text}"


@dataclass(frozen=True, slots=True)
class SheetHead:
    """One cell of a table's header: so many columns wide and rows high."""

    text: str
    across: int
    down: int


@dataclass(frozen=True, slots=True)
class SheetGroup:
    """Rows of a table under one header; an empty `title` has none."""

    title: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class TableSheet(Titled):
    """One table over as many pages as it needs. `paper`: `upright`, `across` or `large`; `widths`: CSS lengths of the
    columns, of which there are `across`; `long`: columns of running text; empty `totals` leave no last row."""

    unit: str
    period_text: str
    date_text: str
    paper: str
    upper: tuple[SheetHead, ...]
    lower: tuple[SheetHead, ...]
    widths: tuple[str, ...]
    long: tuple[bool, ...]
    across: int
    groups: tuple[SheetGroup, ...]
    totals: tuple[str, ...]
    signatures: tuple[str, ...]
    note: str
