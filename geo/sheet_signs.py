"""How borders, roads and landmarks look on a map on paper, told apart without colour too."""

from collections.abc import Iterable

from geo.sheet_svg import INK, PAPER, text

_BORDERS = (("#7a1f1f", 0.26, ""), ("#7a1f1f", 0.15, "0.9 0.35"), ("#444444", 0.1, "0.4 0.3"))
_ROUTES = (("#a9792b", 0.2, ""), ("#2b7bba", 0.16, ""), ("#555555", 0.14, "0.5 0.25"))
_LARGEST_HOUSE = 1.2  # millimetres
_DISCS = ("#b3141b", "#1f5f99", "#2f7d4f", "#8a4f9e", "#a05a12", "#444444")


def border(number: int, lettering: float) -> tuple[str, float, str]:
    """Colour, width and dashes of the `number`-th kind of outline, widest first."""
    return _style(_BORDERS, number, lettering)


def route(number: int, lettering: float) -> tuple[str, float, str]:
    """Colour, width and dashes of the `number`-th kind of line."""
    return _style(_ROUTES, number, lettering)


def stroke_sign(style: tuple[str, float, str], lettering: float) -> str:
    """A short piece of a line for the legend."""
    colour, line, dash = style
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    reach = lettering * 0.85
    return f'<path d="M{-reach:.2f} 0L{reach:.2f} 0" stroke="{colour}" stroke-width="{line:.2f}" fill="none"{dashes}/>'


def disc(number: int, meaning: str, lettering: float, x: float = 0.0, y: float = 0.0) -> str:
    """A landmark: a disc with the first character of what it is, so that it can be told apart in black and white."""
    colour = _DISCS[number % len(_DISCS)]
    circle = f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{lettering * 0.6:.2f}" fill="{colour}"/>'
    return circle + text(x, y + lettering * 0.29, lettering * 0.78, meaning[:1], PAPER)


def houses(places: Iterable[tuple[float, float]], lettering: float) -> str:
    """Many nameless spots: small squares, pale enough for words to be read over them. One element, for a town has thousands."""
    side = min(lettering * 0.28, _LARGEST_HOUSE)
    steps = "".join(f"M{x - side / 2:.2f} {y - side / 2:.2f}h{side:.2f}v{side:.2f}h-{side:.2f}z" for x, y in places)
    return f'<path d="{steps}" fill="#9a9a9a"/>' if steps else ""


def numbered(number: int, x: float, y: float, size: float) -> str:
    """A number in a ring, standing for a name that the legend tells."""
    ring = f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{size * 0.85:.2f}" fill="{PAPER}" stroke="{INK}" stroke-width="{size * 0.06:.2f}"/>'
    return ring + text(x, y + size * 0.34, size * (0.95 if number < 100 else 0.75), str(number))


def _style(styles: tuple[tuple[str, float, str], ...], number: int, lettering: float) -> tuple[str, float, str]:
    colour, line, dash = styles[min(number, len(styles) - 1)]
    dashes = " ".join(f"{float(part) * lettering:.2f}" for part in dash.split())
    return colour, line * lettering, dashes
