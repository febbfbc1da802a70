"""Pages as pictures, through poppler."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from PIL import Image, ImageChops

from reports.catalogue import load_design
from reports.contexts import Letter
from reports.laying import lay_out
from reports.render import render_pdf

CODE = (27.3, 250.0, 58.3, 281.5)
"""Where the code stands on the letter, in mm."""


def difference(batch: Sequence[Letter], dpi: int = 150) -> int:
    """The largest difference of a pixel between the lane and full WeasyPrint, outside the codes."""
    lane = _pages(render_pdf("letter", batch, title="信").pdf, dpi)
    full = _pages(lay_out(load_design("letter"), batch, "信", {}).write_pdf(), dpi)
    left, top, right, bottom = (round(each / 25.4 * dpi) for each in CODE)
    for page in (*lane, *full):
        page.paste(255, (left, top, right, bottom))
    return max(_largest(ours, theirs) for ours, theirs in zip(lane, full, strict=True))


def _largest(ours: Image.Image, theirs: Image.Image) -> int:
    extremes = cast(tuple[int, int], ImageChops.difference(ours, theirs).getextrema())
    return extremes[1]


def _pages(pdf: bytes, dpi: int) -> list[Image.Image]:
    with TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-r", str(dpi), "-gray", "-", f"{folder}/page"], input=pdf, check=True)
        return [Image.open(path).copy() for path in sorted(Path(folder).iterdir())]
