"""QR codes as inline images, and the text that makes a phone offer to save a contact."""

from functools import lru_cache

import segno

from reports.errors import ReportError

_LEVEL = "m"
_SCALE = 8  # pixels a module, so that a viewer that smooths images blurs an eighth of a module at most
_QUIET = 4  # modules of white on each side, as ISO/IEC 18004 asks


@lru_cache(maxsize=4096)
def qr_uri(text: str) -> str:
    """An inline 1-bit PNG of `text` in UTF-8 at level M, quiet zone included; empty for an empty text.

    An image beats an inline drawing: a document holds each code once, and all households of a grid share one.
    Raises ReportError when the text is too long for a code.
    """
    if not text:
        return ""
    try:
        code = segno.make(text, error=_LEVEL, micro=False, boost_error=False, encoding="utf-8")
    except segno.DataOverflowError as error:
        raise ReportError("二维码内容过长，请缩短。") from error
    return code.png_data_uri(scale=_SCALE, border=_QUIET)


def contact_text(name: str, phone: str, organisation: str = "") -> str:
    """A vCard 3.0 (RFC 2426); a phone that scans it offers to save or dial the number."""
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"N:{_escaped(name)};;;;", f"FN:{_escaped(name)}"]
    lines += [f"ORG:{_escaped(organisation)}"] if organisation else []
    return "\n".join([*lines, f"TEL;TYPE=CELL:{_escaped(phone)}", "END:VCARD"])


def _escaped(value: str) -> str:
    for plain, safe in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", " ")):
        value = value.replace(plain, safe)
    return value
