"""Pictures from outside: taken only when they are pictures, upright, small, and without what cameras write into them."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps

from portal.foundation.errors import Refusal

MAX_PIXELS = 40_000_000


def kept_picture(data: bytes, most: int, within: tuple[int, int], field: str) -> bytes:
    """A JPEG of at most `within` (width, height in pixels) from a JPEG or PNG of at most `most` bytes. Raises `Refusal` on `field`."""
    if len(data) > most:
        raise Refusal(f"照片太大，请控制在 {most // 1024**2} MB 以内", field)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _small(data, within, field)
    except Refusal:
        raise
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Refusal("照片应为 JPEG 或 PNG 图片，这个文件打不开", field) from error


def _small(data: bytes, within: tuple[int, int], field: str) -> bytes:
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
        picture.verify()  # a broken PNG is found by its checksums, whatever else in the process tolerates
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise Refusal("照片的像素太多，请缩小后再上传", field)
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail(within)
    upright.info.clear()
    kept = io.BytesIO()
    upright.save(kept, "JPEG", quality=85)
    return kept.getvalue()
