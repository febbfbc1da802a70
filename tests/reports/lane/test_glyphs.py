"""What the tables say of a text is what Pango and WeasyPrint say."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from weasyprint import HTML

from reports.characters import clean
from reports.fonts import SANS, SERIF
from reports.lane.breaking import broken
from reports.lane.glyphs import Alphabet, Ink, is_settable
from reports.lane.weasy.boxes import measure
from reports.lane.weasy.faces import Face

CHINESE = st.text("龙城镇民治街西社区山路号翠园小楼单元室·，（）“”—0123456789-#./、 ", min_size=1, max_size=40)
MIXED = st.text("龙城镇西社区AVTofi号楼018·-（） ", min_size=1, max_size=24)
FACES = ("400 14.667px", SERIF), ("700 18.667px", SERIF), ("400 10.667px", SANS), ("700 12px", SANS)


@cache
def face(weight_and_size: str, family: str) -> Face:
    style = f"font: {weight_and_size} '{family}'"
    page = HTML(string=f'<html lang="zh-CN"><p data-slot="it" style="{style}">一').render().pages[0]
    measured = measure(page, ("it",))
    assert measured
    return Face(measured[0][0].words[0])


def pango(text: str, its: Face) -> tuple[list[int], int]:
    glyphs = its.shape(text)
    return [glyph.number for glyph in glyphs], sum(glyph.width for glyph in glyphs)


def table(ink: Ink) -> tuple[list[int], int]:
    return [int(code[:4], 16) for code in ink.codes], round(ink.width * 1024)


@pytest.mark.parametrize("style", FACES)
@given(text=st.one_of(CHINESE, MIXED).filter(is_settable))
@settings(max_examples=60, deadline=None)
def test_glyphs_and_widths_are_pangos(style: tuple[str, str], text: str) -> None:
    its = face(*style)
    ink = Alphabet(its).ink(text)
    assert ink is not None or "——" in text  # two dashes are one glyph, which is for WeasyPrint
    assert ink is None or table(ink) == pango(text, its)


@given(text=CHINESE.filter(is_settable), room=st.floats(60, 400))
@settings(max_examples=80, deadline=None)
def test_lines_end_where_weasyprint_ends_them(text: str, room: float) -> None:
    its = face(*FACES[0])
    lines = broken(text, Alphabet(its), room)
    assert lines is not None or "——" in text
    assert lines is None or [table(line) for line in lines] == [pango(line, its) for line in its.split(text, room)]


@given(st.text(max_size=30))
@settings(max_examples=400)
def test_text_for_the_lane_is_clean_and_has_no_white_space_to_collapse(text: str) -> None:
    if is_settable(text):
        assert clean(text) == text
        assert "  " not in text
        assert text == text.strip(" \n\t")


@pytest.mark.parametrize(
    "text", ["", " 王", "王 ", "王  建", "王\n建", "ئۇيغۇر", "བོད", "王\u0301", "\u202e王", "金\uf90a", "😀", "王\ue000"]
)
def test_what_the_lane_does_not_know_is_left_to_weasyprint(text: str) -> None:
    assert not is_settable(text)


def test_a_character_of_another_face_is_no_ink() -> None:
    assert Alphabet(face(*FACES[0])).ink("王\U0002a6a5") is None
