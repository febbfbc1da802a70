"""What the designs that are worn, handed out or put up may see: frozen and plain, as in `reports.contexts`."""

from dataclasses import dataclass

__all__ = ["Badge", "Board", "Chapter", "Drawing", "Handbook", "Leaflet", "Person"]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished SVG, such as `geo.sheet_map` makes, and the words that stand for it where it is read aloud."""

    svg: str
    alt: str


@dataclass(frozen=True, slots=True)
class Person:
    """One of a team. `photo` is a JPEG or PNG file's bytes; an empty `phone` leaves no number."""

    name: str
    post: str
    phone: str = ""
    duties: tuple[str, ...] = ()
    photo: bytes | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading with its paragraphs and, below them, a table whose first row is its header; empty means none."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Badge:
    """What somebody who knocks at doors wears. `number` is on the badge and in the register; `until` may be empty."""

    title: str
    town: str
    unit: str
    name: str
    post: str
    number: str
    note: str
    until: str = ""
    qr_text: str = ""
    qr_hint: str = ""
    photo: bytes | None = None

    @property
    def subject(self) -> str:
        return f"{self.unit} {self.name}"


@dataclass(frozen=True, slots=True)
class Leaflet:
    """A leaflet (明白纸) of one or two pages; `contact_name` and `contact_phone` are whom to ask, empty for nobody of one's own."""

    title: str
    signer: str
    chapters: tuple[Chapter, ...]
    footer: str
    date_text: str
    contact_label: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    qr_text: str = ""
    qr_hint: str = ""

    @property
    def subject(self) -> str:
        return f"{self.title} {self.contact_name}".strip()


@dataclass(frozen=True, slots=True)
class Board:
    """The notice board (公示牌) of a grid. What a plan does not show is empty; `facts` are label and value, such as 户数 and 512。"""

    title: str
    town: str
    village: str
    grid: str
    code: str
    facts: tuple[tuple[str, str], ...]
    head: Person | None
    team: tuple[Person, ...]
    duties: tuple[str, ...]
    services: tuple[str, ...]
    map: Drawing | None
    footer: str
    date_text: str
    qr_text: str = ""
    qr_hint: str = ""

    @property
    def subject(self) -> str:
        return f"{self.village}{self.grid}公示牌"


@dataclass(frozen=True, slots=True)
class Handbook:
    """A work handbook (工作手册): cover, contents, chapters. Empty `owner` leaves a line to write on."""

    title: str
    signer: str
    area: str
    owner: str
    phone: str
    chapters: tuple[Chapter, ...]
    footer: str
    date_text: str

    @property
    def subject(self) -> str:
        return f"{self.title} {self.owner or self.area}".strip()
