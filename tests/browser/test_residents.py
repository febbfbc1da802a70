"""A resident with a phone and a letter: scan, tell, read the answer, say whether it helped. And the office's side of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from portal.feedback import rules, services
from portal.households.models import Household
from portal.jobs.transactions import transaction
from portal.security import roles
from tests.fixtures.live import LivePortal
from tests.fixtures.visitors import Enter, Visitor

pytestmark = pytest.mark.browser


def scanned(portal: LivePortal, home: str) -> str:
    """The page that the code of a household opens."""
    with portal.app.app_context(), transaction() as session:
        found = session.get_one(Household, portal.world.households[home])
        return f"/r/{services.code_for(session, found).token}"


def told(resident: Visitor, path: str, about: str, text: str) -> str:
    """Fill in the page as a person does; the receipt number as it is shown."""
    resident.open(path)
    resident.page.get_by_text(about, exact=True).click()
    resident.page.get_by_label("什么事？在哪里？").fill(text)
    resident.page.wait_for_timeout((rules.LEAST_SECONDS + 1) * 1000)  # nobody writes faster
    resident.page.get_by_role("button", name="提交").click()
    resident.page.wait_for_url(re.compile(r"/r/[^/]+/[2-9A-Z]{8}$"))
    resident.fits()
    return resident.page.locator(".number").inner_text()


def test_scan_tell_answer_and_rate(enter: Enter, live_portal: LivePortal) -> None:
    resident, path = enter(phone=True), scanned(live_portal, "west2-3")
    receipt = told(resident, path, "道路与公共设施", "门前第二盏路灯不亮")
    expect(resident.page.locator("[aria-current=step]")).to_have_text("已收到")

    centre = enter(roles.CENTRE)
    centre.open("/issueview/list/")
    centre.page.get_by_role("link", name="居民反映：道路与公共设施").first.click()
    centre.page.locator(".more-deeds > summary").click()
    centre.press("办理答复")
    centre.page.fill("[name=note]", "灯泡已经换新")
    centre.press("办理答复")

    resident.open(path)
    resident.page.get_by_label("编号").fill(receipt.lower())
    resident.page.get_by_role("button", name="查一查").click()
    expect(resident.page.locator("[aria-current=step]")).to_have_text("已答复")
    expect(resident.page.get_by_text("灯泡已经换新")).to_be_visible()
    resident.page.get_by_role("button", name="不满意").click()
    expect(resident.page.get_by_role("heading", name="哪里不满意？")).to_be_visible()
    resident.page.locator("#remark").fill("还是不亮")
    resident.page.get_by_role("button", name="确定不满意，重新办理").click()
    expect(resident.page.locator("[aria-current=step]")).to_have_text("正在办理")


def test_the_pages_are_large_and_work_without_scripts(enter: Enter, live_portal: LivePortal) -> None:
    resident = enter(phone=True)
    resident.open(scanned(live_portal, "west2-2"))
    assert resident.page.evaluate("document.scripts.length") == 0
    sizes = resident.page.evaluate(
        "[...document.querySelectorAll('button, .choices label, input[type=text], textarea')].map(e => e.getBoundingClientRect().height)"
    )
    assert min(size for size in sizes if size > 1) >= 48
    assert resident.page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 20
