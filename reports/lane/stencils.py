"""Codes as pictures inside a page's own stream: one bit a module, and no object of their own."""

from functools import lru_cache

from reports.lane.codes import stencil
from reports.lane.numbers import number
from reports.lane.weasy.boxes import Frame

_QUIET = 4  # modules of white round a code within its place, as many as the ordinary lane's pictures hold


def stamped(frame: Frame, text: str) -> bytes:
    """What draws the code of `text` in the frame, in black."""
    size, rows = stencil(text)
    # Readers take these letters for the end of a picture; where chance puts them inside, it is written in other letters.
    data, filtered = (rows.hex().encode() + b">", "/F/AHx") if b"EI" in rows else (rows, "")
    return _opening(frame.x, frame.y, frame.width, size, filtered) + data + b"\nEI Q"


@lru_cache(maxsize=256)
def _opening(x: float, y: float, width: float, size: int, filtered: str) -> bytes:
    """Where a picture of so many modules stands in a frame, and how its bits are to be read."""
    module = width / (size + 2 * _QUIET)
    side = number(size * module)
    left, low = number(x + _QUIET * module), number(y + (_QUIET + size) * module)
    head = f"q 0 g {side} 0 0 -{side} {left} {low} cm BI /W {size}/H {size}/IM true/D[1 0]{filtered} ID "
    return head.encode()
