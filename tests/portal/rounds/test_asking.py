"""What two campaigns ask of one home is asked in one visit; which ways they admit; and what is handed over at the door."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.campaigns.models import VisitTask
from portal.campaigns.services import open_campaign
from portal.delivery.models import Delivery
from portal.foundation.clock import today
from portal.grids.models import Grid
from portal.households.models import Household
from portal.security import roles
from portal.visits.models import Visit
from tests.fixtures.people import SignIn
from tests.fixtures.profiles import put_in_force
from tests.fixtures.world import World
from tests.portal.rounds.conftest import Entry, Send

HOMES = {"key": "homes", "name": "住户", "subject": "household"}


def checklist(key: str, text: str) -> dict[str, Any]:
    question = {"key": "ask", "text": text, "kind": "boolean", "required": True, "trouble": ["yes"]}
    return {"key": key, "name": f"{text}清单", "sections": [{"key": "part", "name": text, "questions": [question]}]}


def run(session: Session, world: World, *campaigns: dict[str, Any], lists: tuple[str, ...] = ()) -> None:
    """Open these campaigns for a week around today."""
    first, last = today() - dt.timedelta(days=3), today() + dt.timedelta(days=3)
    days = {"starts_on": str(first), "ends_on": str(last)}
    put_in_force(
        session, campaigns=[{**days, "objects": [dict(HOMES)], "name": each["key"], **each} for each in campaigns], tables=[], rates=[],
        checklists=[checklist(each, each) for each in lists],
    )  # fmt: skip
    for each in campaigns:
        open_campaign(session, each["key"], session.get_one(Grid, world.grids["town"]))
    session.commit()


def run_two(session: Session, world: World) -> None:
    """Two campaigns, each with a checklist of its own."""
    fire, flood = ({"key": key, "checklist": key} for key in ("fire", "flood"))
    run(session, world, fire, flood, lists=("fire", "flood"))


def test_what_is_not_answered_is_said_at_its_question(sign_in: SignIn, session: Session, world: World) -> None:
    run_two(session, world)
    client, page = sign_in(roles.MEMBER), f"/rounds/household/{world.households['west1-2']}"
    said = {"uid": str(uuid.uuid4()), "visited_on": str(today()), "base": "0", "way": "home", "asked": "y"}
    other = re.findall(r'data-question="([^"]+/ask)"', client.get(page).text)
    missing = client.post(page, data={**said, "q_ask": "no", f"q_{other[0]}": "perhaps"})
    assert missing.status_code == 422
    assert f'href="#wrong-answers.{other[0]}"' in missing.text
    question = missing.text.partition(f'data-question="{other[0]}"')[2].partition("</div>")[0]
    assert (f'id="wrong-answers.{other[0]}"' in question, "“flood”：请选择“是”或“否”" in question) == (True, True)
    assert missing.text.count("field-wrong") == 1


def test_what_two_campaigns_ask_is_answered_in_one_visit(
    sign_in: SignIn, session: Session, world: World, entry: Callable[..., Entry], send: Send
) -> None:
    run_two(session, world)
    client = sign_in(roles.MEMBER)
    day = client.get("/rounds/day.json").get_json()
    home = next(each for each in day["homes"] if each["id"] == world.households["west1-2"])
    own, other = home["checklists"]
    plan = day["checklists"][own]["plan"]
    base = {"checklist": "fire", "plan": plan}
    (short,) = send(client, entry("west1-2", **base, answers={"ask": "no", f"{plan}/nowhere/ask": "no"}))
    (wanting,) = send(client, entry("west1-2", **base, answers={"ask": "no", f"{other}/other": "no"}))
    assert ("没有代号" in short["message"], "没有“other”这个问题" in wanting["message"]) == (True, True)
    (kept,) = send(client, entry("west1-2", **base, answers={"ask": "no", f"{other}/ask": "yes"}))
    assert kept["state"] == "stored", kept
    visit = session.get_one(Visit, kept["visit"])
    assert visit.answers == {"ask": False, f"{other}/ask": True}
    states = session.scalars(select(VisitTask.state).where(VisitTask.household_id == visit.household_id))
    assert list(states) == ["visited", "visited"]
    page = sign_in(roles.HEAD).get(f"/visitview/show/{visit.id}").text
    assert "fire：否" in page
    assert "flood：是" in page


def test_the_page_of_a_visit_asks_both_and_says_what_was_found(sign_in: SignIn, session: Session, world: World) -> None:
    run_two(session, world)
    client, address = sign_in(roles.MEMBER), f"/rounds/household/{world.households['west1-2']}"
    page = client.get(address).text
    other = next(part for part in page.split('"') if part.startswith("q_") and part.endswith("flood/ask"))
    data = {
        "uid": "7b1c2f9e-1111-4222-8333-444455556666",
        "base": "0",
        "way": "home",
        "visited_on": str(today()),
        "asked": "y",
        "q_ask": "no",
        other: "yes",
    }
    assert "flood（是）" in client.post(address, data=data, follow_redirects=True).text


def test_a_way_that_a_campaign_leaves_out_is_neither_offered_nor_kept(
    sign_in: SignIn, session: Session, world: World, entry: Callable[..., Entry], send: Send
) -> None:
    run(session, world, {"key": "spring", "ways": ["home", "absent"]})
    client = sign_in(roles.MEMBER)
    page = client.get(f"/rounds/household/{world.households['west1-2']}").text
    assert 'name="way" value="phone"' not in page
    assert "“spring”没有“电话”这种走访方式" in page
    (refused,) = send(client, entry("west1-2", way="phone"))
    assert (refused["state"], refused["field"]) == ("refused", "way")
    assert send(client, entry("west1-2"))[0]["state"] == "stored"
    assert send(client, entry("west1-2", way="phone"))[0]["state"] == "stored", "its task is done"


def test_who_is_a_sensitive_object_is_told_to_who_looks_after_the_grid_alone(
    sign_in: SignIn, session: Session, world: World
) -> None:
    cared = {"key": "cared", "name": "需要关爱的居民", "subject": "resident", "care": ["released"]}
    run(session, world, {"key": "spring", "objects": [cared]})
    home = session.scalars(select(VisitTask.household_id).where(VisitTask.grid_id == world.grids["west1"])).first()
    pages = {role: sign_in(role).get(f"/rounds/household/{home}").text for role in (roles.MEMBER, roles.CENTRE)}
    assert ["需要关爱的居民" in page for page in pages.values()] == [True, False]
    assert "spring" in pages[roles.CENTRE], "that there is a task is no secret"
    assert "需要关爱的居民" not in sign_in(roles.CENTRE).get("/rounds/day.json").get_data(as_text=True)


def test_telephoning_comes_after_going_there_where_the_plan_says_so(
    sign_in: SignIn, session: Session, world: World, entry: Callable[..., Entry], send: Send
) -> None:
    run(session, world, {"key": "spring", "telephone": [{"objects": ["homes"], "required": True}]})
    session.get_one(Household, world.households["west1-3"]).kind = "away"
    session.commit()
    client = sign_in(roles.MEMBER)
    (refused,) = send(client, entry("west1-1", way="phone"))
    assert "要求先上门" in refused["message"]
    assert send(client, entry("west1-1", way="phone", absence={}))[0]["state"] == "refused", (
        "nothing said is no absence"
    )
    assert "要求先上门" in client.get(f"/rounds/household/{world.households['west1-1']}").text
    assert send(client, entry("west1-1", way="phone", absence={"address": "无锡市"}))[0]["state"] == "stored"
    assert send(client, entry("west1-3", way="phone"))[0]["state"] == "stored"
    assert send(client, entry("west1-2", way="absent"))[0]["state"] == "stored"
    assert send(client, entry("west1-2", way="phone"))[0]["state"] == "stored"


@pytest.mark.parametrize(("way", "handed"), [("home", "hand"), ("absent", "door")])
def test_letter_and_card_are_ticked_off_at_the_door(
    sign_in: SignIn, session: Session, world: World, entry: Callable[..., Entry], send: Send, way: str, handed: str
) -> None:
    client, sent = sign_in(roles.MEMBER), entry("west1-2", way=way, papers=["letters", "cards"])
    assert [send(client, sent)[0]["state"] for _ in range(2)] == ["stored", "known"]
    rows = session.execute(select(Delivery.kind, Delivery.way, Delivery.recorded_by).order_by(Delivery.kind)).all()
    assert [tuple(row) for row in rows] == [("cards", handed, "冯西一"), ("letters", handed, "冯西一")]
    page = client.get(f"/rounds/household/{world.households['west1-2']}").text
    assert page.count(f"{today()} 登记过") == 2


def test_a_call_by_telephone_hands_over_nothing(
    sign_in: SignIn, session: Session, entry: Callable[..., Entry], send: Send
) -> None:
    (refused,) = send(sign_in(roles.MEMBER), entry("west1-2", way="phone", papers=["letters"]))
    (unknown,) = send(sign_in(roles.MEMBER), entry("west1-2", papers=["leaflets"]))
    assert [(each["state"], each["field"]) for each in (refused, unknown)] == [("refused", "papers")] * 2
    assert session.scalar(select(Delivery.id)) is None


def test_satisfaction_is_asked_once(
    sign_in: SignIn, session: Session, world: World, entry: Callable[..., Entry], send: Send
) -> None:
    run(session, world, {"key": "fire", "checklist": "fire"}, lists=("fire",))
    client = sign_in(roles.MEMBER)
    page = f"/rounds/household/{world.households['west1-2']}"
    assert 'name="satisfaction"' in client.get(page).text
    pleased = {"key": "pleased", "text": "对网格员的服务满意吗", "kind": "satisfaction", "overall": True}
    fire = {"key": "fire", "name": "清单", "sections": [{"key": "part", "name": "问", "questions": [pleased]}]}
    put_in_force(session, checklists=[fire], campaigns=[], tables=[], rates=[])
    session.execute(delete(VisitTask))
    session.commit()
    assert 'name="satisfaction"' not in client.get(page).text
    asked = {"checklist": "fire", "answers": {"pleased": "dissatisfied"}}
    (refused,) = send(client, entry("west1-2", satisfaction="satisfied", **asked))
    assert (refused["state"], "答的是“不满意”，满意程度却是“满意”" in refused["message"]) == ("refused", True)
    (stored,) = send(client, entry("west1-2", **asked))
    assert stored["state"] == "stored"
    assert session.scalars(select(Visit.satisfaction).order_by(Visit.id.desc()).limit(1)).one() == "dissatisfied"
