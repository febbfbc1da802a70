"""Chunks become one file: every page, in order, without growing."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter

from reports.errors import ReportError
from reports.joining import Fronts, merge
from reports.render import render_pdf
from reports.samples import sample
from tests.reports.papers import card, fonts, letter, page_texts, run, saved


def chunk(*names: str) -> bytes:
    return render_pdf("letter", [letter(addressee=name) for name in names], title="块").pdf


def test_bytes_and_paths_join_in_order(tmp_path: Path) -> None:
    out = tmp_path / "全部.pdf"
    sources: list[bytes | str | Path] = [
        chunk("甲一", "乙二"),
        saved(tmp_path, "c.pdf", chunk("丙三")),
        str(saved(tmp_path, "d.pdf", chunk("丁四"))),
    ]
    assert merge(sources, out, title="民治街西社区信件") == 4
    texts = page_texts(out.read_bytes())
    for name, text in zip(("甲一", "乙二", "丙三", "丁四"), texts, strict=True):
        assert f"{name}收" in text
    assert all(fonts(out.read_bytes()).values())
    assert "民治街西社区信件" in run("pdfinfo", out.read_bytes(), "-")


def test_the_joint_file_is_sound_and_in_chinese(tmp_path: Path) -> None:
    out = BytesIO()
    merge([chunk("甲"), render_pdf("card", [card()] * 12, title="卡").pdf], out)
    path = saved(tmp_path, "a.pdf", out.getvalue())
    assert "No syntax or stream encoding errors" in run("qpdf", b"", "--check", str(path))
    assert str(PdfReader(path).root_object["/Lang"]) == "zh-CN"
    assert len(PdfReader(path).pages) == 3


def test_equal_fonts_and_images_are_kept_once() -> None:
    one, out = chunk("甲"), BytesIO()
    merge([one] * 20, out)
    assert len(out.getvalue()) < 2 * len(one)
    assert len(page_texts(out.getvalue())) == 20


def test_what_was_joined_or_rewritten_joins_again_in_order(tmp_path: Path) -> None:
    joined, rewritten, out = BytesIO(), BytesIO(), BytesIO()
    merge([chunk("甲一"), chunk("乙二", "丙三")], joined)
    PdfWriter(clone_from=PdfReader(BytesIO(chunk("丁四")))).write(rewritten)
    merge([joined.getvalue(), rewritten.getvalue()], out)
    texts = page_texts(out.getvalue())
    for name, text in zip(("甲一", "乙二", "丙三", "丁四"), texts, strict=True):
        assert f"{name}收" in text
    assert "No syntax or stream encoding errors" in run(
        "qpdf", b"", "--check", str(saved(tmp_path, "a.pdf", out.getvalue()))
    )


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # WeasyPrint leaves its colour profile open
def test_files_for_the_archive_stay_so_and_one_other_ends_it() -> None:
    kept, lost = BytesIO(), BytesIO()
    archived = render_pdf("letter", [letter()], title="信", archive=True).pdf
    merge([archived, archived], kept, title="信")
    merge([archived, chunk("甲")], lost, title="信")
    for out, there in ((kept, True), (lost, False)):
        root = PdfReader(out).root_object
        assert ("/OutputIntents" in root) == ("/Metadata" in root) == there
    assert "pdfaid" in run("pdfinfo", kept.getvalue(), "-meta", "-")


@pytest.mark.parametrize(
    ("fronts", "printed"), [(Fronts.FILES, [1, 1, 1, 0, 1, 0]), (Fronts.PAGES, [1, 0, 1, 0, 1, 0, 1, 0])]
)
def test_for_both_sides_of_the_paper_backs_stay_empty(tmp_path: Path, fronts: Fronts, printed: list[int]) -> None:
    out = BytesIO()
    files = [chunk("甲", "乙"), chunk("丙"), chunk("丁")]
    assert merge(files, out, fronts=fronts) == len(printed)
    assert [int(bool(text.strip())) for text in page_texts(out.getvalue())] == printed
    sizes = {tuple(page.mediabox) for page in PdfReader(out).pages}
    assert len(sizes) == 1, "an empty back is as large as its front"
    path = saved(tmp_path, "a.pdf", out.getvalue())
    assert "No syntax or stream encoding errors" in run("qpdf", b"", "--check", str(path))


def test_what_takes_several_pages_begins_in_front_for_each_addressee() -> None:
    one: Any = sample("mailing")
    long = replace(one, rows=one.rows * (60 // len(one.rows) + 1))
    alone = render_pdf("mailing", [long], title="表").pages
    assert alone > 1
    found = render_pdf("mailing", [one, long, one], title="表", duplex=True)
    texts = page_texts(found.pdf)
    assert found.pages == len(texts) == 4 + alone + alone % 2
    fronts = [number for number, text in enumerate(texts) if "第1页" in "".join(text.split())]
    assert (len(fronts), [number % 2 for number in fronts]) == (3, [0, 0, 0])


@pytest.mark.parametrize("sources", [[], [b"not a pdf"], [b""], [b"%PDF-1.7\nstartxref\n3\n%%EOF\n"]])
def test_nothing_and_nonsense_are_refused(sources: list[bytes]) -> None:
    with pytest.raises(ReportError, match="合并"):
        merge(sources, BytesIO())
