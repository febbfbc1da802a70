"""Names as registers have them: rare, from old code pages, of minorities; printed as they are or refused by name."""

import re
from dataclasses import replace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.characters import clean
from reports.errors import MissingGlyph
from reports.fonts import NATIONAL, RARE, SANS, SERIF, coverage, missing_characters
from reports.notices import Badge
from reports.private_use import UNICODE_OF
from reports.render import render_pdf
from reports.samples import sample
from tests.reports.papers import card, fonts, letter, lines, page_texts, run

BEYOND_NOTO = "𠀎"  # U+2000E, which only the rare faces draw


def test_the_rare_faces_draw_what_the_others_lack() -> None:
    assert all(ord(BEYOND_NOTO) not in coverage(face) for face in (SERIF, SANS))
    assert any(ord(BEYOND_NOTO) in coverage(face) for face in RARE)
    assert missing_characters(f"䶮㛃𬱖堃𠅤{BEYOND_NOTO}〇·—") == []


@pytest.mark.parametrize("name", ["欧阳䶮", "㛃𬱖堃𠅤", f"王{BEYOND_NOTO}", "阿卜杜热依木·买买提吐尔逊"])
@pytest.mark.parametrize("design", ["letter", "letter_official"])
def test_a_rare_name_is_on_the_letter_with_its_font(design: str, name: str) -> None:
    pdf = render_pdf(design, [letter(), letter(addressee=name, salutation=f"{name}：")], title="信").pdf
    assert name in "".join(page_texts(pdf))
    found = fonts(pdf)
    assert all(found.values())
    assert any("HanaMin" in font for font in found) == (BEYOND_NOTO in name)


def test_a_rare_name_of_a_member_is_on_the_card() -> None:
    pdf = render_pdf("card", [card(member_name=f"王{BEYOND_NOTO}")], title="卡").pdf
    assert f"王{BEYOND_NOTO}" in page_texts(pdf)[0]


# In the order of NATIONAL: a Uyghur, Tibetan, Mongolian (with its vowel separator), Yi, Dai, Dai and Lisu name.
NATIONAL_NAMES = ("ئابدۇرېھىم ئەخمەت", "བསྟན་འཛིན་རྒྱ་མཚོ", "ᠰᠠᠷᠠᠨ\u180eᠠ", "ꀊꇖꃅꏔ", "ᥟᥣᥭᥴ", "ᦀᦻᦌᦱ", "ꓮꓬꓲꓸ")


@pytest.mark.parametrize(("name", "face"), [*zip(NATIONAL_NAMES, NATIONAL, strict=True)])
def test_a_name_in_the_script_of_a_nationality_is_on_paper_and_found_there(name: str, face: str) -> None:
    assert missing_characters(clean(name)) == []
    for pdf in (
        render_pdf("letter", [letter(addressee=name, salutation=f"{name}：")], title="信").pdf,
        render_pdf("card", [card(member_name=name, head_name=name)], title="卡").pdf,
    ):
        found = fonts(pdf)
        assert any(face.replace(" ", "-") in font for font in found)
        assert all(found.values())
        assert not any("HanaMin" in font for font in found)
        assert all(word in page_texts(pdf)[0] for word in name.split())


@pytest.mark.parametrize("name", NATIONAL_NAMES)
def test_a_line_is_no_higher_for_a_name_in_another_script(name: str) -> None:
    usual, other = (
        lines(render_pdf("letter", [letter(body=(f"您好！{each}，您家有四口人。", "此致"))], title="信").pdf)
        for each in ("王建国", name)
    )
    below = [[round(height, 2) for height, words in found if words == "此致"] for found in (usual, other)]
    assert below[0] == below[1] != []


def test_what_follows_a_name_in_arabic_letters_stands_behind_it() -> None:
    first, second = "قۇربان", "تۇرسۇن ئەخمەت"
    pdf = render_pdf("letter", [letter(body=(f"您好！{first}，2026年{second}、{first} 3号。",))], title="信").pdf
    seen = "".join(words for words, _ in _words(pdf))
    assert f"您好！{first[::-1]}，2026年{second[::-1]}、{first[::-1]}3号。".replace(" ", "") in seen


def test_joined_letters_are_never_set_apart() -> None:
    name = "قۇربان"
    badge = render_pdf("badge", [replace(cast(Badge, sample("badge")), name=name)], title="牌").pdf
    plain = render_pdf("letter", [letter(addressee=name)], title="信").pdf
    seen, spaced_size, plain_size = name[::-1], 25, 14
    assert dict(_words(badge))[seen] / spaced_size == pytest.approx(dict(_words(plain))[seen] / plain_size, rel=0.01)


@pytest.mark.parametrize("name", ["สมชาย", "राम", "ᚠᚢᚦ"])
def test_a_script_of_no_nationality_stays_refused(name: str) -> None:
    with pytest.raises(MissingGlyph, match="LC-0103"):
        render_pdf("letter", [letter(addressee=name)], title="信")


def test_old_private_use_characters_become_what_they_mean() -> None:
    assert clean("欧阳\ue863") == "欧阳䶮"
    assert clean("\ue81b\ue854\ue7c7") == "㑇龺ḿ"
    assert len(UNICODE_OF) == 105


@pytest.mark.parametrize("code", sorted(UNICODE_OF))
def test_the_table_agrees_with_the_codec_where_the_codec_knows(code: int) -> None:
    """Python's codec is that of GB 18030-2000: what it gives a place in Unicode must have the same place in the table."""
    old = [chr(code).encode("gb18030")] if len(chr(code).encode("gb18030")) == 2 else [_in_gbk(code)]
    for two_bytes in old:
        known = two_bytes.decode("gb18030")
        assert known in (UNICODE_OF[code], chr(code))


def test_an_unknown_private_use_character_is_refused_with_the_household() -> None:
    assert 0xE2AD in coverage("HanaMinA") or any(0xE000 <= code <= 0xF8FF for code in coverage("HanaMinA"))
    private = next(
        chr(code) for code in sorted(coverage("HanaMinA")) if 0xE000 <= code <= 0xF8FF and code not in UNICODE_OF
    )
    with pytest.raises(MissingGlyph, match="张某"):
        render_pdf("letter", [letter(addressee=f"张某{private}")], title="信")


@given(st.text(st.characters(categories=["Co"])))
def test_no_private_use_character_ever_counts_as_printable(text: str) -> None:
    assert set(missing_characters(clean(text))) == {
        char for char in clean(text) if "\ue000" <= char <= "\uf8ff" or char >= "\U000f0000"
    }


def _in_gbk(code: int) -> bytes:
    """The two bytes of GBK 1.0 for a private-use code point of its table."""
    places = {0xE7C7: 0xA8BC, 0xE7C8: 0xA8BF}
    if code in places:
        return places[code].to_bytes(2, "big")
    if code >= 0xE815:
        low = 0x50 + code - 0xE815
        return bytes([0xFE, low + (low >= 0x7F)])
    if code >= 0xE7E7:
        return bytes([0xA9, 0x89 + code - 0xE7E7])
    row = [*range(0xD9, 0xE0), 0xEC, 0xED, 0xF3]
    return bytes([0xA6, row[code - 0xE78D]])


def _words(pdf: bytes) -> list[tuple[str, float]]:
    """Words of the first page with their width in points; in a line of Chinese, as they are seen from left to right."""
    found = re.findall(
        r'<word xMin="([\d.]+)" .* xMax="([\d.]+)" .*?>(.*)</word>', run("pdftotext", pdf, "-bbox", "-", "-")
    )
    return [(words, float(right) - float(left)) for left, right, words in found]
