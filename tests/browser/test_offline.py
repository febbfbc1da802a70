"""Rounds without signal: nothing is lost, nothing is stored twice, nothing lies in the clear."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy import select, update

from portal.households.models import Resident
from portal.issues.models import Issue
from portal.security import roles
from portal.visits.models import Visit, VisitAbsence
from tests.browser.rounds import SHELL, SMALL, Round
from tests.fixtures.visitors import Visitor

pytestmark = pytest.mark.browser

Phone = Callable[[str], Visitor]


def test_what_is_recorded_without_signal_arrives_whole_and_once(member: Round) -> None:
    member.open()
    member.cut()
    member.again()
    member.record_three()
    member.waiting(3)
    member.again()
    member.waiting(3)
    expect(member.page.locator("#trouble")).to_contain_text("现在没有信号")
    assert member.visits("west1-1") == []
    member.signal()
    expect(member.page.locator("#said")).to_contain_text("✓ 已发送 3 条")
    member.waiting(0)
    assert [len(member.visits(f"west1-{number}")) for number in (1, 2, 3)] == [1, 1, 1]
    ((uid, way, _note),) = member.visits("west1-2")
    kept = select(VisitAbsence.phone, VisitAbsence.address).join(Visit, Visit.id == VisitAbsence.visit_id)
    assert (way, member.portal.rows(kept.where(Visit.uid == uid))) == ("absent", [("13900001111", "无锡市")])
    issues = select(Issue.text, Issue.solved_on_the_spot).where(Issue.visit_id.is_not(None)).order_by(Issue.id)
    assert member.portal.rows(issues) == [("下水道堵了", False), ("灯泡坏了", True)]
    expect(member.page.locator(".day-called")).to_have_text("今天去过 3 户")
    member.visitor.fits()


def test_an_answer_that_is_lost_on_the_way_makes_no_second_visit(member: Round) -> None:
    member.open()
    member.cut()
    member.record_three()
    lost: list[int] = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort()

    member.visitor.context.route("**/rounds/entries", lose)
    with member.page.expect_event("requestfailed", lambda request: request.url.endswith("/rounds/entries")):
        member.signal()
    expect(member.page.locator("#trouble")).to_contain_text("没有信号")
    member.waiting(3)
    assert lost[:1] == [200]
    assert len(member.visits("west1-1")) == 1
    member.page.goto(f"{SHELL}#/waiting")
    expect(member.page.locator(".record").first).to_contain_text("已发出，等平台答复")
    expect(member.page.get_by_role("button", name="删除")).to_have_count(0)
    member.visitor.context.unroute("**/rounds/entries")
    member.portal.stop()
    member.portal.start()
    member.send()
    member.waiting(0)
    assert [len(member.visits(f"west1-{number}")) for number in (1, 2, 3)] == [1, 1, 1]
    assert len(member.portal.rows(select(Issue.id).where(Issue.visit_id.is_not(None)))) == 2


def test_a_draft_survives_a_reload(member: Round) -> None:
    member.open()
    member.cut()
    member.home("west1-2")
    member.choose("方式", "入户")
    member.fill_checklist()
    member.page.get_by_label("意见建议", exact=True).fill("路太窄")
    member.page.wait_for_timeout(600)
    member.again()
    expect(member.page.get_by_label("意见建议", exact=True)).to_have_value("路太窄")
    expect(member.asked("家里人口有没有变化").locator("input[value=no]")).to_be_checked()
    member.page.goto(f"{SHELL}#/")
    expect(member.page.locator(f"#household-{member.portal.world.households['west1-2']}")).to_contain_text("没写完")
    assert member.page.evaluate(SMALL) == []


def test_what_is_wrong_is_said_beside_its_field(member: Round) -> None:
    member.open()
    member.home("west1-2")
    member.page.locator("#save").click()
    expect(member.page.locator(".alert")).to_have_text("请选择方式：入户、电话、无人在家或拒访")
    member.choose("方式", "入户")
    member.page.locator("#save").click()
    expect(member.page.locator(".alert")).to_contain_text("请回答“家里人口有没有变化”")
    member.choose("方式", "电话")
    expect(member.page.get_by_label("联系电话")).to_be_visible()
    member.page.get_by_label("联系电话").fill("123")
    member.page.locator("#save").click()
    expect(member.page.locator("[data-field=absence_phone] .wrong")).to_contain_text("联系电话不对")
    assert member.page.evaluate(SMALL) == []
    member.visitor.fits()


def test_somebody_else_at_the_same_door_is_told_and_the_person_decides(member: Round, phone: Phone) -> None:
    member.open()
    member.visitor.context.set_offline(True)
    for name in ("west1-2", "west1-3"):
        member.home(name)
        member.choose("方式", "电话")
        member.page.get_by_label("记录", exact=True).fill("打了电话")
        member.save()
    head = Round(phone(roles.HEAD), member.portal).open()
    for name in ("west1-2", "west1-3"):
        head.home(name)
        head.choose("方式", "无人在家")
        head.save()
    head.waiting(0)
    member.signal()
    expect(member.page.locator("#bar-waiting")).to_have_class("urgent")
    member.page.goto(f"{SHELL}#/waiting")
    both, one = (member.page.locator(".record", has_text=name) for name in ("赵乙", "赵丙"))
    expect(both.locator(".notice")).to_contain_text("郑西长已在")
    expect(both.locator(".summary")).to_contain_text("记录：打了电话")
    assert member.page.evaluate(SMALL) == []
    both.get_by_role("button", name="两条都保留").click()
    expect(both).to_have_count(0)
    one.get_by_role("button", name="放弃本条").click()
    member.page.locator("#confirm [data-answer=yes]").click()
    member.waiting(0)
    assert [way for _uid, way, _note in member.visits("west1-2")] == ["absent", "phone"]
    assert [way for _uid, way, _note in member.visits("west1-3")] == ["absent"]


def test_an_entry_that_is_refused_comes_back_and_is_set_right(member: Round) -> None:
    home = member.portal.world.households["west1-3"]
    member.open()
    member.visitor.context.set_offline(True)
    member.home("west1-3")
    member.choose("方式", "电话")
    member.page.locator("label.pick", has_text="赵丙").click()
    member.page.get_by_label("记录", exact=True).fill("说都好")
    member.save()
    elsewhere = update(Resident).where(Resident.household_id == home)
    member.portal.change(
        lambda session: session.execute(
            elsewhere.values(household_id=member.portal.world.households["west1-1"], relation="other")
        )
    )
    member.signal()
    expect(member.page.locator("#said")).to_contain_text("有 1 条要您处理")
    member.page.goto(f"{SHELL}#/waiting")
    expect(member.page.locator(".record .notice")).to_contain_text("不在这一户")
    member.page.get_by_role("link", name="修改").click()
    expect(member.page.get_by_label("记录", exact=True)).to_have_value("说都好")
    member.choose("方式", "无人在家")
    member.save()
    member.waiting(0)
    assert [(way, note) for _uid, way, note in member.visits("west1-3")] == [("absent", "说都好")]


def test_many_homes_with_nobody_in_are_noted_with_one_tap(member: Round) -> None:
    member.open()
    member.cut()
    member.page.locator("#many").click()
    for name in ("赵甲", "赵丙"):
        member.page.locator("label.stop", has_text=name).click()
    assert member.page.evaluate(SMALL) == []
    member.page.locator("#nobody").click()
    expect(member.page.locator("#said")).to_contain_text("2 户无人在家")
    member.waiting(2)
    member.signal()
    member.waiting(0)
    ways = [[way for _uid, way, _note in member.visits(f"west1-{number}")] for number in (1, 2, 3)]
    assert ways == [["absent"], [], ["absent"]]


def test_two_tabs_send_an_entry_once(member: Round) -> None:
    member.open()
    member.visitor.context.set_offline(True)
    member.record_three()
    other = member.visitor.context.new_page()
    other.goto(SHELL)
    expect(other.locator("#bar-waiting")).to_have_text("待发送（3）")
    sent: list[str] = []
    member.visitor.context.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    member.signal()
    for page in (member.page, other):
        expect(page.locator("#bar-waiting")).to_have_text("待发送")
    assert len(sent) == 1
    assert [len(member.visits(f"west1-{number}")) for number in (1, 2, 3)] == [1, 1, 1]


def test_other_pages_of_the_round_give_way_to_the_kept_one(member: Round) -> None:
    member.open()
    member.cut()
    home = member.portal.world.households["west1-2"]
    member.page.goto(f"/rounds/household/{home}")
    expect(member.page.locator(f"[data-home=household-{home}] h1")).to_have_text("赵乙")
    assert member.page.url.endswith(f"{SHELL}#/household-{home}")
