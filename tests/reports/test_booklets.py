"""The folded handbook: pages in reading order once the pile is folded, and contents that tell the truth."""

from dataclasses import replace
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from reports.booklets import saddle
from reports.notices import Chapter, Handbook
from reports.render import render_pdf
from reports.samples import sample
from tests.reports.papers import page_texts, run


@given(st.integers(1, 400))
def test_every_page_is_there_once_and_the_folded_pile_reads_in_order(pages: int) -> None:
    sides = list(saddle(pages))
    assert len(sides) == 2 * -(-pages // 4)
    fronts, backs = sides[::2], sides[1::2]
    first_half = [page for front, back in zip(fronts, backs, strict=True) for page in (front.right, back.left)]
    second_half = [
        page for front, back in zip(fronts[::-1], backs[::-1], strict=True) for page in (back.right, front.left)
    ]
    read = first_half + second_half
    assert read == [page if page <= pages else None for page in range(1, len(sides) * 2 + 1)]


def test_contents_tell_the_page_on_which_a_chapter_begins() -> None:
    chapters = tuple(Chapter(f"章节{number}", ("走访时看一看用电、用火、用气。" * 40,)) for number in range(6))
    book = replace(cast(Handbook, sample("handbook")), chapters=chapters)
    rendered = render_pdf("handbook", [book, book], title="工作手册")
    halves = [half for side in range(1, rendered.pages + 1) for half in _halves(rendered.pdf, side)]
    pages = _in_reading_order(halves[: len(halves) // 2])
    contents = next(page for page in pages if "目录" in page)
    for number in range(6):
        begins = next(
            at for at, page in enumerate(pages, 1) if f"{number + 1}章节{number}" in page and page is not contents
        )
        assert f"章节{number}{begins}" in contents.replace(".", "")
    assert _in_reading_order(halves[len(halves) // 2 :]) == pages


def test_for_the_screen_the_handbook_is_in_reading_order() -> None:
    rendered = render_pdf("handbook", [sample("handbook")], title="工作手册", tagged=True)
    assert [str(number) in text for number, text in enumerate(page_texts(rendered.pdf)[1:], 2)] == [True] * (
        rendered.pages - 1
    )
    assert "419.528 x 595.276" in run("pdfinfo", rendered.pdf, "-")  # A5 upright


def _halves(pdf: bytes, side: int) -> list[str]:
    """The words of the left and right half of one side."""
    where = ["-f", str(side), "-l", str(side), "-y", "0", "-W", "420", "-H", "596"]
    return ["".join(run("pdftotext", pdf, *where, "-x", left, "-", "-").split()) for left in ("0", "421")]


def _in_reading_order(halves: list[str]) -> list[str]:
    last = len(halves) // 2 * 2
    placed = dict(zip((page for side in _all_sides(last) for page in side), halves, strict=True))
    return [placed[page] for page in sorted(placed)]


def _all_sides(pages: int) -> list[tuple[int, int]]:
    return [(side.left or 0, side.right or 0) for side in saddle(pages)]
