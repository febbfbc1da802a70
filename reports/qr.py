"""QR codes as inline images, and the text that makes a phone offer to save a contact."""

import struct
import zlib
from base64 import b64encode
from functools import lru_cache

from reports.lane.codes import stencil

_DOTS = 8  # pixels a module, so that a viewer that smooths images blurs an eighth of a module at most; a byte each
_QUIET = 4  # modules of white on each side, as ISO/IEC 18004 asks
_INK = bytes.maketrans(b"01", b"\xff\x00")


@lru_cache(maxsize=4096)
def qr_uri(text: str) -> str:
    """An inline 1-bit PNG of `text` in UTF-8 at level M, quiet zone included; empty for an empty text.

    An image beats an inline drawing: a document holds each code once, and all households of a grid share one.
    Raises ReportError when the text is too long for a code.
    """
    if not text:
        return ""
    size, rows = stencil(text)
    stride, side = len(rows) // size, size + 2 * _QUIET
    margin, blank = b"\xff" * _QUIET, b"\xff" * side
    bits = (f"{int.from_bytes(rows[at : at + stride], 'big'):0{8 * stride}b}" for at in range(0, len(rows), stride))
    lines = [margin + row[:size].encode().translate(_INK) + margin for row in bits]
    pixels = b"".join((b"\0" + line) * _DOTS for line in [*[blank] * _QUIET, *lines, *[blank] * _QUIET])
    return "data:image/png;base64," + b64encode(_png(side * _DOTS, pixels)).decode()


def _png(side: int, pixels: bytes) -> bytes:
    """A square picture of one bit a pixel (RFC 2083)."""
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(pixels)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )


def contact_text(name: str, phone: str, organisation: str = "") -> str:
    """A vCard 3.0 (RFC 2426); a phone that scans it offers to save or dial the number."""
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"N:{_escaped(name)};;;;", f"FN:{_escaped(name)}"]
    lines += [f"ORG:{_escaped(organisation)}"] if organisation else []
    return "\n".join([*lines, f"TEL;TYPE=CELL:{_escaped(phone)}", "END:VCARD"])


def _escaped(value: str) -> str:
    for plain, safe in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", " ")):
        value = value.replace(plain, safe)
    return value
