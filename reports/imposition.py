"""Many small things on one sheet of A4 with crop marks: cards and badges, in delivery order row by row."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup


class Layout(NamedTuple):
    """A sheet in millimetres: cards without gaps, centred on the paper."""

    columns: int
    rows: int
    width: float
    height: float
    paper_width: float = 210.0
    paper_height: float = 297.0

    @property
    def left(self) -> float:
        return (self.paper_width - self.columns * self.width) / 2

    @property
    def top(self) -> float:
        return (self.paper_height - self.rows * self.height) / 2


TEN_CARDS = Layout(columns=2, rows=5, width=90.0, height=54.0)
FOUR_BADGES = Layout(columns=2, rows=2, width=90.0, height=124.0)
NINE_BADGES = Layout(columns=3, rows=3, width=54.0, height=86.0)

LAYOUTS: Mapping[str, Layout] = {"A4-10": TEN_CARDS, "A4-4": FOUR_BADGES, "A4-9": NINE_BADGES}
"""By the name of the paper in design.yaml; a paper that is not here takes whole pages."""

# At the exact height of the paper rounding pushes an empty page out; 0.1 mm less does not.
_SLACK = 0.1
_MARK, _AWAY = 5.0, 2.0  # length of a crop mark and its distance from the card, mm

_CROP = Markup(
    '<svg class="crop" viewBox="0 0 {:g} {:g}"><path d="{}" fill="none" stroke="#000" stroke-width="0.1"/></svg>'
)


def sheet_css(layout: Layout) -> str:
    """What a sheet of that layout needs besides the design's own rules."""
    return f"""
@page {{ size: A4; margin: 0 }}
body {{ margin: 0 }}
.sheet {{ position: relative; width: {layout.paper_width}mm; height: {layout.paper_height - _SLACK}mm; break-after: page }}
.sheet:last-child {{ break-after: auto }}
.place {{ position: absolute; width: {layout.width}mm; height: {layout.height}mm; overflow: hidden }}
.crop {{ position: absolute; left: 0; top: 0; width: {layout.paper_width}mm; height: {layout.paper_height}mm }}
"""


def sheets(cards: Sequence[Markup], layout: Layout = TEN_CARDS) -> list[Markup]:
    """The cards as sheets of HTML, the last partial one included with its full set of marks."""
    each = layout.columns * layout.rows
    return [_sheet(cards[start : start + each], layout) for start in range(0, len(cards), each)]


def lone_sheets(cards: Sequence[Markup], layout: Layout) -> list[Markup]:
    """Each card in the first place of a sheet of its own, without crop marks."""
    return [Markup('<div class="sheet">{}</div>').format(_place(card, 0, 0, layout)) for card in cards]


def blank_sheet(layout: Layout) -> Markup:
    """The crop marks alone."""
    return _sheet((), layout)


def offsets(layout: Layout) -> list[tuple[float, float]]:
    """How far each place of a sheet lies right of and below the first, in CSS px."""
    px = 96 / 25.4
    places = (divmod(index, layout.columns) for index in range(layout.columns * layout.rows))
    return [(column * layout.width * px, row * layout.height * px) for row, column in places]


def _sheet(cards: Sequence[Markup], layout: Layout) -> Markup:
    places = (_place(card, *divmod(index, layout.columns), layout) for index, card in enumerate(cards))
    return Markup('<div class="sheet">{}{}</div>').format(Markup("").join(places), crop_marks(layout))


def _place(card: Markup, row: int, column: int, layout: Layout) -> Markup:
    left, top = layout.left + column * layout.width, layout.top + row * layout.height
    return Markup('<div class="place" style="left:{:.2f}mm;top:{:.2f}mm">{}</div>').format(left, top, card)


def crop_marks(layout: Layout) -> Markup:
    """Hairlines in the margins at every cut; strokes, because a filled hairline vanishes at screen resolution."""
    cuts_x = [layout.left + layout.width * n for n in range(layout.columns + 1)]
    cuts_y = [layout.top + layout.height * n for n in range(layout.rows + 1)]
    ends_y = (layout.top - _AWAY - _MARK, layout.paper_height - layout.top + _AWAY)
    ends_x = (layout.left - _AWAY - _MARK, layout.paper_width - layout.left + _AWAY)
    path = "".join(f"M{x:.2f} {y:.2f}v{_MARK:g}" for x in cuts_x for y in ends_y)
    path += "".join(f"M{x:.2f} {y:.2f}h{_MARK:g}" for y in cuts_y for x in ends_x)
    return _CROP.format(layout.paper_width, layout.paper_height, path)
