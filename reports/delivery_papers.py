"""What goes with a batch of prints on its way to the doors: the sheet on top of the pile and the list to tick off."""

from dataclasses import dataclass

from reports.contexts import Titled

__all__ = ["Cover", "CoverCount", "MailingList", "MailingRow", "Missing", "Repeated"]


@dataclass(frozen=True, slots=True)
class CoverCount:
    """How many copies one grid gets; `first` and `last` are its place in the pile, `contact` who takes them out."""

    village: str
    grid: str
    contact: str
    copies: int
    first: int
    last: int
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Missing:
    """A household whose data are not complete, or all `households` of a grid that lack the same: what, and whether printed all the same."""

    village: str
    grid: str
    code: str
    head: str
    lacks: str
    printed: bool = True
    households: int = 1


@dataclass(frozen=True, slots=True)
class Repeated:
    """The households of one grid that were printed this year already, by their codes or, where they are many, in words."""

    village: str
    grid: str
    households: int
    codes: str


@dataclass(frozen=True, slots=True)
class Cover(Titled):
    """The cover sheet of a batch. `pages` and `sheets` are of the whole file, `sides` 1 or 2; `lacking` counts households;
    `reason` only for a reprint; `again` counts households that were printed this year already."""

    number: str
    town: str
    area: str
    kind: str
    design: str
    ordered_by: str
    ordered_on: str
    copies: int
    pages: int
    sheets: int
    sides: int
    counts: tuple[CoverCount, ...]
    lacking: int
    missing: tuple[Missing, ...]
    reason: str = ""
    again: int = 0
    repeated: tuple[Repeated, ...] = ()
    signatures: tuple[str, ...] = ("印制人", "分发人", "领取人")


@dataclass(frozen=True, slots=True)
class MailingRow:
    """One door in walking order; an empty `phone` leaves the cell open. `note` is what to mind at this door."""

    code: str
    head: str
    address: str
    phone: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class MailingList:
    """What one member hands out in one grid. `things` are the papers to tick off for each household (信, 卡)."""

    title: str
    town: str
    village: str
    grid: str
    contact_label: str
    contact_name: str
    date_text: str
    things: tuple[str, ...]
    rows: tuple[MailingRow, ...]
    note: str = ""
    show_phone: bool = False

    @property
    def subject(self) -> str:
        return f"{self.village}{self.grid} {self.title}"
