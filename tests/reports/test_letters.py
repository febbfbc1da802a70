"""What every household must find on its page, and nothing it must not."""

from io import BytesIO

import pytest
from pypdf import PdfReader
from weasyprint.formatting_structure.boxes import TextBox

from reports.catalogue import load_design
from reports.errors import MissingGlyph, Overflow, ReportError
from reports.laying import lay_out
from reports.presentation import closed, type_size
from reports.qr import contact_text
from reports.render import render_pdf
from tests.reports.papers import codes, fonts, letter, page_texts, right_edges, run

PEOPLE = ("王建国", "欧阳䶮", "㛃𬱖堃𠅤", "阿卜杜热依木·买买提吐尔逊", "布尔汗·吐尔逊")


def test_each_household_has_one_page_with_its_own_words() -> None:
    letters = [
        letter(
            addressee=name,
            salutation=f"敬爱的{name}：",
            household_code=f"LC-{number}",
            address=f"龙山路{number}号",
            member_phone=f"139{number}",
        )
        for number, name in enumerate(PEOPLE, 1001)
    ]
    rendered = render_pdf("letter", letters, title="民治街西社区 致群众一封信")
    texts = page_texts(rendered.pdf)
    assert rendered.pages == len(texts) == len(PEOPLE)
    for one, text in zip(letters, texts, strict=True):
        assert one.salutation in text
        for words in (one.address, one.household_code, one.member_phone, one.grid, one.village, one.signer):
            assert words in text
        assert one.title in text
        assert not any(name in text for name in PEOPLE if name != one.addressee)


def test_every_paragraph_and_the_whole_member_block_are_on_the_page() -> None:
    one = letter()
    (text,) = page_texts(render_pdf("letter", [one], title="信").pdf)
    for words in (
        *one.body,
        one.member_name,
        one.member_role,
        one.member_phone,
        one.centre_label,
        one.centre_phone,
        one.date_text,
        one.signer,
    ):
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


def test_a_text_too_long_for_a_village_names_all_of_the_village() -> None:
    """The fast lane lays out one of them; the two of the other village fit."""
    long = letter().body * 2
    village = [letter(addressee=f"赵{number}", household_code=f"LC-{number}", body=long) for number in range(7)]
    others = [letter(addressee="钱一", village="东村"), letter(addressee="钱二", village="东村")]
    with pytest.raises(Overflow, match=r"赵0（LC-0）；赵1（LC-1）；.*；赵4（LC-4） 等 7 份") as caught:
        render_pdf("letter", [others[0], *village, others[1]], title="信")
    assert caught.value.subjects == tuple(f"赵{number}（LC-{number}）" for number in range(7))


def test_of_those_who_share_a_text_only_they_are_named_whose_own_data_do_not_fit() -> None:
    long = "龙城镇民治街西社区翠园小区" * 10
    homes = [
        letter(household_code=f"LC-{number}", address=long if number % 4 == 0 else "翠园小区") for number in range(9)
    ]
    with pytest.raises(Overflow, match="收信地址栏") as caught:
        render_pdf("letter", homes, title="信")
    assert caught.value.subjects == ("王建国（LC-0）", "王建国（LC-4）", "王建国（LC-8）")


def test_who_is_shortest_on_the_whole_does_not_speak_for_the_others() -> None:
    """One text that is too long spills, however short the others of the same household are."""
    far = "龙城镇民治街西社区翠园小区东侧平房第三排左手第一户院内" * 2
    homes = [letter(addressee=f"王建{name}", household_code=f"B-{name}", address=far) for name in "国华民强"]
    short = letter(addressee="长" * 52, household_code="A", address="一组住址")
    assert render_pdf("letter", homes, title="信").pages == len(homes)
    with pytest.raises(Overflow) as caught:
        render_pdf("letter", [*homes, short], title="信")
    assert caught.value.subjects == (f"{'长' * 52}（A）",)


def test_a_character_in_the_text_of_all_is_named_with_all() -> None:
    homes = [letter(household_code=f"LC-{number}", village="\U000323b5村") for number in range(3)]
    with pytest.raises(MissingGlyph) as caught:
        render_pdf("letter", homes, title="信")
    assert caught.value.subjects == ("王建国（LC-0）", "王建国（LC-1）", "王建国（LC-2）")


