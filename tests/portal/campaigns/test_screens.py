"""The screens of campaigns and tasks: opening, looking, pairing, picking, and who sees what."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.campaigns import pairing
from portal.campaigns.models import Campaign, VisitorArea, VisitTask
from portal.campaigns.rules import CampaignState, TaskState
from portal.campaigns.services import follow_all
from portal.foundation.audit import AuditEntry
from portal.foundation.clock import today
from portal.grids.models import Grid
from portal.households.models import Household
from portal.members.models import Member
from portal.visits.models import Visit
from tests.fixtures.pages import check_page
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.campaigns.conftest import in_force


@pytest.fixture
def running(session: Session, campaign: Campaign) -> int:
    """The id of the campaign of June, committed as a request finds it."""
    session.commit()
    return campaign.id


def test_the_centre_looks_first_and_then_opens(session: Session, world: World, sign_in: SignIn) -> None:
    in_force(session)
    client, asked = (
        sign_in("中心管理员"),
        {"key": "june", "grid": world.grids["town"], "starts_on": "2026-06-01", "ends_on": ""},
    )
    looked = client.post("/campaignview/opening", data={**asked, "do": "preview"})
    check_page(looked.text)
    assert "将列入 16 项走访任务" in looked.text
    assert "开展后由人工选定" in looked.text
    assert "试验镇/西村/西村第二网格" in looked.text
    assert all(each in looked.text for each in ("2026-06-01 至 2026-06-02", "2026-06-03 至 2026-06-30")), (
        "days of phases"
    )
    assert "这段日期已经过去" in looked.text
    later = client.post("/campaignview/opening", data={**asked, "starts_on": str(today()), "do": "preview"}).text
    assert ("将列入 16 项走访任务" in later, "这段日期已经过去" in later) == (True, False)
    assert session.scalar(select(Campaign.id)) is None
    answer = client.post("/campaignview/opening", data={**asked, "do": "open"}, follow_redirects=True)
    check_page(answer.text)
    assert "已开展，共 16 项走访任务" in answer.text
    again = client.post("/campaignview/opening", data={**asked, "do": "open"})
    assert again.status_code == 422
    assert "不能再次开展" in again.text
    looked = client.post("/campaignview/opening", data={**asked, "do": "preview"})
    assert (looked.status_code, "不能再次开展" in looked.text, "将列入" in looked.text) == (422, True, False)
    assert "（正在试验镇进行；方案日期" in client.get("/campaignview/opening").text, "who opens the page is told"
    old = client.post("/campaignview/opening", data={**asked, "starts_on": "1900-01-01", "do": "preview"})
    assert (old.status_code, "2000-01-01 至 2099-12-31" in old.text) == (422, True)
    assert "不能再次开展" in old.text, "all that is wrong is told at once"
    turned = client.post("/campaignview/opening", data={**asked, "ends_on": "2026-05-01", "do": "preview"}).text
    assert ("早于开始日期" in turned, "需要时请先结束它</p>" in turned) == (True, True)


def test_days_in_the_wrong_order_are_refused_by_their_field(session: Session, world: World, sign_in: SignIn) -> None:
    in_force(session)
    asked = {
        "key": "june",
        "grid": world.grids["town"],
        "starts_on": "2026-06-02",
        "ends_on": "2026-06-01",
        "do": "preview",
    }
    answer = sign_in("中心管理员").post("/campaignview/opening", data=asked)
    assert answer.status_code == 422
    assert "早于开始日期" in answer.text
    placeless = sign_in("中心管理员").post("/campaignview/opening", data={**asked, "grid": ""}).text
    assert "早于开始日期" in placeless
    assert "请选择开展范围" in placeless


def test_the_page_counts_visited_phoned_absent_and_open_apart_and_each_number_opens_its_list(
    session: Session, running: int, world: World, sign_in: SignIn
) -> None:
    for name, way in (("west1-2", "home"), ("west1-3", "phone"), ("east1-2", "absent")):
        session.add(Visit(household_id=world.households[name], way=way, visited_on=dt.date(2026, 6, 5)))
    session.commit()
    client = sign_in("中心管理员")
    page = client.get(f"/campaignview/show/{running}").text
    check_page(page)
    assert "1/16（6.3%）" in page
    assert "2/16（12.5%）" in page
    for state, name in (("visited", "赵乙"), ("phoned", "赵丙"), ("absent", "孙乙")):
        found = client.get(f"/visittaskview/list/?_flt_0_campaign={running}&_flt_0_state={state}").text
        assert "共 <strong>1</strong> 条" in found
        assert name in found
    unreached = client.get(f"/visittaskview/list/?_flt_0_campaign={running}&_flt_0_unreached=y").text
    assert "共 <strong>14</strong> 条" in unreached
    west = client.get(f"/campaignview/show/{running}?grid={world.grids['west']}").text
    assert "1/8（12.5%）" in west


def test_the_head_sees_and_pairs_their_own_village_only(
    session: Session, running: int, world: World, sign_in: SignIn
) -> None:
    client = sign_in("村级网格长")
    page = client.get(f"/campaignview/show/{running}").text
    assert "0/8（0.0%）" in page
    assert "试验镇" in page, "the area, of which they see a part"
    assert "东村" not in page
    assert client.get(f"/campaignview/show/{running}?grid={world.grids['east']}").status_code == 404
    pairs = client.get(f"/campaignview/pairs/{running}").text
    check_page(pairs)
    assert "东村" not in pairs
    mine = {"grid": world.grids["west2"], "member": world.members["west1-member"], "object": ""}
    assert client.post(f"/campaignview/pairs/{running}", data=mine).status_code == 302
    assert client.post(f"/campaignview/pairs/{running}", data={**mine, "grid": world.grids["east1"]}).status_code == 422
    assert session.scalars(select(VisitorArea.grid_id)).all() == [world.grids["west2"]]
    assert client.get("/campaignview/opening").status_code == 403
    assert client.post(f"/campaignview/close/{running}").status_code == 403


def test_posts_become_pairs_and_a_pair_is_taken_back(
    session: Session, running: int, world: World, sign_in: SignIn
) -> None:
    client = sign_in("中心管理员")
    client.post(f"/campaignview/pairs/{running}/posts")
    first = session.scalars(select(VisitorArea)).first()
    assert first is not None
    count = len(session.scalars(select(VisitorArea)).all())
    client.post(f"/campaignview/pairs/{running}/remove/{first.id}")
    assert len(session.scalars(select(VisitorArea)).all()) == count - 1


def test_closing_names_who_is_still_open(session: Session, running: int, sign_in: SignIn) -> None:
    client = sign_in("中心管理员")
    page = client.get(f"/campaignview/close/{running}").text
    check_page(page)
    assert "16 项没有走访到" in page
    said = client.post(f"/campaignview/close/{running}", follow_redirects=True).text
    assert "还有 16 项没有走访到" in said
    session.expire_all()
    assert session.get_one(Campaign, running).state == CampaignState.CLOSED
    assert "已经结束" in client.post(f"/campaignview/close/{running}", follow_redirects=True).text


def test_a_member_sees_the_tasks_of_the_own_grid_and_the_page_of_a_home_lists_its_own(
    session: Session, running: int, world: World, sign_in: SignIn
) -> None:
    client = sign_in("网格员")
    page = client.get("/visittaskview/list/").text
    check_page(page)
    assert "共 <strong>4</strong> 条" in page
    assert "钱甲" not in page
    home = client.get(f"/householdview/show/{world.households['west1-2']}").text
    assert "其余住户" in home


def test_tasks_that_tell_of_a_sensitive_category_are_for_visitors_and_logged_looks(
    session: Session, running: int, world: World, sign_in: SignIn
) -> None:
    released = f"/visittaskview/list/?_flt_0_campaign={running}&_flt_0_object=cared"
    assert "共 <strong>1</strong> 条" in sign_in("网格员").get(released).text
    assert "共 <strong>0</strong> 条" in sign_in("领导").get(released).text
    head = sign_in("村级网格长").get(released).text
    assert "共 <strong>2</strong> 条" in head, "the plan sends the head of the village"
    before = len(session.scalars(select(AuditEntry.id).where(AuditEntry.deed == "look")).all())
    assert "共 <strong>4</strong> 条" in sign_in("中心管理员").get(released).text
    entries = session.scalars(select(AuditEntry).where(AuditEntry.deed == "look").order_by(AuditEntry.id)).all()
    assert len(entries) == before + 1
    assert "赵甲" not in str(entries[-1].label)


def test_people_are_picked_on_a_page_of_their_own(
    session: Session, running: int, world: World, sign_in: SignIn
) -> None:
    client = sign_in("中心管理员")
    page = client.get(f"/campaignview/choosing/{running}/picked?q=赵").text
    check_page(page)
    subjects = re.findall(r'name="subject" value="(r\d+)"', page)
    head = session.get_one(Household, world.households["west1-1"]).residents[0]
    assert subjects == [f"r{head.id}"]
    client.post(f"/campaignview/choosing/{running}/picked", data={"subject": subjects})
    task = session.scalars(select(VisitTask).where(VisitTask.object == "picked")).one()
    assert task.state == TaskState.OPEN
    assert sign_in("村级网格长").get(f"/campaignview/choosing/{running}/picked").status_code == 403


def test_own_tasks_come_first(session: Session, running: int, world: World, sign_in: SignIn) -> None:
    member = session.get_one(Member, world.members["west1-member"])
    campaign = session.get_one(Campaign, running)
    pairing.pair(
        session, campaign, session.get_one(Grid, world.grids["west1"]), session.get_one(Member, world.members["leader"])
    )
    pairing.pair(session, campaign, session.get_one(Grid, world.grids["west1"]), member, "shops")
    session.commit()
    page = sign_in("网格员").get("/visittaskview/list/").text
    assert page.index("west1 商店") < page.index("赵乙")


def test_who_was_picked_is_let_go_of_with_the_reason_and_does_not_come_back_by_night(
    running: int, session: Session, world: World, sign_in: SignIn
) -> None:
    client, address = sign_in("中心管理员"), f"/campaignview/choosing/{running}/picked"
    subject = re.findall(r'name="subject" value="(\w+)"', client.get(f"{address}?q=赵").text)[0]
    client.post(address, data={"subject": subject})
    check_page(client.get(address).text)
    assert "已选定 <strong>1</strong> 个" in client.get(address).text
    gone = {"subject": subject, "do": "let_go", "reason": ""}
    assert "请写明移出的原因" in client.post(address, data=gone, follow_redirects=True).text
    assert "已移出 1 个" in client.post(address, data={**gone, "reason": "已由县里联系"}, follow_redirects=True).text
    follow_all(session)
    task = session.scalars(select(VisitTask).where(VisitTask.object == "picked")).one()
    assert (task.state, task.left_reason) == (TaskState.LEFT, "移出：已由县里联系")
    client.post(address, data={"subject": subject})
    session.expire_all()
    assert (task.state, task.left_reason) == (TaskState.OPEN, None)
    assert (
        "不能人工移出" in client.post(f"{address[:-6]}homes", data={**gone, "reason": "x"}, follow_redirects=True).text
    )


def test_places_stand_in_the_order_of_their_codes(
    session: Session, running: int, world: World, sign_in: SignIn
) -> None:
    """Not in that of the paths, which are ids read as text."""
    session.get_one(Grid, world.grids["west"]).code = "900000100009"
    session.commit()
    page = sign_in("中心管理员").get(f"/campaignview/show/{running}").text
    places = page[page.index("按片区（按编码") :]
    assert places.index(">东村<") < places.index(">西村<")
