"""Entries of a round over the wire: whole or not at all, once however often they are sent."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.households.models import Household, Resident
from portal.issues.models import Issue
from portal.issues.rules import Stage
from portal.security import roles
from portal.visits.models import Visit
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.rounds.conftest import Entry, Send


def visits(session: Session) -> int:
    return session.scalar(select(func.count(Visit.id))) or 0


def stored(session: Session, uid: str) -> Visit:
    return session.scalars(select(Visit).where(Visit.uid == uid)).one()


def need(**values: object) -> dict[str, object]:
    return {"uid": str(uuid.uuid4()), "category": "life", "title": "路灯不亮", "text": "门口路灯坏了三天", **values}


def test_one_entry_is_visit_absence_and_needs_at_once(
    sign_in: SignIn, session: Session, world: World, entry: Callable[..., Entry], send: Send
) -> None:
    absence = {"phone": "13900001111", "since": "2026-02-01", "address": "无锡市", "occupation": "务工"}
    sent = entry(
        "west1-2",
        way="phone",
        absence=absence,
        wishes="多装路灯",
        issues=[need(), need(solved=True, done="当场换了灯泡")],
    )
    (answer,) = send(sign_in(roles.MEMBER), sent)
    visit = stored(session, sent["uid"])
    assert (answer["state"], answer["visit"]) == ("stored", visit.id)
    assert answer["message"].endswith("，当场解决 1 件，登记诉求 1 件")
    assert (visit.member_id, visit.wishes, visit.absence and visit.absence.address) == (
        world.members["west1-member"], "多装路灯", "无锡市",
    )  # fmt: skip
    assert visit.recorded_at is not None
    issues = session.scalars(select(Issue).where(Issue.visit_id == visit.id).order_by(Issue.id)).all()
    assert [(each.household_id, each.stage, each.solved_on_the_spot) for each in issues] == [
        (visit.household_id, Stage.NEW, False), (visit.household_id, Stage.ANSWERED, True),
    ]  # fmt: skip


def test_sent_twice_is_stored_once(sign_in: SignIn, session: Session, entry: Callable[..., Entry], send: Send) -> None:
    client, sent, before = sign_in(roles.MEMBER), entry("west1-2", issues=[need()]), visits(session)
    first, second = send(client, sent)[0], send(client, {**sent, "note": "改过的"})[0]
    assert [first["state"], second["state"]] == ["stored", "known"]
    assert first["visit"] == second["visit"]
    assert visits(session) == before + 1
    assert stored(session, sent["uid"]).note is None
    assert session.scalar(select(func.count(Issue.id)).where(Issue.visit_id == first["visit"])) == 1


@pytest.mark.parametrize(
    ("values", "sentence", "field"),
    [
        ({"way": "absent", "satisfaction": "satisfied"}, "没有满意程度", "satisfaction"),
        ({"visited_on": "2026-02-30"}, "走访日期应写作", "visited_on"),
        ({"way": "castle"}, "方式请从列表中选择", "way"),
        ({"household_id": 999_999}, "没有找到这一户", "household_id"),
        ({"next_on": "2020-01-01"}, "下次走访日期应晚于", "next_on"),
        ({"met": [987_654]}, "不在这一户", "met"),
        ({"way": "absent", "absence": {"phone": "12"}}, "联系电话", "absence_phone"),
        ({"way": "refused", "absence": {"address": "无锡"}}, "不填不在家的情况", "absence"),
        ({"issues": [{"uid": "x"}]}, "UUID", "issues"),
        ({"issues": [{"uid": str(uuid.uuid4()), "text": "灯坏了", "category": "nothing"}]}, "类别", "category"),
        (
            {"issues": [{"uid": str(uuid.uuid4()), "text": "灯坏了", "category": "life", "solved": True}]},
            "怎么解决",
            "done",
        ),
        ({"answers": {"a": "b"}}, "没有清单", "answers"),
        ({"checklist": "nowhere", "answers": {}}, "清单", "checklist"),
    ],
)
def test_a_refused_entry_leaves_nothing_and_blocks_nobody(
    sign_in: SignIn, session: Session, entry: Callable[..., Entry], send: Send,
    values: dict[str, object], sentence: str, field: str,
) -> None:  # fmt: skip
    before = visits(session)
    bad, good = entry("west1-2", **values), entry("west1-3")
    refused, kept = send(sign_in(roles.MEMBER), bad, good)
    assert (refused["state"], refused["field"], kept["state"]) == ("refused", field, "stored")
    assert sentence in refused["message"]
    assert refused["uid"] == bad["uid"]
    assert visits(session) == before + 1


@pytest.mark.parametrize("given", [None, 7, {}, {"uid": "1"}, {"uid": "../x"}])
def test_what_is_no_entry_is_refused_in_words(sign_in: SignIn, send: Send, given: object) -> None:
    assert send(sign_in(roles.MEMBER), given)[0]["state"] == "refused"


def test_a_need_that_fails_takes_its_visit_with_it(
    sign_in: SignIn, session: Session, entry: Callable[..., Entry], send: Send
) -> None:
    before = visits(session), session.scalar(select(func.count(Issue.id)))
    send(sign_in(roles.MEMBER), entry("west1-2", issues=[need(), need(category="nothing")]))
    assert (visits(session), session.scalar(select(func.count(Issue.id)))) == before


def test_other_people_s_homes_stay_closed(
    sign_in: SignIn, session: Session, world: World, entry: Callable[..., Entry], send: Send
) -> None:
    client, before = sign_in(roles.MEMBER), visits(session)
    stranger = session.scalars(select(Resident.id).where(Resident.household_id == world.households["east1-1"])).one()
    neighbour = session.scalars(select(Resident.id).where(Resident.household_id == world.households["west1-3"])).one()
    shop = {**entry("west1-1"), "household_id": None, "establishment_id": world.others["shop-east1"]}
    sent = [entry("east1-1"), shop, entry("west1-2", met=[stranger]), entry("west1-2", met=[neighbour])]
    assert [each["state"] for each in send(client, *sent)] == ["refused"] * 4
    assert visits(session) == before


def test_an_establishment_is_visited_too(
    sign_in: SignIn, session: Session, world: World, entry: Callable[..., Entry], send: Send
) -> None:
    sent = {
        **entry("west1-1"),
        "household_id": None,
        "establishment_id": world.others["shop-west1"],
        "issues": [need()],
    }
    (answer,) = send(sign_in(roles.MEMBER), sent)
    assert answer["state"] == "stored"
    issue = session.scalars(select(Issue).where(Issue.visit_id == answer["visit"])).one()
    assert (issue.establishment_id, issue.grid_id) == (world.others["shop-west1"], world.grids["west1"])


def test_two_people_at_one_door_see_each_other(
    sign_in: SignIn, session: Session, entry: Callable[..., Entry], send: Send
) -> None:
    member, head = sign_in(roles.MEMBER), sign_in(roles.HEAD)
    first = send(member, entry("west1-2"))[0]
    late = entry("west1-2", way="absent")
    conflict = send(head, late)[0]
    assert (conflict["state"], conflict["visit"]) == ("conflict", first["visit"])
    assert "冯西一" in conflict["message"]
    again = send(head, {**late, "base": conflict["visit"]})[0]
    assert again["state"] == "stored"
    assert again["visit"] > first["visit"]


def test_a_need_in_the_words_of_an_open_one_is_asked_about_once(
    sign_in: SignIn, session: Session, entry: Callable[..., Entry], send: Send
) -> None:
    client, before = sign_in(roles.MEMBER), session.scalar(select(func.count(Issue.id))) or 0
    assert send(client, entry("west1-2", issues=[need()]))[0]["state"] == "stored"
    twice = entry("west1-2", issues=[need()])
    asked = send(client, twice)[0]
    assert (asked["state"], asked["visit"], "已经登记过" in asked["message"]) == ("conflict", None, True)
    other = send(client, entry("west1-3", issues=[need()]))[0]
    assert other["state"] == "stored"
    assert send(client, {**twice, "repeated": True})[0]["state"] == "stored"
    assert session.scalar(select(func.count(Issue.id))) == before + 3


def test_one_person_may_come_twice_a_day(sign_in: SignIn, entry: Callable[..., Entry], send: Send) -> None:
    client = sign_in(roles.MEMBER)
    assert [each["state"] for each in send(client, entry("west1-2", way="absent"), entry("west1-2"))] == ["stored"] * 2


def test_met_residents_are_kept(
    sign_in: SignIn, session: Session, world: World, entry: Callable[..., Entry], send: Send
) -> None:
    home = session.get_one(Household, world.households["west1-2"])
    (answer,) = send(sign_in(roles.MEMBER), entry("west1-2", met=[home.residents[0].id]))
    assert [each.name for each in session.get_one(Visit, answer["visit"]).met] == [home.residents[0].name]


@pytest.mark.parametrize("body", ["{}", "[", "7", '"x"'])
def test_a_body_that_is_no_list_is_a_bad_request(sign_in: SignIn, body: str) -> None:
    answer = sign_in(roles.MEMBER).post("/rounds/entries", data=body, content_type="application/json")
    assert answer.status_code == 400


def test_roles_without_rounds_are_refused(sign_in: SignIn, entry: Callable[..., Entry]) -> None:
    for role in (roles.LEADER, roles.DEPARTMENT, roles.SYSTEM):
        assert sign_in(role).post("/rounds/entries", json=[entry("west1-2")]).status_code == 403
