"""A code by tables is the library's code, and a phone reads it."""

from base64 import b64decode
from io import BytesIO

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from zxingcpp import read_barcodes

from reports.errors import ReportError
from reports.lane import codes
from reports.lane.codes import Stencil, stencil
from reports.qr import qr_uri

TEXTS = st.one_of(
    st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=120),
    st.text("龙城镇网格员王建国（）0123456789", min_size=1, max_size=60),
)


def library(text: str, mask: int) -> list[list[int]]:
    made = segno.make(text.encode(), error=codes.LEVEL, mode="byte", mask=mask, micro=False, boost_error=False)
    return [list(row) for row in made.matrix]


def matrix(code: Stencil) -> list[list[int]]:
    stride = (code.size + 7) // 8
    rows = [code.rows[start : start + stride] for start in range(0, len(code.rows), stride)]
    return [[row[column // 8] >> (7 - column % 8) & 1 for column in range(code.size)] for row in rows]


@given(st.lists(TEXTS, min_size=2, max_size=4))
@settings(max_examples=60, deadline=None)
def test_every_code_is_the_librarys_with_one_of_its_masks(texts: list[str]) -> None:
    for text in texts:
        ours = matrix(stencil(text))
        assert any(ours == library(text, mask) for mask in range(8))


@pytest.mark.parametrize("length", [1, 14, 15, 26, 27, 62, 63, 84, 106, 122, 152, 180, 181, 213, 300, 500])
def test_two_texts_of_one_length_share_one_table(length: int) -> None:
    first, other = "a" * length, "".join(chr(48 + index * 7 % 70) for index in range(length))
    for text in (first, other):
        assert any(matrix(stencil(text)) == library(text, mask) for mask in range(8))


@given(TEXTS)
@settings(max_examples=30, deadline=None)
def test_a_phone_reads_what_was_meant(text: str) -> None:
    code = matrix(stencil(text))
    picture = Image.new("L", (len(code) + 8,) * 2, 255)
    for row, line in enumerate(code):
        for column, dark in enumerate(line):
            if dark:
                picture.putpixel((column + 4, row + 4), 0)
    (read,) = read_barcodes(picture.resize((picture.width * 6,) * 2, Image.Resampling.NEAREST))
    assert read.bytes == text.encode()


@given(TEXTS)
@settings(max_examples=20, deadline=None)
def test_a_page_laid_out_for_itself_shows_the_same_code(text: str) -> None:
    picture = Image.open(BytesIO(b64decode(qr_uri(text).removeprefix("data:image/png;base64,"))))
    code = matrix(stencil(text))
    assert picture.size == (8 * (len(code) + 8),) * 2
    assert [
        [not picture.getpixel((8 * x + 35, 8 * y + 35)) for x in range(len(code))] for y in range(len(code))
    ] == code
    assert [read.bytes for read in read_barcodes(picture)] == [text.encode()]


def test_a_text_too_long_for_a_code_is_refused() -> None:
    for draw in (stencil, qr_uri):
        with pytest.raises(ReportError, match="二维码内容过长"):
            draw("x" * 3000)
