"""What a phone keeps of the rounds is sealed, belongs to one person, and goes in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from portal.security import roles
from tests.browser.rounds import LEFT, Round
from tests.fixtures.visitors import Visitor
from tests.fixtures.world import PASSWORD, SOUTH, WEST

pytestmark = pytest.mark.browser

Phone = Callable[[str], Visitor]


def test_nothing_lies_in_the_clear_in_the_browser(member: Round) -> None:
    member.open()
    member.cut()
    member.record_three()
    member.home("west1-1")
    member.page.get_by_label("记录", exact=True).fill("老人一个人住")
    member.page.wait_for_timeout(600)
    raw = member.raw()
    assert {"day", f"draft:household-{member.portal.world.households['west1-1']}"} < set(raw["names"])
    assert len([name for name in raw["names"] if name.startswith("entry:")]) == 3
    (key,) = raw["keys"]
    assert (key["extractable"], sorted(key["facts"])) == (False, ["key", "user"])
    everything = " ".join(raw["records"]) + " ".join(raw["names"])
    clear = ("赵甲", "west1 路", "多装路灯", "13900001111", "无锡市", "老人一个人住", '"way"', "csrf_token")
    assert not [
        word for word in clear if word in everything
    ]  # never one character: sealed bytes read as text hold any of them


def test_a_session_that_ran_out_keeps_everything_for_the_same_person(member: Round) -> None:
    member.open()
    member.visitor.allowed.add(401)
    member.visitor.context.clear_cookies()
    member.home("west1-2")
    member.choose("方式", "拒访")
    member.save()
    expect(member.page.locator("#trouble")).to_contain_text("登录已过期")
    member.waiting(1)
    member.page.get_by_role("link", name="去登录").click()
    expect(member.page.locator("#unsent")).to_contain_text("1 条走访记录还没有发送")
    member.page.fill("#username", member.portal.world.users[roles.MEMBER])
    member.page.fill("#password", PASSWORD)
    member.page.press("#password", "Enter")
    expect(member.page.locator("#said")).to_contain_text("✓ 已发送 1 条")
    member.waiting(0)
    assert [way for _uid, way, _note in member.visits("west1-2")] == ["refused"]


def test_another_person_who_signs_in_finds_nothing(member: Round) -> None:
    member.open()
    member.visitor.allowed.add(401)
    member.visitor.context.clear_cookies()
    member.home("west1-2")
    member.choose("方式", "拒访")
    member.save()
    member.waiting(1)
    member.visitor.sign_in(member.portal.world.users[roles.CENTRE])
    expect(member.page.locator(".greeting h1")).to_contain_text("周中心")
    member.page.wait_for_function(
        f"({LEFT})().then((left) => !left.flags.length && !left.caches.length && !left.workers)"
    )
    assert "rounds" not in member.page.evaluate(LEFT)["databases"]
    assert member.visits("west1-2") == []


def test_signing_out_asks_first_and_leaves_nothing(member: Round) -> None:
    member.open()
    member.visitor.context.route("**/rounds/entries", lambda route: route.abort())
    member.home("west1-2")
    member.choose("方式", "拒访")
    member.save()
    expect(member.page.locator("#trouble")).to_contain_text("没有信号")
    member.page.goto("/")
    member.page.locator(".tabbar [data-drawer]").click()
    member.page.locator("[formaction*=logout]").locator("visible=true").click()
    expect(member.page.locator("#confirm-text")).to_contain_text("1 条走访记录还没有发送")
    member.page.locator("#confirm [data-answer=yes]").click()
    member.page.wait_for_url("**/login/")
    left = member.page.evaluate(LEFT)
    assert left == {"databases": [], "caches": [], "workers": 0, "flags": []}


def test_a_list_of_three_days_ago_is_gone_but_not_what_was_recorded(member: Round) -> None:
    member.open()
    member.cut()
    member.home("west1-2")
    member.choose("方式", "无人在家")
    member.save()
    member.page.clock.set_system_time(dt.datetime.now() + dt.timedelta(days=3, minutes=1))
    member.again()
    expect(member.page.locator("h1").first).to_have_text("还没有名单")
    member.waiting(1)
    assert [name.partition(":")[0] for name in member.raw()["names"]] == ["entry"]
    member.signal()
    member.waiting(0)
    assert [way for _uid, way, _note in member.visits("west1-2")] == ["absent"]


def test_the_nearest_come_first_when_asked_and_the_place_goes_nowhere(member: Round) -> None:
    member.visitor.context.grant_permissions(["geolocation"])
    member.visitor.context.set_geolocation({"longitude": WEST + 0.01, "latitude": SOUTH + 0.031})
    member.open()
    asked: list[str] = []
    member.visitor.context.on("request", lambda request: asked.append(request.url))
    member.page.locator("#near").click()
    expect(member.page.locator(".stop .stop-name").first).to_have_text("赵丙")
    member.page.locator("#q").fill("赵乙")
    expect(member.page.locator(".stop .stop-name")).to_have_text(["赵乙"])
    assert asked == []
