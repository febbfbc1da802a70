"""Names as registers have them: rare, from old code pages, of minorities; printed as they are or refused by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.characters import clean
from reports.errors import MissingGlyph
from reports.fonts import RARE, SANS, SERIF, coverage, missing_characters
from reports.private_use import UNICODE_OF
from reports.render import render_pdf
from tests.reports.papers import card, fonts, letter, page_texts

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
