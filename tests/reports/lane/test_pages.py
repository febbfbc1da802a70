"""Pages of the fast lane are full WeasyPrint's pages, pixel for pixel outside the code; what does not fit goes through WeasyPrint."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, nodes

from reports.catalogue import available_designs, load_design
from reports.contexts import Context, Letter
from reports.errors import MissingGlyph
from reports.imposition import TEN_CARDS
from reports.laying import lay_out
from reports.render import render_pdf
from tests.reports.papers import card, codes, differences, fonts, letter, page_texts, pictures, run, saved

CODE = (27.3, 250.0, 58.3, 281.5)  # of the letter, in mm


def full(design: str, contexts: Sequence[Context]) -> bytes:
    pdf: bytes = lay_out(load_design(design), contexts, "信", {}).write_pdf()
    return pdf


def household(name: str, number: int, address: str | None = None, **changes: Any) -> Letter:
    where = address or f"龙山路{number}号"
    return letter(
        addressee=name, salutation=f"尊敬的{name}及家人：", address=where, household_code=f"LC-0103-{number:06}",
        qr_text=f"https://wangge.example.cn/h/{number:012}", **changes,
    )  # fmt: skip


LONG = "龙城镇民治街西社区龙山路{0}号翠园小区{0}号楼2单元301室"
TOWN = [
    household("王建国", 118),
    household("欧阳䶮", 7, LONG.format(11)),
    household("单", 1000000),
    household("阿卜杜热依木·买买提", 23, LONG.format(9)),
    household("李秀英", 4, "A座1101室 龙山路4号（北门）"),
    household("张为民", 5, "龙山路5号" * 9),
    household("赵𠅤", 6),
    household("André·王", 8),
    household("王 建  国", 9),
    household("陈家兴", 10, grid="第四网格"),
    household("何雨", 11, grid="第四网格"),
]


def test_letters_are_weasyprints_pixel_for_pixel(tmp_path: Path) -> None:
    made = render_pdf("letter", TOWN, title="信")
    assert made.slow == 2
    pages = zip(pictures(made.pdf, tmp_path / "lane"), pictures(full("letter", TOWN), tmp_path / "full"), strict=True)
    assert [differences(ours, theirs, [CODE]) for ours, theirs in pages] == [0] * len(TOWN)


def test_a_name_in_the_middle_of_a_paragraph_is_everyones_own(tmp_path: Path) -> None:
    letters = [
        household(name, number, body=(f"尊敬的{name}，您好！" * 9,)) for number, name in enumerate(("王五", "欧阳春晓"))
    ]
    made = render_pdf("letter", letters, title="信")
    assert made.slow == 2
    pages = zip(
        pictures(made.pdf, tmp_path / "lane"), pictures(full("letter", letters), tmp_path / "full"), strict=True
    )
    assert [differences(ours, theirs, [CODE]) for ours, theirs in pages] == [0, 0]


# Korean, Russian, kana, a combining mark, Vietnamese, and the scripts of nationalities: letters that may join or lean on one another.
OTHER_SCRIPTS = (
    "김철수", "Иван", "さくら", "José\u0301王", "Nguyễn",
    "ئابدۇرېھىم", "བསྟན་འཛིན", "ᠪᠠᠶᠠᠷ", "ꀊꇖꃅꈬ",
)  # fmt: skip


def test_names_in_other_scripts_are_laid_out_in_their_place_of_the_order(tmp_path: Path) -> None:
    names = ("王建国", "单雄信", "赵飞燕", "钱多", "孙权", "周瑜", "鲁肃", "陆逊", "黄盖", "程普")
    plain = [household(name, number) for number, name in enumerate(names)]
    others = [household(name, 100 + number) for number, name in enumerate(OTHER_SCRIPTS)]
    mixed = [one for pair in zip(plain, others, strict=False) for one in pair] + plain[len(others) :]
    made = render_pdf("letter", mixed, title="信")
    assert made.slow == len(others)
    assert [one.household_code in text for one, text in zip(mixed, page_texts(made.pdf), strict=True)] == [True] * 19
    pages = zip(pictures(made.pdf, tmp_path / "lane"), pictures(full("letter", mixed), tmp_path / "full"), strict=True)
    assert [differences(ours, theirs, [CODE]) for ours, theirs in pages] == [0] * len(mixed)


@pytest.mark.parametrize("name", ["สมชาย", "राम", "ᚠᚢᚦ"])
def test_a_name_in_a_script_without_a_font_is_refused_with_its_household(name: str) -> None:
    with pytest.raises(MissingGlyph, match="LC-0103-000002"):
        render_pdf("letter", [household("王建国", 1), household(name, 2), household("单雄信", 3)], title="信")


def test_cards_are_weasyprints_pixel_for_pixel(tmp_path: Path) -> None:
    cards = [
        card(grid=f"第{number // 8}网格", qr_text=f"https://wangge.example.cn/h/{number:012}") for number in range(23)
    ]
    made = render_pdf("card", cards, title="卡")
    places = [
        (TEN_CARDS.left + column * 90 + 61.5, TEN_CARDS.top + row * 54 + 15) for row in range(5) for column in range(2)
    ]
    masks = [(x, y, x + 25, y + 25.5) for x, y in places]
    pages = zip(pictures(made.pdf, tmp_path / "lane"), pictures(full("card", cards), tmp_path / "full"), strict=True)
    assert [differences(ours, theirs, masks) for ours, theirs in pages] == [0, 0, 0]


def test_each_page_says_its_own_words() -> None:
    for one, text in zip(TOWN, page_texts(render_pdf("letter", TOWN, title="信").pdf), strict=True):
        for words in (one.salutation, one.address, one.household_code, *one.body):
            assert "".join(words.split()) in text


def test_each_card_shows_its_own_code() -> None:
    cards = [card(qr_text=f"https://wangge.example.cn/h/{number:012}") for number in range(10)]
    assert sorted(codes(render_pdf("card", cards, title="卡").pdf, 150)) == [one.qr_text for one in cards]


def test_a_code_of_a_letter_is_read_at_the_resolution_of_a_screen() -> None:
    assert codes(render_pdf("letter", TOWN[:3], title="信").pdf) == [TOWN[0].qr_text]


def test_households_without_a_code_are_printed_beside_those_with_one() -> None:
    letters = [replace(one, qr_text="" if number % 2 else one.qr_text) for number, one in enumerate(TOWN[:6])]
    texts = page_texts(render_pdf("letter", letters, title="信").pdf)
    assert [letters[0].qr_hint in text for text in texts] == [True, False] * 3


def test_many_layouts_are_written_in_parts_and_stay_in_order() -> None:
    letters = [household("王建国", number, member_name=f"李{number}") for number in range(103)]
    made = render_pdf("letter", letters, title="信")
    assert made.pages == 103
    assert [f"LC-0103-{number:06}" in text for number, text in enumerate(page_texts(made.pdf))] == [True] * 103


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # WeasyPrint leaves its colour profile open
@pytest.mark.parametrize("archive", [False, True])
def test_the_file_is_sound(archive: bool, tmp_path: Path) -> None:
    pdf = render_pdf("letter", TOWN[:6], title="民治街西社区的信", archive=archive).pdf
    assert "No syntax or stream encoding errors" in run("qpdf", b"", "--check", str(saved(tmp_path, "a.pdf", pdf)))
    assert "民治街西社区的信" in run("pdfinfo", pdf, "-")
    assert all(fonts(pdf).values())
    run("qpdf", b"", "--qdf", str(tmp_path / "a.pdf"), str(tmp_path / "b.pdf"))
    told = "".join(run("pdfinfo", pdf, "-meta", "-").split())
    assert ("<pdfaid:part>2</pdfaid:part>" in told or 'pdfaid:part="2"' in told) == archive
    assert (b"/OutputIntent" in (tmp_path / "b.pdf").read_bytes()) == archive


def test_a_tagged_letter_has_its_structure() -> None:
    tree = run("pdfinfo", render_pdf("letter", TOWN[:2], title="信", tagged=True).pdf, "-struct-text", "-")
    assert "致群众的一封信" in tree
    assert "H1" in tree


def test_slots_stand_alone_in_the_designs_that_have_them() -> None:
    """A template that asks about a slot would lay out each addressee in another way, and the lane would not know."""
    for design in available_designs():
        tree = Environment(autoescape=True).parse(design.html)
        shown = [id(node) for output in tree.find_all(nodes.Output) for node in output.nodes]
        named = [node for node in tree.find_all(nodes.Name) if node.name in design.slots]
        assert all(id(node) in shown for node in named), design.key
