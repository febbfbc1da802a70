"""The screen of visits."""

import datetime as dt
import re
import uuid

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.foundation.clock import today
from portal.security import roles
from portal.visits.models import Visit
from tests.fixtures.people import SignIn
from tests.fixtures.world import World


def newest(session: Session) -> Visit:
    visit = session.scalars(select(Visit).order_by(Visit.id.desc())).first()
    assert visit is not None
    return visit


def test_a_member_records_their_own_visit_from_the_household(sign_in: SignIn, session: Session, world: World) -> None:
    client = sign_in(roles.MEMBER)
    link = f"/visitview/add?_flt_0_household={world.households['west1-2']}"
    form = client.get(link).text
    assert f'value="{today()}"' in form
    data = {"visited_on": str(today()), "way": "home", "satisfaction": "satisfied", "note": "一切平安"}
    assert client.post(link, data=data).status_code == 302
    made = newest(session)
    assert (made.household_id, made.member_id) == (world.households["west1-2"], world.members["west1-member"])
    page = client.get("/visitview/list/").text
    assert "一切平安" in page
    assert "None" not in page


def test_all_that_is_missing_is_said_at_once(sign_in: SignIn) -> None:
    answer = sign_in(roles.MEMBER).post("/visitview/add", data={"visited_on": str(today())})
    assert answer.status_code == 422
    assert ("请选择方式" in answer.text, "请选择住户或单位，二者选一" in answer.text) == (True, True)


def test_the_village_head_records_for_a_member(sign_in: SignIn, session: Session, world: World) -> None:
    data = {
        "household": world.households["west1-3"], "visited_on": "2026-03-05", "way": "absent",
        "member": world.members["west1-member"],
    }  # fmt: skip
    assert sign_in(roles.HEAD).post("/visitview/add", data=data).status_code == 302
    assert newest(session).member_id == world.members["west1-member"]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"visited_on": str(dt.date.today() + dt.timedelta(days=3))}, "不能晚于今天"),
        ({"way": "absent", "satisfaction": "satisfied"}, "没有满意程度"),
        ({"visited_on": "2026-02-30"}, "不是真实的日期"),
        ({"household": "999999"}, "不存在"),
    ],
)
def test_a_wrong_visit_is_refused_on_its_field(
    sign_in: SignIn, session: Session, world: World, values: dict[str, str], sentence: str
) -> None:
    before = newest(session).id
    data = {"household": world.households["west1-2"], "visited_on": "2026-03-05", "way": "home", **values}
    answer = sign_in(roles.MEMBER).post("/visitview/add", data=data)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert newest(session).id == before


def test_a_household_of_another_village_cannot_be_visited(sign_in: SignIn, session: Session, world: World) -> None:
    before = newest(session).id
    data = {"household": world.households["east1-1"], "visited_on": "2026-03-05", "way": "home"}
    assert sign_in(roles.HEAD).post("/visitview/add", data=data).status_code == 422
    assert newest(session).id == before


def test_the_way_must_be_chosen_on_purpose(sign_in: SignIn, session: Session, world: World) -> None:
    client, before = sign_in(roles.MEMBER), newest(session).id
    link = f"/visitview/add?_flt_0_household={world.households['west1-2']}"
    assert re.search(r'<input[^>]*name="way"[^>]*type="radio"', form := client.get(link).text)
    assert not re.search(r"<input[^>]*checked[^>]*>", form)
    for way, sentence in (({}, "请选择方式"), ({"way": "castle"}, "请从列表中选择")):
        answer = client.post(link, data={"visited_on": str(today()), **way})
        assert (answer.status_code, sentence in answer.text) == (422, True)
    assert newest(session).id == before


def test_on_a_round_the_next_household_is_offered(sign_in: SignIn, world: World) -> None:
    client = sign_in(roles.MEMBER)
    for visited, way, following in (("west1-1", "absent", "west1-2"), ("west1-3", "home", "west1-2")):
        link = f"/visitview/add?_flt_0_household={world.households[visited]}"
        page = client.post(link, data={"visited_on": str(today()), "way": way}, follow_redirects=True).text
        assert f'下一户：<a class="next-home" href="/rounds/household/{world.households[following]}">' in page


def count(session: Session) -> int:
    return session.scalar(select(func.count(Visit.id))) or 0


def test_one_page_pressed_twice_is_one_visit(sign_in: SignIn, session: Session, world: World) -> None:
    client, link = sign_in(roles.MEMBER), f"/visitview/add?_flt_0_household={world.households['west1-2']}"
    (uid,) = re.findall(r'name="uid"[^>]*value="([0-9a-f-]{36})"', client.get(link).text)
    data, before = {"uid": uid, "visited_on": str(today()), "way": "home"}, count(session)
    assert client.post(link, data=data).status_code == 302
    again = client.post(link, data=data, follow_redirects=True)
    assert "没有重复登记" in again.text
    assert count(session) == before + 1


def test_a_page_gone_back_to_for_another_home_asks_first(sign_in: SignIn, session: Session, world: World) -> None:
    client, uid, before = sign_in(roles.CENTRE), str(uuid.uuid4()), count(session)
    data = {"uid": uid, "household": world.households["west1-2"], "visited_on": str(today()), "way": "home"}
    assert client.post("/visitview/add", data=data).status_code == 302
    asked = client.post("/visitview/add", data={**data, "household": world.households["west1-3"]})
    assert (asked.status_code, "这一页已经登记过" in asked.text, count(session)) == (422, True, before + 1)
    (fresh,) = re.findall(r'name="uid"[^>]*value="([0-9a-f-]{36})"', asked.text)
    assert fresh != uid
    sent = {**data, "uid": fresh, "household": world.households["west1-3"]}
    assert (client.post("/visitview/add", data=sent).status_code, count(session)) == (302, before + 2)


def test_a_program_that_sends_a_visit_again_gets_the_one_that_stands(
    sign_in: SignIn, session: Session, world: World
) -> None:
    client, before = sign_in(roles.CENTRE), count(session)
    body = {
        "uid": str(uuid.uuid4()),
        "household": world.households["west1-2"],
        "visited_on": str(today()),
        "way": "home",
    }
    first, second = (client.post("/api/v1/visit/", json=body) for _ in range(2))
    assert (first.status_code, second.status_code, count(session)) == (201, 201, before + 1)
    assert first.json["id"] == second.json["id"]
