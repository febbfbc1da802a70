"""Photos of members: small enough for a badge."""

from __future__ import annotations

from portal.foundation.pictures import kept_picture

MAX_BYTES = 2 * 1024 * 1024
KEPT = (480, 640)
"""Width and height, in pixels, that a kept photo does not exceed."""


def read_photo(data: bytes) -> bytes:
    """A JPEG of at most 480 × 640 pixels from an uploaded JPEG or PNG of at most 2 MB. Raises `Refusal`."""
    return kept_picture(data, MAX_BYTES, KEPT, "photo")
