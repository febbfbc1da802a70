"""What holds for every design: sound files with their title, language and fonts, and nothing where a printer cannot print."""

import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader

from reports.catalogue import available_designs, load_design
from reports.render import render_pdf
from reports.samples import sample
from tests.reports.papers import fonts, saved

KEYS = [design.key for design in available_designs()]
DPI = 50
EDGE = round(4 / 25.4 * DPI)  # printers leave about 4 mm free
FOLD_MARKS = {"letter"}  # are at the left edge by intent: what remains of them after 4 mm shows where to fold


@pytest.mark.parametrize("key", KEYS)
def test_the_file_is_sound_titled_and_complete(key: str, tmp_path: Path) -> None:
    pdf = render_pdf(key, [sample(key)], title=f"样张 {key}").pdf
    checked = subprocess.run(
        ["qpdf", "--check", saved(tmp_path, "a.pdf", pdf)], check=False, capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stderr
    reader = PdfReader(BytesIO(pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == f"样张 {key}"
    assert str(reader.root_object["/Lang"]) == "zh-CN"
    assert all(fonts(pdf).values())


@pytest.mark.parametrize("key", KEYS)
def test_nothing_is_printed_where_printers_cannot(key: str, tmp_path: Path) -> None:
    path = saved(tmp_path, "a.pdf", render_pdf(key, [sample(key)] * 2, title="样张").pdf)
    subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", "-png", path, tmp_path / "page"], check=True)
    pages = sorted(tmp_path.glob("page-*.png"))
    assert pages
    for page in pages:
        with Image.open(page) as picture:
            left, top, right, bottom = (
                ImageChops.invert(picture.convert("L")).point(lambda ink: 255 * (ink > 24)).getbbox() or (EDGE,) * 4
            )
            assert left >= EDGE or key in FOLD_MARKS
            assert top >= EDGE
            assert right <= picture.width - EDGE
            assert bottom <= picture.height - EDGE


def test_a_design_lists_faces_that_its_rules_name() -> None:
    for key in KEYS:
        assert all(face in load_design(key).css for face in load_design(key).faces), key
