"""Badges, boards, leaflets, maps and the papers of delivery: what they must say, and what they refuse."""

from dataclasses import replace
from io import BytesIO
from typing import Any, TypeVar

import pytest
from PIL import Image

from geo.sheet_map import Area, SheetMap, draw
from reports.delivery_papers import Cover, MailingList, MailingRow
from reports.errors import DesignFault, MissingGlyph, Overflow
from reports.grid_maps import BOARD_MAP, PAPERS, GridMapSheet, map_frame
from reports.notices import Badge, Board, Chapter, Drawing, Leaflet, Person
from reports.render import render_pdf
from reports.samples import sample
from tests.geo.shapes import square
from tests.reports.papers import codes, page_texts, picture, run

T = TypeVar("T")


def of(kind: type[T], key: str, **changes: Any) -> T:
    found = sample(key)
    assert isinstance(found, kind)
    return replace(found, **changes)  # type: ignore[type-var]


def jpeg() -> bytes:
    out = BytesIO()
    Image.new("RGB", (300, 420), "#336699").save(out, "JPEG")
    return out.getvalue()


def text_of(key: str, context: Any) -> str:
    return "".join(page_texts(render_pdf(key, [context], title="样张").pdf))


@pytest.mark.parametrize(("key", "each"), [("badge", 4), ("badge_small", 9)])
def test_the_last_sheet_of_badges_is_printed_though_it_is_not_full(key: str, each: int) -> None:
    badges = [of(Badge, key, name=f"赵{number}", number=f"号{number}", photo=jpeg()) for number in range(each + 1)]
    rendered = render_pdf(key, badges, title="工作牌")
    texts = page_texts(rendered.pdf)
    assert rendered.pages == len(texts) == 2
    assert texts[0].count("编号" if key == "badge" else "走访人员") == each
    assert f"号{each}" in texts[1]
    assert badges[0].note in "".join(texts)


def test_a_badge_can_be_read_by_a_phone() -> None:
    assert codes(render_pdf("badge", [of(Badge, "badge")], title="牌").pdf, dpi=150) == [of(Badge, "badge").qr_text]


@pytest.mark.parametrize("key", ["badge", "badge_small"])
@pytest.mark.parametrize("name", ["阿卜杜热依木·买买提吐尔逊", "欧阳䶮", "李"])
def test_any_name_fits_a_badge(key: str, name: str) -> None:
    assert name in text_of(key, of(Badge, key, name=name))


def test_a_badge_with_too_much_on_it_is_refused_by_name() -> None:
    with pytest.raises(Overflow, match="赵立春") as caught:
        render_pdf("badge", [of(Badge, "badge", note="凭此牌上门" * 30)], title="牌")
    assert "工作牌末行" in str(caught.value)


@pytest.mark.parametrize("people", [0, 1, 3, 6, 7, 12, 17])
def test_a_board_shows_everyone_of_the_team(people: int) -> None:
    team = tuple(Person(f"陈某{number}", "网格员", "139 0000 0000", photo=jpeg()) for number in range(people))
    text = text_of("board", of(Board, "board", team=team))
    assert all(one.name in text for one in team)
    assert "第三网格公示牌" in text