def test_a_heading_too_long_for_the_sheet_is_refused() -> None:
    with pytest.raises(Overflow, match="红头单位名称"):
        render_pdf("letter", [letter(signer="名字特别长的示范街道办事处综合治理网格化服务管理中心办公室")], title="信")


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("199 0000 0038", "19900000038"),
        ("0557 502 0000", "05575020000"),
        ("0557-5020000", "0557-5020000"),
        ("400 000 0000", "4000000000"),
        ("12345", "12345"),
    ],
)
@pytest.mark.parametrize("before", range(24, 34, 3))
def test_a_number_in_running_text_is_in_one_piece_on_one_line(said: str, printed: str, before: int) -> None:
    paragraph = "请" * before + f"拨打{said}核实，急难险情先拨119、120、110。" + "有事您说话" * 8
    text = run("pdftotext", render_pdf("letter", [letter(body=(paragraph,))], title="信").pdf, "-", "-")
    for number in (printed, "119", "120", "110"):
        assert number in text


def test_numbers_that_are_no_telephone_keep_their_spaces() -> None:
    assert closed("2025 2026 年 12 月 199 0000 00381") == "2025 2026 年 12 月 199 0000 00381"


@pytest.mark.parametrize("paragraphs", [1, 4, 8])
def test_text_is_set_as_large_as_fits(paragraphs: int) -> None:
    sizes = []
    for length in range(250, 560, 30):
        body = ("您好，" + "网格员为您服务" * 200)[: length // paragraphs]
        one = letter(body=(body,) * paragraphs)
        sizes.append(type_size(one.body))
        assert render_pdf("letter", [one], title="信").pages == 1
    assert sizes == sorted(sizes, key=["large", "middle", "usual"].index)
    assert sizes[0] == "large"
    assert len(set(sizes)) > 1


@pytest.mark.parametrize("name", ["阿卜杜热依木·买买提吐尔逊", "龙城镇网格化服务管理中心", "长" * 18])
def test_a_long_contact_keeps_its_number_on_the_page(name: str) -> None:
    one = letter(member_name=name)
    (text,) = page_texts(render_pdf("letter", [one], title="信").pdf)
    assert name in text
    assert "".join(one.member_phone.split()) in text


def test_a_contact_too_long_for_its_place_is_refused() -> None:
    with pytest.raises(Overflow, match="网格员姓名和电话"):
        render_pdf("letter", [letter(member_name="长" * 80)], title="信")


def test_nothing_to_print_is_said() -> None:
    with pytest.raises(ReportError, match="没有可打印的内容"):
        render_pdf("letter", [], title="信")


def test_default_words_take_their_places_and_leave_unknown_ones() -> None:
    words = load_design("letter").words(town="甲镇", grid="一网格")
    assert "甲镇" in words[0]
    assert "{member_name}" in words[0]
    assert not any("{town}" in paragraph for paragraph in words)


@pytest.mark.parametrize("design", ["letter", "letter_official"])
def test_a_line_that_ends_before_a_number_reaches_the_edge_like_the_others(design: str) -> None:
    for before in range(18, 30, 2):
        body = "国" * before + "电话19900000091" + "国" * 76 + "完"
        edges = right_edges(render_pdf(design, [letter(body=(body,))], title="信").pdf)
        full = [edge for words, edge in edges.items() if len(words) > 18 and set(words) <= set(body) - {"完"}]
        assert len(full) >= 2
        assert max(full) - min(full) < 1


def test_a_name_in_joined_letters_is_not_torn_apart_to_reach_the_edge() -> None:
    name = "ئابدۇرېھىم"
    one = letter(body=("国" * 12 + name + "国" * 12 + "电话19900000091" + "国" * 40,))
    (page,) = lay_out(load_design("letter"), [one], "信", {}).pages
    texts = [box for box in page._page_box.descendants(placeholders=True) if isinstance(box, TextBox)]
    spaced = [box.text for box in texts if box.style["letter_spacing"] != "normal" and "国" in box.text]
    assert len(spaced) == 1, "the line after the name, not the one that holds it"
    assert name not in spaced[0]
