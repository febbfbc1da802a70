"""What every household must find on its page, and nothing it must not."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from reports.catalogue import load_design
from reports.errors import MissingGlyph, Overflow, ReportError
from reports.qr import contact_text
from reports.render import render_pdf
from tests.reports.papers import codes, fonts, letter, page_texts, run

PEOPLE = ("王建国", "欧阳䶮", "㛃𬱖堃𠅤", "阿卜杜热依木·买买提吐尔逊", "布尔汗·吐尔逊")


def test_each_household_has_one_page_with_its_own_words() -> None:
    letters = [
        letter(addressee=name, household_code=f"LC-{number}", address=f"龙山路{number}号", member_phone=f"139{number}")
        for number, name in enumerate(PEOPLE, 1001)
    ]
    rendered = render_pdf("letter", letters, title="民治街西社区 致群众一封信")
    texts = page_texts(rendered.pdf)
    assert rendered.pages == len(texts) == len(PEOPLE)
    for one, text in zip(letters, texts, strict=True):
        assert f"尊敬的{one.addressee}及家人" in text
        for words in (one.address, one.household_code, one.member_phone, one.grid, one.village, one.signer):
            assert words in text
        assert "致群众一封信" in text
        assert not any(name in text for name in PEOPLE if name != one.addressee)


def test_every_paragraph_and_the_whole_member_block_are_on_the_page() -> None:
    one = letter()
    (text,) = page_texts(render_pdf("letter", [one], title="信").pdf)
    for words in (*one.body, one.member_name, one.member_phone, one.centre_phone, one.date_text, one.town):
        assert "".join(words.split()) in text


def test_the_file_is_a4_titled_and_carries_its_fonts() -> None:
    pdf = render_pdf("letter", [letter()], title="三号网格 信件").pdf
    info = run("pdfinfo", pdf, "-")
    assert "三号网格 信件" in info
    assert "A4" in info
    found = fonts(pdf)
    assert found
    assert all(found.values())
    assert all("CJK-SC" in name for name in found), found
    assert str(PdfReader(BytesIO(pdf)).root_object["/Lang"]) == "zh-CN"


def test_a_phone_reads_the_member_from_the_page() -> None:
    text = contact_text("李秀英；,", "13900001234", "龙城镇")
    assert codes(render_pdf("letter", [letter(qr_text=text)], title="信").pdf) == [text]


def test_without_a_code_nothing_says_to_scan_one() -> None:
    pdf = render_pdf("letter", [letter(qr_text="")], title="信").pdf
    assert "扫码存" not in page_texts(pdf)[0]
    assert codes(pdf) == []


def test_a_long_letter_names_its_addressee_instead_of_running_on() -> None:
    long = letter(addressee="赵长文", household_code="LC-9", body=letter().body * 2)
    with pytest.raises(Overflow, match="赵长文（LC-9）") as caught:
        render_pdf("letter", [letter(), long], title="信")
    assert caught.value.subjects == ("赵长文（LC-9）",)


def test_an_address_too_long_for_the_window_is_refused() -> None:
    with pytest.raises(Overflow, match="收信地址栏"):
        render_pdf("letter", [letter(address="龙城镇民治街西社区翠园小区" * 10)], title="信")


def test_a_character_no_face_has_is_named_with_its_household() -> None:
    unknown = "\U000323b5"
    with pytest.raises(MissingGlyph, match=r"U\+323B5.*张某") as caught:
        render_pdf("letter", [letter(), letter(addressee=f"张某{unknown}", household_code="LC-7")], title="信")
    assert caught.value.characters == (unknown,)
    assert caught.value.subjects == (f"张某{unknown}（LC-7）",)


def test_a_heading_too_long_for_the_sheet_is_refused() -> None:
    with pytest.raises(Overflow, match="红头单位名称"):
        render_pdf("letter", [letter(town="名字特别长的示范街道办事处综合治理")], title="信")


def test_nothing_to_print_is_said() -> None:
    with pytest.raises(ReportError, match="没有可打印的内容"):
        render_pdf("letter", [], title="信")


def test_default_words_take_their_places_and_leave_unknown_ones() -> None:
    words = load_design("letter").words(town="甲镇", grid="一网格")
    assert "甲镇" in words[0]
    assert "{member_name}" in words[0]
    assert not any("{town}" in paragraph for paragraph in words)
