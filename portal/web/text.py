"""What a person types, as it is stored: without stray spaces, and with plain digits in codes and numbers."""

from __future__ import annotations

CODES = ("code", "phone", "id_number", "number")
"""Columns that hold codes and numbers: full-width characters in them are typing slips."""

_FULL_WIDTH = {0xFF01 + n: 0x21 + n for n in range(94)}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")


def cleaned(name: str, text: str | None) -> str | None:
    """`text` for the column `name`: stripped; codes without inner spaces and in plain characters, mobile numbers without
    hyphens; empty text is nothing.
    """
    if text is None:
        return None
    text = text.encode(errors="ignore").decode()  # JSON may spell half a character, which no database stores
    text = text.replace("\x00", "").replace("\u3000", " ").strip()
    if name in CODES:
        text = "".join(plain(text).split())
    if name == "phone" and text.startswith("1"):
        text = text.replace("-", "")
    return text or None


def plain(text: str) -> str:
    """Full-width characters and typographic dashes as plain ones."""
    return text.translate(_FULL_WIDTH).translate(_DASHES)
