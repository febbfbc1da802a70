"""What a reader sees of a PDF, through poppler's own tools."""

import subprocess
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, cast
from xml.etree import ElementTree

from PIL import Image, ImageChops
from zxingcpp import read_barcodes

from reports.contexts import AssessmentSheet, Card, Letter
from reports.samples import sample


def letter(**changes: Any) -> Letter:
    return replace(cast(Letter, sample("letter")), **changes)


def card(**changes: Any) -> Card:
    return replace(cast(Card, sample("card")), **changes)


def sheet(**changes: Any) -> AssessmentSheet:
    return replace(cast(AssessmentSheet, sample("assessment")), **changes)


def run(tool: str, pdf: bytes, *options: str) -> str:
    """Output of a poppler tool that reads the PDF from its standard input."""
    return subprocess.run([tool, *options], input=pdf, capture_output=True, check=True).stdout.decode()


def page_texts(pdf: bytes) -> list[str]:
    """Each page's text without white space."""
    pages = run("pdftotext", pdf, "-raw", "-", "-").split("\f")[:-1]
    return ["".join(page.split()) for page in pages]


def fonts(pdf: bytes) -> dict[str, bool]:
    """Name of every font and whether it is embedded."""
    lines = [line.split() for line in run("pdffonts", pdf, "-").splitlines()[2:]]
    return {words[0]: words[-5] == "yes" for words in lines}


def picture(pdf: bytes, dpi: int = 100) -> Image.Image:
    """The first page as a person sees it."""
    command = ["pdftoppm", "-r", str(dpi), "-png", "-singlefile", "-"]
    return Image.open(BytesIO(subprocess.run(command, input=pdf, capture_output=True, check=True).stdout))


def codes(pdf: bytes, dpi: int = 100) -> list[str]:
    """What a phone reads from the first page."""
    return [code.text for code in read_barcodes(picture(pdf, dpi))]


def saved(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def lines(pdf: bytes, page: int = 1) -> list[tuple[float, str]]:
    """Height in points from the top and words of every line of a page, as poppler finds them."""
    xml = run("pdftotext", pdf, "-bbox-layout", "-f", str(page), "-l", str(page), "-", "-")
    space = "{http://www.w3.org/1999/xhtml}"
    found = ElementTree.fromstring(xml).iter(f"{space}line")
    return sorted(
        (float(line.attrib["yMin"]), "".join(word.text or "" for word in line.iter(f"{space}word"))) for line in found
    )


def right_edges(pdf: bytes) -> dict[str, float]:
    """Words and right edge in points of every line of the first page."""
    xml = run("pdftotext", pdf, "-bbox-layout", "-l", "1", "-", "-")
    space = "{http://www.w3.org/1999/xhtml}"
    found = ElementTree.fromstring(xml).iter(f"{space}line")
    return {
        "".join(word.text or "" for word in line.iter(f"{space}word")): float(line.attrib["xMax"]) for line in found
    }


def pictures(pdf: bytes, folder: Path, dpi: int = 150) -> list[Image.Image]:
    """Every page in shades of grey."""
    folder.mkdir()
    subprocess.run(["pdftoppm", "-r", str(dpi), "-gray", "-", str(folder / "page")], input=pdf, check=True)
    return [Image.open(path).copy() for path in sorted(folder.iterdir())]


def differences(ours: Image.Image, theirs: Image.Image, masks: Sequence[tuple[float, float, float, float]]) -> int:
    """The largest difference of a pixel outside the masks, which are given in mm."""
    dots = ours.width / 210
    for page in (ours, theirs):
        for mask in masks:
            left, top, right, bottom = (round(each * dots) for each in mask)
            page.paste(255, (left, top, right, bottom))
    (_, largest) = cast(tuple[int, int], ImageChops.difference(ours, theirs).getextrema())
    return largest
