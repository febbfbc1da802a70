"""Texts that go to print, with placeholders in braces such as {member}."""

from string import Formatter
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from seeds.sections.base import Rows, Section, Text, is_phone
from seeds.sections.place import OfficialCode

PLACEHOLDERS = {
    "town": "乡镇（街道）名称",
    "village": "村（社区）名称",
    "grid": "网格名称",
    "head": "户主姓名",
    "address": "住址",
    "member": "网格员姓名",
    "phone": "网格员电话",
    "hotline": "服务热线",
    "centre": "网格化服务管理中心名称",
    "centre_phone": "网格化服务管理中心电话",
}


_REMOVED = {"remove": True}


class UnknownPlaceholder(ValueError):
    """Nothing in PLACEHOLDERS is called `name`."""

    def __init__(self, name: str) -> None:
        known = "、".join(f"{{{key}}}" for key in PLACEHOLDERS)
        super().__init__(f"不认识的占位符“{{{name}}}”，可用：{known}")
        self.name = name


def split_placeholders(text: str) -> tuple[tuple[str, str | None], ...]:
    """(literal text, placeholder after it or None) pairs, in order.

    Raises ValueError in Chinese for unpaired braces, its subclass UnknownPlaceholder also for formatting inside braces."""
    try:
        parsed = list(Formatter().parse(text))
    except ValueError:
        raise ValueError("花括号不成对，应写作 {town} 的样子") from None
    for _, name, spec, conversion in parsed:
        if name is not None and (name not in PLACEHOLDERS or spec or conversion):
            raise UnknownPlaceholder(name)
    return tuple((literal, name) for literal, name, _, _ in parsed)


def fill_placeholders(text: str, values: dict[str, str]) -> str:
    """`text` with every placeholder replaced from `values`. Raises KeyError when a value is missing."""
    return "".join(literal + (values[name] if name else "") for literal, name in split_placeholders(text))


def _require_known_placeholders(value: str) -> str:
    split_placeholders(value)
    return value


def _require_town_only(value: str) -> str:
    if any(name not in {None, "town"} for _, name in split_placeholders(value)):
        raise ValueError("中心名称里只能用 {town}")
    return value


def _require_phone(value: str) -> str:
    if not is_phone(value):
        raise ValueError("应为座机号（如 0557-5020000）、短号或 11 位手机号，中间不留空格")
    return value


PrintedText = Annotated[Text, AfterValidator(_require_known_placeholders)]
CentreName = Annotated[Text, AfterValidator(_require_known_placeholders), AfterValidator(_require_town_only)]
Phone = Annotated[Text, AfterValidator(_require_phone)]


class Letter(Section):
    """The letter every household gets, meant to fill one A4 page."""

    title: PrintedText
    salutation: PrintedText
    paragraphs: Rows[PrintedText] = Field(min_length=1)
    signature: PrintedText


class ContactCard(Section):
    """The service contact card; it measures 90 × 54 mm: four short duties read well, five or six are set smaller."""

    title: PrintedText
    duties: Rows[PrintedText] = Field(min_length=1, max_length=6)
    footer: PrintedText | None = None


class Chapter(Section):
    """A heading with its paragraphs."""

    heading: PrintedText
    paragraphs: Rows[PrintedText] = Field(min_length=1)


class Leaflet(Section):
    """A leaflet (明白纸) of one or two A4 pages."""

    title: PrintedText
    chapters: Rows[Chapter] = Field(min_length=1)
    footer: PrintedText | None = None


class Board(Section):
    """A notice board (公示牌), A3, at the entrance of every grid."""

    title: PrintedText
    shows: Rows[Literal["photo", "phone", "duties", "map", "head", "team", "services"]] = Field(min_length=1)
    services: Rows[PrintedText] = ()
    footer: PrintedText | None = None


class Badge(Section):
    """A badge (工作牌) for those who visit."""

    title: PrintedText
    note: PrintedText | None = None


class Handbook(Section):
    """A work handbook (工作手册), printed as a booklet with contents."""

    title: PrintedText
    chapters: Rows[Chapter] = Field(min_length=1)


class GridMap(Section):
    """A printed grid map: what it shows and how large."""

    title: PrintedText
    shows: Rows[
        Literal["boundaries", "houses", "roads", "enterprises", "schools", "hospitals", "members", "progress"]
    ] = ("boundaries",)
    paper: Literal["A4", "A3", "A2", "A1", "A0"] = "A3"


class PrintedTexts(Section):
    """All texts of the profile that are printed. The centre is named where a grid has nobody of its own."""

    hotline: Text
    centre: CentreName = "{town}网格化服务管理中心"
    centre_phone: Phone | None = None
    letter: Letter
    card: ContactCard
    leaflet: Leaflet | None = None
    board: Board | None = None
    badge: Badge | None = None
    handbook: Handbook | None = None
    grid_map: GridMap | None = None


class AreaTexts(Section):
    """The texts of one township or village, instead of those of the whole place. A file writes only what differs: the rest comes
    from the profile's `texts` before this is checked (`merged_texts`)."""

    area: OfficialCode
    texts: PrintedTexts


def merged_texts(whole: Any, own: Any) -> Any:
    """Raw texts of an area laid over those of the whole place: mappings merge, lists and texts are replaced, `remove: true` takes
    away what is inherited. What is no mapping is returned as written, for the schema to refuse."""
    if not (isinstance(whole, dict) and isinstance(own, dict)):
        return own
    kept = {key: value for key, value in whole.items() if own.get(key) != _REMOVED}
    written = {key: merged_texts(whole.get(key), value) for key, value in own.items() if value != _REMOVED}
    return {**kept, **written}
