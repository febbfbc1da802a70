"""Fonts hold what is printed and no more, and every glyph is drawn as with WeasyPrint's own cut."""

from pathlib import Path

import pytest
import weasyprint.pdf
import weasyprint.pdf.fonts
from weasyprint import HTML

from reports.fonts import RARE, SANS, SERIF
from reports.lane.weasy import cutting
from reports.render import render_pdf
from tests.reports.papers import differences, fonts, letter, page_texts, pictures, run

WORDS = "王建国，欧阳䶮：您好！Village No. 7（2026）——“网格”·阿卜杜热依木"
PAGE = f"""<html lang="zh-CN"><p style="font-family: '{SERIF}'">{WORDS}<b>{WORDS}</b>
<p style="font-family: '{SANS}'">{WORDS}<b>{WORDS}</b><p style="font-family: '{RARE[1]}'">𠅤𬱖<p style="font-family: 'DejaVu Sans'">Plain 7"""


def written() -> bytes:
    pdf: bytes = HTML(string=PAGE).write_pdf()
    return pdf


def test_glyphs_are_drawn_as_with_weasyprints_own_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = written()
    monkeypatch.setattr(weasyprint.pdf.fonts.Font, "subset", cutting.their_subset)
    monkeypatch.setattr(weasyprint.pdf, "build_fonts_dictionary", cutting.their_dictionary)
    theirs = written()
    assert len(ours) < len(theirs) / 4
    assert page_texts(ours) == page_texts(theirs)
    (here,), (there,) = pictures(ours, tmp_path / "ours"), pictures(theirs, tmp_path / "theirs")
    assert here.getextrema() == (0, 255)
    assert differences(here, there, []) == 0


def test_what_is_embedded_is_what_readers_look_up_by_cid() -> None:
    kinds = [line.split()[1:4] for line in run("pdffonts", written(), "-").splitlines()[2:] if "Noto" in line]
    assert kinds == [["CID", "Type", "0C"]] * 4
    assert "(OT)" not in run("pdffonts", written(), "-")


def test_two_subsets_of_a_face_have_two_names() -> None:
    one, same, other = (
        fonts(render_pdf("letter", [letter(addressee=name)], title="信").pdf) for name in ("王", "王", "䶮")
    )
    assert set(one) == set(same)
    assert {name.partition("+")[2] for name in one} == {name.partition("+")[2] for name in other}
    assert len(set(one) - set(other)) == 1, "of four faces one draws the addressee"
