"""The printed grid map: its context, and how large the map itself may be on each paper."""

from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from reports.contexts import Titled
from reports.errors import DesignFault
from reports.notices import Drawing

Paper = Literal["A4", "A3", "A2", "A1", "A0"]
PAPERS: tuple[str, ...] = get_args(Paper)

# Landscape, millimetres (ISO 216).
_WIDTHS = {"A4": 297.0, "A3": 420.0, "A2": 594.0, "A1": 841.0, "A0": 1189.0}
_HEIGHTS = {"A4": 210.0, "A3": 297.0, "A2": 420.0, "A1": 594.0, "A0": 841.0}


class Frame(NamedTuple):
    """A place on paper in millimetres, and the height of the usual lettering in it."""

    width: float
    height: float
    lettering: float


BOARD_MAP = Frame(160.0, 145.0, 4.2)
"""The small map's place on the notice board."""


@dataclass(frozen=True, slots=True)
class GridMapSheet(Titled):
    """A map with its table. `heads` are the table's headers and `rows` its lines; no rows, no table.

    `map` was drawn for `map_frame(paper, bool(rows))`.
    """

    unit: str
    date_text: str
    paper: str
    map: Drawing
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    note: str = ""


def map_frame(paper: str, with_table: bool) -> Frame:
    """The map's place on a landscape sheet of `paper`; a table takes the right quarter. Raises DesignFault for another paper."""
    if paper not in PAPERS:
        raise DesignFault(f"没有“{paper}”这种纸张，可用：{'、'.join(PAPERS)}。")
    scale = _WIDTHS[paper] / _WIDTHS["A4"]
    margin, head, foot = 10 * scale, 15 * scale, 7 * scale
    width, height = _WIDTHS[paper] - 2 * margin, _HEIGHTS[paper] - 2 * margin - head - foot
    return Frame(width * (0.74 if with_table else 1.0), height, 2.8 * scale**0.75)
