"""Importing on screen: a file is checked by the worker while the page follows, confirmed, and taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from portal.households.models import Household
from portal.security import roles
from tests.fixtures.live import LivePortal
from tests.fixtures.visitors import Enter
from tests.portal.exchange.conftest import book, rows_of

pytestmark = pytest.mark.browser

STEP_MS = 60_000
HOME = {"所属网格": "西村第一网格", "户主": "章一", "地址": "新路 1 号", "姓名": "章一", "与户主关系": "户主"}
ROWS = [{**HOME, "户号": f"B{number}", "住户电话": "12345" if number == 3 else None} for number in range(1, 5)]


def homes(portal: LivePortal) -> int:
    statement = select(func.count(Household.id)).where(Household.code.startswith("B"))
    return int(portal.rows(statement)[0][0])


def test_a_file_is_checked_confirmed_and_taken_back(enter: Enter, live_portal: LivePortal, tmp_path: Path) -> None:
    file = tmp_path / "新增住户.xlsx"
    file.write_bytes(book(ROWS))
    head = enter(roles.HEAD)
    head.open("/householdview/list/")
    head.press("导入表格")
    expect(head.page.locator("h1")).to_have_text("批量导入：住户与居民")
    head.page.set_input_files("#file", file)
    expect(head.page.locator("[data-file-name]")).to_contain_text("新增住户.xlsx")
    head.fits()
    head.press("上传并检查")
    sentence = head.page.locator("[data-sentence]")
    expect(sentence).to_contain_text("可新增 3 行", timeout=STEP_MS)
    expect(head.page.locator(".findings li").filter(has_text="第 4 行")).to_contain_text("住户电话")
    head.fits()
    assert homes(live_portal) == 0
    with head.page.expect_download() as download:
        head.page.get_by_role("link", name="下载问题行").click()
    assert [row["户号"] for row in rows_of(Path(download.value.path()).read_bytes())] == ["B3"]
    head.press("导入 3 行")
    expect(sentence).to_contain_text("已导入：新增 3 行", timeout=STEP_MS)
    expect(head.page.get_by_role("link", name="打开记录").first).to_be_visible()
    head.fits()
    assert homes(live_portal) == 3
    head.press("撤销本次导入")
    head.confirm()
    expect(sentence).to_contain_text("已撤销 6 条", timeout=STEP_MS)
    assert homes(live_portal) == 0


def test_on_a_phone_the_template_is_at_hand(enter: Enter) -> None:
    head = enter(roles.HEAD, phone=True)
    head.open("/importview/list/")
    head.open("/importview/upload/visits")
    with head.page.expect_download() as download:
        head.page.get_by_role("link", name="下载模板").click()
    assert download.value.suggested_filename == "走访记录模板.xlsx"
