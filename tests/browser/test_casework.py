"""An issue from the member's phone to the department and back, satisfied and not."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal.issues.models import Issue
from portal.security import roles
from tests.fixtures.live import LivePortal
from tests.fixtures.visitors import Enter, Visitor

pytestmark = pytest.mark.browser

People = dict[str, Visitor]


@pytest.fixture
def people(enter: Enter) -> People:
    """All who have a part in an issue, each at a browser of their own; the member on a phone."""
    named = {roles.MEMBER: True, roles.HEAD: False, roles.DEPARTMENT: False, roles.CENTRE: False}
    return {role: enter(role, phone=phone) for role, phone in named.items()}


def register(member: Visitor, title: str) -> str:
    """Register an issue for a household with the large button of the home page; the address of its page."""
    member.open("/")
    member.press("登记诉求")
    member.fits()
    member.choose("household", "赵乙")
    member.choose("category", "居住环境")
    member.page.fill("[name=title]", title)
    member.page.fill("[name=text]", "门前的路灯夜里不亮")
    member.fits()
    member.press("保存")
    member.told("已登记诉求")
    member.page.wait_for_url("**/issueview/show/*")
    return member.page.url


def step(
    visitor: Visitor, address: str, action: str, note: str, choices: dict[str, str] | None = None, told: str = ""
) -> None:
    """Take a step on the page of the issue; `told`: what the person is told, where it is not the name of the step."""
    visitor.open(address)
    visitor.press(action)
    for name, words in (choices or {}).items():
        if visitor.field(name).locator("input[type=radio]").count():
            visitor.field(name).get_by_label(words, exact=True).check()
        else:
            visitor.choose(name, words)
    visitor.page.fill("[name=note]", note)
    visitor.fits()
    visitor.press(action)
    visitor.told(told or f"已{action}")


def answered(people: People, title: str) -> str:
    """An issue that the member registered, the head handed on and the department solved."""
    address = register(people[roles.MEMBER], title)
    step(people[roles.HEAD], address, "交办", "请尽快修", {"department": "水利站"})
    people[roles.DEPARTMENT].open("/")
    expect(people[roles.DEPARTMENT].page.get_by_role("link", name=re.compile(title))).to_be_visible()
    step(people[roles.DEPARTMENT], address, "办理答复", "换了灯泡", {"outcome": "已解决"}, "已答复")
    return address


def state_of(portal: LivePortal, title: str) -> str:
    """What the database says."""
    return str(portal.rows(select(Issue.state).where(Issue.title == title))[0][0])


def test_an_issue_is_carried_to_closed(people: People, live_portal: LivePortal) -> None:
    address = answered(people, "路灯不亮一")
    step(people[roles.MEMBER], address, "回访", "灯亮了", {"satisfaction": "满意"})
    step(people[roles.CENTRE], address, "销号", "")
    assert state_of(live_portal, "路灯不亮一") == "closed"
    for role in (roles.MEMBER, roles.CENTRE):
        people[role].open(address)
        rows = people[role].page.locator(".timeline li").all_inner_texts()
        told = list(zip(rows, (
            ("登记", "冯西一"), ("交办", "郑西长", "水利站", "请尽快修"), ("办理答复", "沈水利", "已解决", "换了灯泡"),
            ("回访", "冯西一", "满意", "灯亮了"), ("销号", "周中心"),
        ), strict=True))  # fmt: skip
        assert [[word for word in words if word not in row] for row, words in told] == [[]] * 5
        expect(people[role].page.locator("main")).to_contain_text("已销号")


def test_whoever_is_not_satisfied_gets_the_issue_handled_again(people: People, live_portal: LivePortal) -> None:
    address = answered(people, "路灯不亮二")
    step(people[roles.MEMBER], address, "回访", "还是不亮", {"satisfaction": "不满意"}, "已退回重办")
    assert state_of(live_portal, "路灯不亮二") == "reopened"
    expect(people[roles.MEMBER].page.locator("main")).to_contain_text("重新办理")
    people[roles.DEPARTMENT].open("/")
    row = people[roles.DEPARTMENT].page.get_by_role("link", name=re.compile("路灯不亮二"))
    expect(row).to_contain_text("重新办理")
    row.click()
    expect(people[roles.DEPARTMENT].page.locator(".timeline li")).to_have_count(5)
    expect(people[roles.DEPARTMENT].page.get_by_role("link", name="办理答复")).to_be_visible()
