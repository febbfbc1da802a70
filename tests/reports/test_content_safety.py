"""Whatever stands in a name is text: it runs nothing, fetches nothing, reorders nothing."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

import reports.render as render
from reports.catalogue import Design, load_design
from reports.characters import clean
from reports.errors import DesignFault, MissingGlyph, MissingPackage
from reports.fetcher import DataOnly
from reports.fonts import check_machine, coverage, missing_characters
from tests.reports.papers import letter, page_texts


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "<img src=file:///etc/hostname>",
        "<link rel=attachment href=file:///etc/hostname>",
        "{{ 7*7 }}{% for x in y %}",
        "</title></section><h1>甲",
        "<style>*{display:none}</style>",
        "%(x)s{0}{town}%n",
    ],
)
def test_markup_in_a_name_is_printed_as_it_stands(name: str) -> None:
    pdf = render.render_pdf("letter", [letter(addressee=name)], title=name).pdf
    assert f"{''.join(name.split())}收" in page_texts(pdf)[0]
    assert not PdfReader(BytesIO(pdf)).attachments


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/x.png", "file:///etc/hostname", "data:image/svg+xml,<svg/>", "ftp://a/"]
)
def test_the_door_stays_shut(url: str) -> None:
    with pytest.raises(ValueError, match="refused"):
        DataOnly().fetch(url)


def _swapped(monkeypatch: pytest.MonkeyPatch, html: str) -> None:
    design: Design = replace(load_design("letter"), html=html)
    monkeypatch.setattr(render, "load_design", lambda _: design)


@pytest.mark.parametrize(
    "html", ['<img src="file:///etc/hostname">', '<img src="http://127.0.0.1/a">', '<img src="data:image/svg+xml,x">']
)
def test_a_design_that_asks_for_something_outside_stops_the_print(html: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _swapped(monkeypatch, html=html)
    with pytest.raises(DesignFault, match="引用了外部"):
        render.render_pdf("letter", [letter()], title="信")


@pytest.mark.parametrize(
    "html",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ 'a' * 1000000000 }}",
        "{{ 2 ** 99999999 }}",
        "{{ range(99) }}",
        "{{ '%d'|format(1) }}",
        "{{ body.append(1) }}",
        "{{ unknown }}",
        "{% for %}",
        "{{ '{:1000000000}'.format(1) }}",
    ],
)
def test_a_design_can_place_values_and_do_nothing_else(html: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _swapped(monkeypatch, html=html)
    with pytest.raises(DesignFault, match="有误"):
        render.render_pdf("letter", [letter()], title="信")


def test_a_design_whose_own_words_lack_a_glyph_is_caught_at_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    _swapped(monkeypatch, html="<p>\U000323b5</p>")
    with pytest.raises(MissingGlyph, match=r"U\+323B5"):
        render.render_pdf("letter", [letter()], title="信")


def test_a_reversing_mark_does_not_reverse_a_name() -> None:
    pdf = render.render_pdf("letter", [letter(addressee="\u202e国建王\u202c\u200b李\u0007四")], title="信").pdf
    assert "国建王李四收" in page_texts(pdf)[0]


def test_one_compatibility_character_does_not_change_the_others() -> None:
    letters = [letter(addressee="\uf90a大明"), letter(addressee="金小明"), letter(addressee="⺟⻢⻰⼀")]
    texts = page_texts(render.render_pdf("letter", letters, title="信").pdf)
    for name, text in zip(("金大明", "金小明", "母马龙一"), texts, strict=True):
        assert name in text


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_cleaned_text_is_stable_and_free_of_invisible_marks(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert not set(once) & {"\u202e", "\u200f", "\u2066", "\ufeff", "\x00", "\r", "\t", "\u2028"}


def test_rare_name_characters_are_covered_and_unknown_ones_listed_once() -> None:
    assert missing_characters("䶮㛃𬱖堃𠅤·王 \n") == []
    assert missing_characters("甲\U000323b5乙😀\U000323b5") == ["\U000323b5", "😀"]


def test_the_machine_is_complete_and_a_lacking_face_names_its_package() -> None:
    check_machine()
    with pytest.raises(MissingPackage, match="fonts-noto-cjk"):
        coverage("Face That Nobody Has")


def test_a_machine_without_the_subsetter_is_told_which_package(monkeypatch: pytest.MonkeyPatch) -> None:
    from weasyprint.text import ffi

    monkeypatch.setattr(ffi, "harfbuzz_subset", None)
    with pytest.raises(MissingPackage, match="libharfbuzz-subset0"):
        check_machine()


def test_a_machine_without_fontconfig_is_told_which_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingPackage, match="fontconfig"):
        coverage("Another Face")
