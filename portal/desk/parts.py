"""The parts a desk is made of."""

from __future__ import annotations

from dataclasses import dataclass, field

from portal.web.links import link, searched

__all__ = ["NO_DATA", "Button", "Desk", "Figure", "Panel", "Row", "button", "link", "searched"]

NO_DATA = "—"


@dataclass(frozen=True)
class Figure:
    """A number with its name; `value` is text, so that no data reads “—” and never 0."""

    name: str
    value: str
    url: str | None = None
    note: str = ""
    urgent: bool = False


@dataclass(frozen=True)
class Row:
    """A line of a panel: where it leads, its text, a smaller second line, and tags (label, class)."""

    text: str
    small: str = ""
    url: str | None = None
    tags: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Panel:
    """A card with lines; `empty` is said when there are none."""

    title: str
    rows: list[Row]
    empty: str
    more: str | None = None


@dataclass(frozen=True)
class Button:
    """A large button."""

    label: str
    icon: str
    url: str


@dataclass
class Desk:
    """A home page from top to bottom: large buttons, what waits in figures, panels, and what there is in all.

    `notice`: what is still to be arranged before there is anything to see.
    """

    buttons: list[Button] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)
    holdings: list[Figure] = field(default_factory=list)
    notice: str = ""


def button(label: str, icon: str, url: str | None) -> list[Button]:
    """A button, if the person may go there."""
    return [Button(label, icon, url)] if url else []