@pytest.mark.parametrize("people", [0, 1, 2, 3])
def test_a_board_without_a_map_is_filled_to_the_right(people: int) -> None:
    team = tuple(Person(f"陈某{number}", "网格员", "139 0000 0000", photo=jpeg()) for number in range(people))
    page = picture(render_pdf("board", [of(Board, "board", map=None, team=team)], title="牌").pdf, dpi=20).convert("L")
    beside_the_first = page.crop((page.width * 3 // 4, page.height // 6, page.width, page.height // 3))
    assert min(beside_the_first.tobytes()) < 200


def test_a_board_of_one_person_has_room_for_long_lists() -> None:
    said = tuple(f"第{number}条，排查治安、消防、房屋等安全隐患和环境污染，立即上报并先行防范" for number in range(10))
    team = (Person("陈某", "网格员", "139 0000 0000"),)
    text = text_of("board", of(Board, "board", map=None, head=None, team=team, duties=said, services=said))
    assert text.count(said[-1]) == 2


def test_a_board_leaves_out_what_the_plan_does_not_show() -> None:
    bare = of(Board, "board", head=None, map=None, facts=(), services=(), qr_text="", code="")
    text = text_of("board", bare)
    assert "服务事项" not in text
    assert "编码" not in text
    assert bare.duties[0] in text
    assert codes(render_pdf("board", [bare], title="牌").pdf) == []


def test_a_team_too_large_for_a_board_is_refused() -> None:
    with pytest.raises(Overflow, match="网格人员"):
        render_pdf("board", [of(Board, "board", team=(Person("王某", "网格员"),) * 60)], title="牌")


def test_a_map_drawn_for_the_board_is_on_it_with_its_words_checked() -> None:
    drawing = draw(SheetMap([Area("龙山网格", square())]), *BOARD_MAP, furniture=False)
    assert "龙山网格" in text_of("board", of(Board, "board", map=Drawing(drawing, "小图")))
    with pytest.raises(MissingGlyph, match="公示牌"):
        render_pdf(
            "board", [of(Board, "board", map=Drawing(drawing.replace("龙山", "\U000323b5"), "小图"))], title="牌"
        )


@pytest.mark.parametrize("paper", PAPERS)
def test_a_map_fills_its_paper(paper: str) -> None:
    drawing = Drawing(draw(SheetMap([Area("龙山网格", square())]), *map_frame(paper, True)), "图")
    pdf = render_pdf("grid_map", [of(GridMapSheet, "grid_map", paper=paper, map=drawing)], title="网格图").pdf
    assert f"({paper})" in run("pdfinfo", pdf, "-")
    text = page_texts(pdf)
    assert len(text) == 1
    assert all(words in text[0] for words in ("龙山网格", "比例尺", "陈桂兰", "网格管理示意图"))


def test_a_map_on_paper_that_does_not_exist_is_refused() -> None:
    with pytest.raises(DesignFault, match="A5"):
        map_frame("A5", with_table=False)


@pytest.mark.parametrize("rows", [20, 40, 60])
def test_a_table_beside_the_map_takes_as_many_rows_as_a_town_has(rows: int) -> None:
    table = tuple((f"第{number}网格", "李秀英", "13900000000", "500") for number in range(rows))
    assert f"第{rows - 1}网格" in text_of("grid_map", of(GridMapSheet, "grid_map", rows=table))


def test_a_leaflet_has_two_pages_at_most() -> None:
    chapter = Chapter("基本医疗", ("村卫生室看小病、测血压。" * 20,), (("项目", "电话"), ("医保", "12393")))
    assert render_pdf("leaflet", [of(Leaflet, "leaflet", chapters=(chapter,) * 3)], title="纸").pages == 2
    with pytest.raises(Overflow, match="超出两页"):
        render_pdf("leaflet", [of(Leaflet, "leaflet", chapters=(chapter,) * 12)], title="纸")


def test_a_list_to_sign_holds_every_door_in_order_and_tells_the_grid_on_every_page() -> None:
    rows = tuple(MailingRow(f"LC-{number:04}", f"户主{number}", f"龙山路{number}号") for number in range(120))
    texts = page_texts(render_pdf("mailing", [of(MailingList, "mailing", rows=rows)], title="表").pdf)
    assert len(texts) > 2
    assert all("第三网格" in text for text in texts)
    whole = "".join(texts)
    places = [whole.index(row.code) for row in rows]
    assert places == sorted(places)
    assert "本网格没有要发放的住户" in text_of("mailing", of(MailingList, "mailing", rows=()))


def test_a_cover_counts_and_names_what_is_missing() -> None:
    cover = of(Cover, "cover", reason="地址有误，重印")
    text = text_of("cover", cover)
    assert all(one.lacks in text and one.code in text for one in cover.missing)
    assert f"全部{cover.missing[0].households}户" in text
    assert f"{cover.lacking}户" in text
    assert all(str(one.copies) in text and f"第{one.first}–{one.last}份" in text for one in cover.counts)
    assert "地址有误，重印" in text
    assert "None" not in text
