"""The only door to images: what is in the page already, as PNG or JPEG, and nothing from net or disk."""

import base64
from functools import lru_cache
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from reports.errors import BadPhoto

_OPEN = ("data:image/png;base64,", "data:image/jpeg;base64,")
_MOST_PIXELS = 60_000_000
_LARGEST = (413, 579)  # 35 × 49 mm at 300 dpi, twice the largest place a design has for a photo

Refused = FatalURLFetchingError


class DataOnly(URLFetcher):
    """Opens inline PNG and JPEG; anything else raises `Refused` and stops the print."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        if not url.startswith(_OPEN):
            raise ValueError(f"refused: {url[:80]}")
        return super().fetch(url, headers)


@lru_cache(maxsize=256)
def photo_uri(photo: bytes) -> str:
    """`photo` (JPEG or PNG file) as an upright inline JPEG of at most 413 × 579 px without its metadata.

    Raises BadPhoto. Opening reads only the header, so the size is checked before anything is unpacked.
    """
    try:
        with Image.open(BytesIO(photo), formats=("JPEG", "PNG")) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise BadPhoto("照片尺寸过大，请使用 6000 万像素以内的照片。")
            small = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadPhoto("照片无法识别，请使用 JPG 或 PNG 格式的照片。") from error
    small.thumbnail(_LARGEST)
    out = BytesIO()
    small.save(out, "JPEG", quality=88)
    return _OPEN[1] + base64.b64encode(out.getvalue()).decode()
