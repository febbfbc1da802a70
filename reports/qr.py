"""QR codes as inline vector drawings, and the text that makes a phone offer to save a contact."""

from functools import lru_cache

import segno
from markupsafe import Markup

from reports.errors import ReportError

_LEVEL = "m"
_QUIET = 4  # modules of white on each side, as ISO/IEC 18004 asks


@lru_cache(maxsize=4096)
def qr_svg(text: str) -> Markup:
    """An SVG element of `text` in UTF-8 at level M, one path, quiet zone included; empty for an empty text.

    All households of a grid share one code, so most calls are answered from the cache. Raises ReportError when too long.
    """
    if not text:
        return Markup("")
    try:
        code = segno.make(text, error=_LEVEL, micro=False, boost_error=False, encoding="utf-8")
    except segno.DataOverflowError as error:
        raise ReportError("二维码内容过长，请缩短。") from error
    rows = [bytes(row) for row in code.matrix]
    path = "".join(_runs(row, y + _QUIET) for y, row in enumerate(rows))
    side = len(rows) + 2 * _QUIET
    return Markup('<svg class="qr" viewBox="0 0 {0} {0}"><path d="{1}"/></svg>').format(side, path)


def _runs(row: bytes, y: int) -> str:
    """The dark runs of one row as closed rectangles."""
    out, x = [], 0
    while (start := row.find(1, x)) >= 0:
        end = row.find(0, start)
        x = end if end >= 0 else len(row)
        out.append(f"M{start + _QUIET} {y}h{x - start}v1h-{x - start}z")
    return "".join(out)


def contact_text(name: str, phone: str, organisation: str = "") -> str:
    """A vCard 3.0 (RFC 2426); a phone that scans it offers to save or dial the number."""
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"N:{_escaped(name)};;;;", f"FN:{_escaped(name)}"]
    lines += [f"ORG:{_escaped(organisation)}"] if organisation else []
    return "\n".join([*lines, f"TEL;TYPE=CELL:{_escaped(phone)}", "END:VCARD"])


def _escaped(value: str) -> str:
    for plain, safe in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", " ")):
        value = value.replace(plain, safe)
    return value
