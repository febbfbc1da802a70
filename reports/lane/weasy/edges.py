"""Justified Chinese that reaches both edges.

WeasyPrint widens spaces only, and Chinese has none: a line that breaks before a telephone number ended some characters short. By CSS
Text 3, 7.3 (inter-character), what is left over is given to all the gaps of such a line alike.
"""

import re
from collections.abc import Iterator
from typing import Any

import weasyprint.layout.inline as inline
from weasyprint.formatting_structure.boxes import InlineBox, LineBox, TextBox
from weasyprint.text.line_break import create_layout

from reports.lane.glyphs import HAN
from reports.lane.weasy.lines import TALL

_CHINESE = re.compile(f"[{HAN}].*[{HAN}]")
_MOST = 0.25  # of the size of the type: a line with less on it is left as it is, rather than torn apart

_their_justify = inline.justify_line


def reach_edges() -> None:
    """From now on, justified lines of Chinese without spaces are as long as their block is wide."""
    inline.justify_line = _justify


def _justify(context: Any, line: Any, left: float) -> None:
    """In place of WeasyPrint's own; `left`: what the line lacks, in px."""
    texts = list(_texts(line))
    words = "".join(text.text for text in texts)
    each = left / max(len(words) - 1, 1)
    if _has_gaps(words) and not inline.count_expandable_spaces(line) and each <= _MOST * line.style["font_size"]:
        _spread(context, line, each, 0)
    else:
        _their_justify(context, line, left)


def _has_gaps(words: str) -> bool:
    """Whether it is Chinese, and nothing in it would be torn: letters that join are never set apart."""
    return bool(_CHINESE.search(words)) and not TALL.search(words)


def _texts(box: Any) -> Iterator[Any]:
    if isinstance(box, TextBox):
        yield box
    for child in getattr(box, "children", ()):
        yield from _texts(child)


def _spread(context: Any, box: Any, each: float, moved: float) -> float:
    """Move a box, widen its gaps, and tell how far what follows is moved."""
    box.position_x += moved
    if isinstance(box, TextBox):
        box.style = box.style.copy()
        own = box.style["letter_spacing"]
        box.style["letter_spacing"] = each if own == "normal" else own + each
        box.width += each * (len(box.text) - 1)
        box.pango_layout = create_layout(box.text, box.style, context, None, 0)
        box.pango_layout.deactivate()
        return moved + each * len(box.text)
    if isinstance(box, LineBox | InlineBox):
        after = moved
        for child in box.children:
            if child.is_in_normal_flow():
                after = _spread(context, child, each, after)
        box.width += max(after - moved - each, 0)
        return after
    return moved
