"""The day's list and the page of one visit, without any script."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.foundation.clock import now, today
from portal.households.models import Household
from portal.issues.models import Issue
from portal.security import roles
from portal.visits.models import Visit
from tests.fixtures.people import SignIn
from tests.fixtures.profiles import put_in_force
from tests.fixtures.world import World
from tests.portal.rounds.conftest import Entry, Send


def newest(session: Session) -> Visit:
    return session.scalars(select(Visit).order_by(Visit.id.desc()).limit(1)).one()


def sent(**values: Any) -> dict[str, Any]:
    return {"uid": str(uuid.uuid4()), "visited_on": str(today()), "base": "0", **values}


def test_the_day_lists_the_homes_in_sight_in_order(sign_in: SignIn, world: World) -> None:
    page = sign_in(roles.MEMBER).get("/rounds/").text
    found = re.findall(r'id="(household-\d+|establishment-\d+)"', page)
    assert found == [
        *(f"household-{world.households[f'west1-{number}']}" for number in (1, 2, 3)), f"establishment-{world.others['shop-west1']}",
    ]  # fmt: skip
    assert "None" not in page


def test_who_was_called_at_moves_below_and_search_narrows(
    sign_in: SignIn, world: World, entry: Callable[..., Entry], send: Send
) -> None:
    client = sign_in(roles.MEMBER)
    send(client, entry("west1-2", way="absent"))
    page = client.get("/rounds/").text
    assert page.index(f'id="household-{world.households["west1-3"]}"') < page.index("今天去过 1 户")
    assert page.index("今天去过 1 户") < page.index(f'id="household-{world.households["west1-2"]}"')
    narrowed = client.get("/rounds/?q=赵丙").text
    assert re.findall(r'id="household-(\d+)"', narrowed) == [str(world.households["west1-3"])]
    assert client.get("/rounds/?lon=abc&lat=1").status_code == 400


def test_nearest_comes_first_where_the_person_stands(sign_in: SignIn, world: World) -> None:
    page = sign_in(roles.MEMBER).get("/rounds/?lon=116.91&lat=34.21").text
    first = re.findall(r'id="household-(\d+)"', page)[0]
    assert first == str(world.households["west1-3"])


def test_an_agreed_day_that_passed_comes_first(sign_in: SignIn, session: Session, world: World) -> None:
    day = today() - dt.timedelta(days=5)
    session.add(
        Visit(
            household_id=world.households["west1-3"], visited_on=day, way="absent", next_on=day + dt.timedelta(days=2)
        )
    )
    session.commit()
    data = sign_in(roles.MEMBER).get("/rounds/day.json").json
    assert data is not None
    first = data["homes"][0]
    assert (first["id"], first["late"], first["agreed"]) == (world.households["west1-3"], True, True)


def test_one_page_shows_the_home_and_keeps_all_at_once(sign_in: SignIn, session: Session, world: World) -> None:
    client, home = sign_in(roles.MEMBER), world.households["west1-1"]
    page = client.get(f"/rounds/household/{home}").text
    assert all(text in page for text in ("赵甲", "未办结的诉求", "west1 第 0 件", "最近走访", "2026-03-01"))
    assert "None" not in page
    data = sent(
        way="home", satisfaction="satisfied", wishes="多装路灯", issue_0_uid=str(uuid.uuid4()), issue_0_category="life",
        issue_0_text="门口路灯坏了", issue_0_solved="n",
    )  # fmt: skip
    answer = client.post(f"/rounds/household/{home}", data={**data, "base": newest(session).id})
    assert answer.status_code == 302
    assert answer.location.endswith(f"/rounds/household/{world.households['west1-2']}")
    assert "赵甲：已保存 " in client.get(answer.location).text, "the page shows another home already"
    visit = newest(session)
    assert (visit.household_id, visit.satisfaction, visit.wishes) == (home, "satisfied", "多装路灯")
    assert session.scalars(select(Issue.title).where(Issue.visit_id == visit.id)).all() == ["门口路灯坏了"]


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(sign_in: SignIn, session: Session, world: World) -> None:
    before = newest(session).id
    data = sent(way="absent", absence_phone="12", absence_address="无锡市", note="敲门无人", issue_0_category="life")
    answer = sign_in(roles.MEMBER).post(f"/rounds/household/{world.households['west1-2']}", data=data)
    assert answer.status_code == 422
    assert "请填写诉求的内容" in answer.text or "UUID" in answer.text
    assert all(text in answer.text for text in ("无锡市", "敲门无人"))
    assert newest(session).id == before
    alone = sent(way="absent", absence_phone="12")
    answer = sign_in(roles.MEMBER).post(f"/rounds/household/{world.households['west1-2']}", data=alone)
    assert ">外出联系电话“12”不对" in answer.text


def test_a_conflict_is_shown_and_may_be_kept(
    sign_in: SignIn, session: Session, world: World, entry: Callable[..., Entry], send: Send
) -> None:
    send(sign_in(roles.HEAD), entry("west1-2"))
    client, link = sign_in(roles.MEMBER), f"/rounds/household/{world.households['west1-2']}"
    answer = client.post(link, data=(data := sent(way="absent")))
    assert (answer.status_code, "郑西长" in answer.text) == (409, True)
    base = re.search(r'name="base" value="(\d+)"', answer.text)
    assert base is not None
    assert client.post(link, data={**data, "base": base[1]}).status_code == 302
    assert newest(session).way == "absent"


def test_a_repeated_need_is_asked_about_and_may_be_kept(sign_in: SignIn, session: Session, world: World) -> None:
    client, link = sign_in(roles.MEMBER), f"/rounds/household/{world.households['west1-2']}"

    def told() -> dict[str, Any]:
        text, uid = "门口路灯坏了", str(uuid.uuid4())
        return sent(way="home", issue_0_uid=uid, issue_0_category="life", issue_0_text=text, issue_0_solved="n")

    assert client.post(link, data=told()).status_code == 302
    answer = client.post(link, data=(data := told()))
    assert (answer.status_code, "确实是另一件，再次提交" in answer.text) == (409, True)
    assert 'name="repeated" value="y"' in answer.text
    assert client.post(link, data={**data, "repeated": "y"}).status_code == 302
    texts = session.scalars(select(Issue.text).where(Issue.household_id == world.households["west1-2"]))
    assert list(texts).count("门口路灯坏了") == 2


def test_establishments_have_a_page(sign_in: SignIn, session: Session, world: World) -> None:
    link = f"/rounds/establishment/{world.others['shop-west1']}"
    client = sign_in(roles.MEMBER)
    assert "west1 商店" in client.get(link).text
    assert client.post(link, data=sent(way="home", note="一切正常")).status_code == 302
    assert newest(session).establishment_id == world.others["shop-west1"]


def test_foreign_homes_are_not_found(sign_in: SignIn, session: Session, world: World) -> None:
    client, before = sign_in(roles.MEMBER), session.scalar(select(func.count(Visit.id)))
    for link in (
        f"household/{world.households['east1-1']}",
        f"establishment/{world.others['shop-east1']}",
        "household/999999",
    ):
        assert client.get(f"/rounds/{link}").status_code == 404
        assert client.post(f"/rounds/{link}", data=sent(way="home")).status_code == 404
    assert session.scalar(select(func.count(Visit.id))) == before


def test_the_day_for_the_phone_holds_no_more_than_it_needs(sign_in: SignIn, world: World) -> None:
    data = sign_in(roles.MEMBER).get("/rounds/day.json")
    assert "刑满释放" not in data.text
    assert "id_number" not in data.text
    homes = {(each["kind"], each["id"]) for each in data.json["homes"]} if data.json else set()
    assert homes == {
        *(("household", world.households[f"west1-{number}"]) for number in (1, 2, 3)), ("establishment", world.others["shop-west1"]),
    }  # fmt: skip


def test_everything_wrong_is_said_at_once_and_leads_to_its_field(
    sign_in: SignIn, session: Session, world: World
) -> None:
    need = {f"issue_0_{name}": text for name, text in (("uid", str(uuid.uuid4())), ("text", "灯坏了"), ("solved", "y"))}
    wrong = {"way": "absent", "visited_on": "1900-01-01", "absence_phone": "12", "next_on": "1899-01-01", **need}
    answer = sign_in(roles.MEMBER).post(f"/rounds/household/{world.households['west1-2']}", data=sent(**wrong))
    assert answer.status_code == 422
    for field, sentence in (
        ("visited_on", "走访日期太早，应在 2000-01-01 至今天"), ("next_on", "下次走访日期应晚于走访日期"), ("absence_phone", "联系电话"),
        ("category", "请选择“灯坏了”的类别"), ("done", "请写明怎么解决的"),
    ):  # fmt: skip
        assert re.search(rf'<a href="#wrong-{field}">[^<]*{sentence}', answer.text), field
        assert f'id="wrong-{field}"' in answer.text, field
    unread = sign_in(roles.MEMBER).post(f"/rounds/household/{world.households['west1-2']}", data=sent(visited_on="x"))
    assert all(f'id="wrong-{field}"' in unread.text for field in ("way", "visited_on"))


def test_a_vacant_home_is_called_so_and_nobody_is_sent_there(sign_in: SignIn, session: Session, world: World) -> None:
    put_in_force(session, visit_frequencies=[{"times": 1, "per": "quarter"}])
    session.get_one(Household, world.households["west1-2"]).kind = "vacant"
    session.commit()
    client = sign_in(roles.MEMBER)
    page = client.get("/rounds/").text
    card = page[page.index(f'id="household-{world.households["west1-2"]}"') :].partition("</a>")[0]
    assert ("空户" in card, "今天该去" in card, "已逾期" in card) == (True, False, False)
    assert page.count(">空户<") == 1
    assert client.get(f"/rounds/household/{world.households['west1-2']}").text.count(">空户<") == 1
    homes = client.get("/rounds/day.json").json["homes"]
    assert [each["id"] for each in homes if each["vacant"]] == [world.households["west1-2"]]


def test_what_waits_for_an_answer_and_what_for_work_are_told_apart(
    sign_in: SignIn, session: Session, world: World
) -> None:
    first, second = session.scalars(
        select(Issue).where(Issue.household_id == world.households["west1-1"]).order_by(Issue.id).limit(2)
    )
    first.title, first.stage, first.handled_at, first.outcome = "代办医保缴费", "answered", now(), "solved"
    second.title = "单元门坏了"
    session.commit()
    client = sign_in(roles.MEMBER)
    assert "待回访 1 件 · 未办结 1 件：单元门坏了" in client.get("/rounds/").text
    homes = client.get("/rounds/day.json").json["homes"]
    told = {each["id"]: each["issues"] for each in homes if each["kind"] == "household"}[world.households["west1-1"]]
    assert (told["count"], told["titles"]) == (2, ["单元门坏了", "代办医保缴费"])
    assert told["told"] == "待回访 1 件 · 未办结 1 件：单元门坏了"


def test_who_looks_after_those_who_visit_begins_with_what_is_due_to_them(
    sign_in: SignIn, session: Session, world: World
) -> None:
    put_in_force(session, visit_frequencies=[{"times": 1, "per": "quarter", "role": "member"}])
    for name in ("west1-1", "west1-2", "west2-1"):
        session.add(Visit(household_id=world.households[name], visited_on=today(), way="home"))
    session.commit()
    page = sign_in(roles.HEAD).get("/").text
    listed = re.findall(r'href="/rounds/household/(\d+)".*?</', page, re.S)
    due = [str(world.households[name]) for name in ("west1-3", "west2-2", "west2-3")]
    assert listed[:3] == due
    assert page.count("今天该去") == 3
