"""Ordering on screen: the check, live progress without a reload by hand, the file; what stands on its pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from portal.security import roles
from tests.fixtures.live import LivePortal
from tests.fixtures.visitors import Enter, Visitor
from tests.portal.printing.papers import pages_of

pytestmark = pytest.mark.browser

WALK = ("赵乙", "赵丙", "赵甲", "钱甲", "钱乙", "钱丙")
"""The households of 西村 in the order in which its grids are walked."""
ELSEWHERE = ("东村", "孙甲", "孙乙", "孙丙", "李甲", "李乙", "李丙", "王东长", "陈东一")
PRINTED_MS = 120_000


def fetched(visitor: Visitor, folder: Path) -> list[str]:
    """Follow the batch on its page until it is ready, then download it: the text of each page."""
    expect(visitor.page.locator("main")).to_contain_text("可以下载", timeout=PRINTED_MS)
    expect(visitor.page.locator("[data-percent]")).to_have_text("100%")
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("link", name="下载 PDF").click()
    assert download.value.suggested_filename.endswith(".pdf")
    return pages_of(Path(download.value.path()).read_bytes(), folder)


def chosen(visitor: Visitor, path: str, names: tuple[str, ...], action: str) -> None:
    """Tick the rows with these names in a list and hand them on to the check."""
    visitor.open(path)
    for name in names:
        visitor.page.locator("tr", has_text=name).get_by_role("checkbox").check()
    expect(visitor.page.locator(".bulk-count")).to_have_text(f"已选 {len(names)} 条")
    visitor.press(action)
    expect(visitor.page.locator("h1")).to_have_text("印前检查")
    visitor.fits()


def test_a_village_gets_its_letters_in_walking_order(enter: Enter, live_portal: LivePortal, tmp_path: Path) -> None:
    head = enter(roles.HEAD)
    head.open(f"/printview/check/letters/grid/{live_portal.world.grids['west']}")
    expect(head.page.locator(".print-count")).to_have_text("将印 6 份")
    problems = head.page.locator(".print-problems li")
    expect(problems).to_have_count(4)
    expect(problems.filter(has_text="没有住址，印网格名称和户号")).to_contain_text("钱乙")
    expect(problems.filter(has_text="本网格没有网格员")).to_have_count(3)
    head.fits()
    asked: list[str] = []
    head.page.on("request", lambda request: asked.append(request.url))
    head.press("仍然印制")
    pages = fetched(head, tmp_path)
    assert any("/printview/progress/" in url for url in asked)
    assert len(pages) == len(WALK)
    assert [name for name, page in zip(WALK, pages, strict=True) if name not in page] == []
    others = [(name, number) for number, page in enumerate(pages) for name in (*WALK, *ELSEWHERE) if name in page]
    assert others == [(name, number) for number, name in enumerate(WALK)]


def test_chosen_households_get_their_cards(enter: Enter, tmp_path: Path) -> None:
    head = enter(roles.HEAD)
    chosen(head, "/householdview/list/", ("赵甲", "钱甲"), "印服务联系卡")
    expect(head.page.locator(".print-count")).to_have_text("将印 2 份")
    head.press("仍然印制")
    (sheet,) = fetched(head, tmp_path)
    assert sheet.count("服务联系卡") == 2
    assert ("冯西一" in sheet, "郑西长" in sheet, "王东长" in sheet) == (True, True, False)


def test_one_person_gets_an_assessment_sheet(enter: Enter, tmp_path: Path) -> None:
    head = enter(roles.HEAD)
    chosen(head, "/assessmentview/list/", ("冯西一",), "印考核表")
    head.page.locator("form.form-actions button").click()
    (sheet,) = fetched(head, tmp_path)
    assert [word for word in ("冯西一", "入户走访率", "群众满意度", "46/50", "92") if word not in sheet] == []
    assert "陈东一" not in sheet
