"""Lines that stay where they are, whatever face a name in another script is drawn with.

By CSS 2.1, 10.8.1, only a line's own face and `line-height` say how high it is. WeasyPrint asks Pango, which counts the faces behind
it too, and those of Tibetan or Mongolian are so tall that a fixed place would run over and a page have another grid.
Nor are these letters set apart, for that would tear joined ones (CSS Text 3, 8.2.1).
"""

import re
from typing import Any

import weasyprint.layout.inline as inline

TALL = re.compile("[\u0600-\u08ff\u0f00-\u0fff\u1800-\u18af\u1950-\u19df\ua000-\ua4ff\ufb50-\ufdff\ufe70-\ufefc]")
"""The scripts of `reports.fonts.NATIONAL`; a line without them is WeasyPrint's own."""

_their_split = inline.split_text_box


def keep_level() -> None:
    """From now on, a text in one of these scripts stands on the line of the face that its style names first."""
    inline.split_text_box = _split


def _split(context: Any, box: Any, *place: Any, **options: Any) -> Any:
    """In place of WeasyPrint's own."""
    if not TALL.search(box.text):
        return _their_split(context, box, *place, **options)
    line, *rest = _their_split(context, _joined(box), *place, **options)
    if line is not None:
        _, line.baseline = inline.strut(line.style)
    return line, *rest


def _joined(box: Any) -> Any:
    if box.style["letter_spacing"] == "normal":
        return box
    joined = box.copy()
    joined.style = box.style.copy()
    joined.style["letter_spacing"] = "normal"
    return joined
