"""Photos of members: taken only when they are pictures, kept small, without what cameras write into them."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps

from portal.foundation.errors import Refusal

MAX_BYTES = 2 * 1024 * 1024
MAX_PIXELS = 40_000_000
KEPT = (480, 640)
"""Width and height, in pixels, that a kept photo does not exceed."""


def read_photo(data: bytes) -> bytes:
    """A JPEG of at most 480 × 640 pixels from an uploaded JPEG or PNG of at most 2 MB. Raises `Refusal`."""
    if len(data) > MAX_BYTES:
        raise Refusal("照片太大,请控制在 2 MB 以内", "photo")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _small(data)
    except Refusal:
        raise
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Refusal("照片应为 JPEG 或 PNG 图片,这个文件打不开", "photo") from error


def _small(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
        picture.verify()  # a broken PNG is found by its checksums, whatever else in the process tolerates
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise Refusal("照片的像素太多,请缩小后再上传", "photo")
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail(KEPT)
    kept = io.BytesIO()
    upright.save(kept, "JPEG", quality=85)
    return kept.getvalue()
