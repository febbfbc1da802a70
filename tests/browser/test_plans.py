"""The system administrator works on a profile at a browser: a draft, its form, its text checked while it is written, a trial."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from portal.security import roles
from tests.fixtures.visitors import Enter, Visitor

pytestmark = pytest.mark.browser


def begin(visitor: Visitor) -> str:
    """A draft of the version in force; the address of its page."""
    visitor.open("/planview/list/")
    visitor.page.locator(".rows a, .cell-name a").filter(has_text="龙城镇").first.click()
    visitor.press("以此为底稿修改")
    visitor.page.wait_for_url("**/planview/draft/*")
    visitor.fits()
    return visitor.page.url


def throw_away(visitor: Visitor, address: str) -> None:
    """Delete the draft."""
    visitor.page.goto(address)
    visitor.press("删除草稿")
    visitor.confirm()
    visitor.told("已删除草稿")


@pytest.mark.parametrize("phone", [False, True])
def test_a_draft_is_changed_in_the_form_and_tried(enter: Enter, phone: bool) -> None:
    visitor = enter(roles.SYSTEM, phone=phone)
    address = begin(visitor)
    visitor.press("用表单修改")
    page = visitor.page
    page.locator("summary").filter(has_text="部门").click()
    visitor.fits()
    page.locator("[name='departments/+0/code']").fill("water_station")
    page.locator("[name='departments/+0/name']").fill("水利服务站")
    visitor.press("保存草稿")
    visitor.told("已保存")
    expect(page.get_by_text("新增部门 1 个：水利服务站")).to_be_visible()
    visitor.press("试用")
    visitor.told("试用成功")
    throw_away(visitor, address)


def test_a_text_is_checked_while_it_is_written(enter: Enter) -> None:
    visitor = enter(roles.SYSTEM)
    address = begin(visitor)
    visitor.press("修改全文")
    page, text = visitor.page, visitor.page.locator("#content")
    state = page.locator("#plan-state")
    expect(state).to_have_text("没有问题")
    written = text.input_value()
    text.fill(written.replace("rank: 2", "rank: zwei", 1))
    expect(state).to_have_text("1 处要改")
    page.locator("#plan-found button").click()
    chosen = page.evaluate(
        "(box => box.value.slice(box.selectionStart, box.selectionEnd))(document.getElementById('content'))"
    )
    assert "rank: zwei" in chosen
    expect(page.locator(".plan-numbers .plan-wrong")).to_have_count(1)
    text.fill(written)
    expect(state).to_have_text("没有问题")
    visitor.press("保存草稿")
    visitor.told("已保存")
    throw_away(visitor, address)


def test_who_leads_reads_the_profile_and_the_grids_beside_it(enter: Enter) -> None:
    visitor = enter(roles.LEADER)
    visitor.open("/planview/list/")
    assert "第 3 级 网格" in visitor.open("/planview/show/1")
    visitor.open("/gridplanview/")
