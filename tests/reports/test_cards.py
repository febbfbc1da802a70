"""Ten cards a sheet, none dropped, each whole."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from reports.errors import BadPhoto, Overflow
from reports.imposition import TEN_CARDS
from reports.render import render_pdf
from tests.reports.papers import card, codes, page_texts, picture, run


def photo(kind: str = "PNG", size: tuple[int, int] = (300, 420)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "#3060a0").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("role", ["站长", "工作站专职工作人员", "村（社区）党支部书记"])
@pytest.mark.parametrize("name", ["许秀菊", "欧阳修文远", "阿卜杜热依木·买买提", "阿卜杜热依木·买买提吐尔逊"])
def test_the_head_is_called_as_the_plan_says_however_long(role: str, name: str) -> None:
    (text,) = page_texts(render_pdf("card", [card(head_role=role, head_name=name)], title="卡").pdf)
    assert f"{role}{name}" in text


@pytest.mark.parametrize(("count", "sheets"), [(1, 1), (10, 1), (11, 2), (23, 3)])
def test_the_last_partial_sheet_is_kept_in_delivery_order(count: int, sheets: int) -> None:
    names = [f"网格{number:03}号" for number in range(count)]
    rendered = render_pdf("card", [card(grid=name) for name in names], title="卡")
    text = "".join(page_texts(rendered.pdf))
    assert rendered.pages == sheets
    places = [text.index(name) for name in names]
    assert places == sorted(places)
    assert [text.count(name) for name in names] == [1] * count


def test_every_field_is_on_the_card() -> None:
    one = card()
    (text,) = page_texts(render_pdf("card", [one], title="卡").pdf)
    people = (one.member_name, one.member_role, one.member_phone, one.head_role, one.head_name, one.head_phone)
    for words in (
        *people,
        one.centre_label,
        one.centre_phone,
        one.title,
        one.footer,
        one.village,
        one.grid,
        one.town,
        *one.duties,
    ):
        assert "".join(words.split()) in text


@pytest.mark.parametrize("name", ["李明", "欧阳春晓", "古丽娜尔·阿布都热合曼", "阿卜杜热依木·买买提吐尔逊"])
@pytest.mark.parametrize("with_photo", [True, False])
def test_long_names_fit_with_and_without_a_photo(name: str, with_photo: bool) -> None:
    rendered = render_pdf("card", [card(member_name=name, photo=photo() if with_photo else None)], title="卡")
    assert name in page_texts(rendered.pdf)[0]


@pytest.mark.parametrize("count", [1, 4, 5, 6])
@pytest.mark.parametrize("with_photo", [True, False])
def test_up_to_six_duties_fit_with_and_without_a_photo(count: int, with_photo: bool) -> None:
    duties = tuple(f"第{number}项，代办民生事项帮扶" for number in range(count))
    rendered = render_pdf("card", [card(duties=duties, photo=photo() if with_photo else None)], title="卡")
    assert all(duty in page_texts(rendered.pdf)[0] for duty in duties)


@pytest.mark.parametrize(
    ("place", "changes"),
    [
        ("工作职责", {"duties": ("长" * 60,) * 4}),
        ("卡片末行", {"footer": "长" * 60}),
        ("镇名和标题", {"title": "长" * 30}),
    ],
)
def test_words_of_the_profile_that_cannot_fit_are_refused_by_place(place: str, changes: dict[str, Any]) -> None:
    with pytest.raises(Overflow, match=place):
        render_pdf("card", [card(**changes)], title="卡")


def test_a_card_without_footer_has_no_last_line() -> None:
    one = card(footer="")
    assert card().footer not in page_texts(render_pdf("card", [one], title="卡").pdf)[0]


def test_a_name_that_cannot_fit_is_refused_rather_than_cut() -> None:
    with pytest.raises(Overflow, match="网格员姓名"):
        render_pdf("card", [card(member_name="长" * 60)], title="卡")


def test_cut_lines_lie_where_the_cards_end() -> None:
    dpi = 254  # ten dots a millimetre
    page = picture(render_pdf("card", [card()], title="卡").pdf, dpi).convert("L")
    line = page.crop((0, 90, page.width, 91)).tobytes()  # 9 mm from the top
    marks = [x for x, shade in enumerate(line) if shade < 200]
    for column in range(TEN_CARDS.columns + 1):
        expected = (TEN_CARDS.left + column * TEN_CARDS.width) * 10
        assert any(abs(x - expected) <= 2 for x in marks), (expected, marks)


def test_ten_codes_can_be_scanned_from_one_sheet() -> None:
    cards = [card(qr_text=f"tel:1390000{number:04}") for number in range(10)]
    assert sorted(codes(render_pdf("card", cards, title="卡").pdf, dpi=150)) == [one.qr_text for one in cards]


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_photo_is_embedded_small_and_once(kind: str) -> None:
    large = photo(kind, (3000, 4200))
    pdf = render_pdf("card", [card(photo=large, qr_text="")] * 10, title="卡").pdf
    images = run("pdfimages", pdf, "-list", "-").splitlines()[2:]
    assert len({line.split()[10] for line in images}) == 1
    assert all(int(line.split()[3]) <= 413 for line in images)


@pytest.mark.parametrize(
    "content", [b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"", b"\x89PNG\r\n\x1a\n"]
)
def test_what_is_not_a_photo_is_refused(content: bytes) -> None:
    if content:
        with pytest.raises(BadPhoto, match="照片"):
            render_pdf("card", [card(photo=content)], title="卡")
    else:
        assert render_pdf("card", [card(photo=content)], title="卡").pages == 1


def test_a_picture_that_unpacks_too_large_is_refused_before_unpacking() -> None:
    with pytest.raises(BadPhoto, match="过大"):
        render_pdf("card", [card(photo=photo(size=(9000, 8000)))], title="卡")
