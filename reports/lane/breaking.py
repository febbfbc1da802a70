"""Where a line of Chinese ends. The certain cases are decided here; WeasyPrint is asked about the others."""

import re
from bisect import bisect_right

from reports.lane.glyphs import HAN, Alphabet, Ink

_CLOSE = 16  # in 1/1024 px: whether a line as near to the edge as this still fits is WeasyPrint's to decide
# Between Chinese characters, and between them and a number, a line may always end (UAX 14, ID and NU).
_MAY_END = re.compile(f"[{HAN}][{HAN}0-9]|[0-9][{HAN}]")
_NUMBER_BEFORE = re.compile("[0-9]+$")


def broken(text: str, alphabet: Alphabet, room: float) -> list[Ink] | None:
    """The lines of `text` in a block of that width in px; None when a glyph is not in the face."""
    rest = alphabet.ink(text)
    if rest is None:
        return None
    lines: list[Ink] = []
    start, width = 0, int(room * 1024)
    while rest.reaches[-1] > rest.origin + width - _CLOSE:
        end = _end(text, start, rest, rest.origin + width) if len(rest.reaches) == len(text) - start else None
        if end is None:
            told = [alphabet.ink(line) for line in alphabet.face.split(text[start:], room)]
            known = [ink for ink in told if ink]
            return [*lines, *known] if len(known) == len(told) else None
        line, rest = rest.cut(end - start)
        lines.append(line)
        start = end
    return [*lines, rest]


def _end(text: str, start: int, ink: Ink, edge: int) -> int | None:
    """Where the line that begins at `start` surely ends; None when it is not sure."""
    fits = bisect_right(ink.reaches, edge)
    if not 0 < fits < len(ink.reaches) or edge - ink.reaches[fits - 1] < _CLOSE or ink.reaches[fits] - edge < _CLOSE:
        return None
    end = start + fits
    if text[end] in "0123456789":
        number = _NUMBER_BEFORE.search(text, start, end)
        end = number.start() if number else end
    return end if end > start and _MAY_END.fullmatch(text, end - 1, end + 1) else None
