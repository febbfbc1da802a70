"""Codes as pictures inside a page's own stream: one bit a module, and no object of their own."""

from reports.lane.codes import stencil
from reports.lane.numbers import number
from reports.lane.weasy.boxes import Frame

_QUIET = 4  # modules of white round a code within its place, as many as the ordinary lane's pictures hold


def stamped(frame: Frame, text: str) -> bytes:
    """What draws the code of `text` in the frame, in black."""
    size, rows = stencil(text)
    module = frame.width / (size + 2 * _QUIET)
    side = number(size * module)
    x, y = number(frame.x + _QUIET * module), number(frame.y + (_QUIET + size) * module)
    # Readers take these letters for the end of a picture; where chance puts them inside, it is written in other letters.
    data, filtered = (rows.hex().encode() + b">", "/F/AHx") if b"EI" in rows else (rows, "")
    head = f"q 0 g {side} 0 0 -{side} {x} {y} cm BI /W {size}/H {size}/IM true/D[1 0]{filtered} ID "
    return head.encode() + data + b"\nEI Q"
