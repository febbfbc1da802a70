"""Paper that belongs to people and grids: who and what is on it, what is missing is named, and nothing from outside is printed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
from shapely import Point
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign, VisitorArea
from portal.foundation.clock import now, today
from portal.foundation.errors import OutOfScope, Refusal
from portal.grids.models import Grid
from portal.households.models import Establishment
from portal.members.models import Assignment, Member
from portal.members.rules import Duty
from portal.plans.models import PlanVersion
from portal.printing.kinds import KINDS, Wish
from portal.printing.models import PrintBatch
from portal.printing.preview import Preview
from portal.printing.rules import PrintKind
from portal.security.people import scope_for
from portal.security.roles import HEAD
from portal.security.scope import set_scope
from reports.grid_maps import GridMapSheet
from tests.fixtures.world import SOUTH, WEST, World
from tests.portal.security.sight import account

BADGE = "\n  badge: {title: 走访工作牌, note: '核实身份请拨{hotline}'}\n  leaflet: {title: '{village}明白纸', chapters: [{heading: 一, paragraphs: [好]}]}"


@pytest.fixture
def papered(planned: Session) -> Session:
    """The plan in force, with a badge and a leaflet besides its board, handbook and map."""
    plan = planned.scalars(select(PlanVersion)).one()
    assert "\n  board:\n" in plan.content
    plan.content = plan.resolved = plan.content.replace("\n  board:\n", f"{BADGE}\n  board:\n", 1)
    plan.digest = "1" * 64
    planned.commit()
    return planned


def checked(session: Session, kind: PrintKind, grid: int, **options: str) -> Preview:
    return KINDS[kind].check(session, Wish(grid, options=options))


def printed(session: Session, preview: Preview) -> Mapping[int, Any]:
    batch = PrintBatch(kind=preview.kind, created_at=now(), grid_id=preview.grid_id, options=preview.options)
    return KINDS[preview.kind].contexts(session, batch, preview.subjects)


def said(preview: Preview) -> list[str]:
    return [str(problem) for problem in preview.problems]


def test_badges_are_for_those_who_work_in_the_area(papered: Session, world: World) -> None:
    found = checked(papered, PrintKind.BADGES, world.grids["west"])
    assert found.title == "西村工作牌"
    made = printed(papered, found)
    assert {one.name: (one.post, one.unit) for one in made.values()} == {
        "郑西长": ("网格长", "西村"), "冯西一": ("网格员", "西村第一网格"),
    }  # fmt: skip
    badge = made[world.members["west1-member"]]
    assert (badge.number, badge.note, badge.photo) == (f"{world.members['west1-member']:06}", "核实身份请拨12345", None)
    assert "冯西一：没有照片，留空贴照片" in said(found)


def test_a_badge_ends_with_the_campaign(papered: Session, world: World) -> None:
    member = world.members["west1-member"]
    campaign = Campaign(
        key="visits", name="大走访", grid_id=world.grids["town"], starts_on=today(), ends_on=dt.date(2031, 5, 1), state="open",
        opened_at=now(), opened_by="x",
    )  # fmt: skip
    papered.add(campaign)
    papered.flush()
    papered.add(VisitorArea(campaign_id=campaign.id, grid_id=world.grids["east1"], member_id=member))
    papered.flush()
    east = printed(papered, checked(papered, PrintKind.BADGES, world.grids["east1"]))
    assert east[member].until == "2031年5月1日", "在东村走访，在西村任职"


def test_the_number_on_the_badge_stands_in_the_record(sign_in: Any, world: World) -> None:
    page = sign_in(HEAD).get(f"/memberview/show/{world.members['west1-member']}").text
    assert f"{world.members['west1-member']:06}" in page


def test_who_has_left_gets_no_badge(papered: Session, world: World) -> None:
    papered.execute(update(Assignment).values(ends_on=today() - dt.timedelta(days=1)))
    with pytest.raises(Refusal, match="没有任职或走访的人"):
        checked(papered, PrintKind.BADGES, world.grids["west"])


def test_a_head_prints_no_badge_for_another_village(papered: Session, world: World) -> None:
    set_scope(papered, scope_for(papered, account(papered, world, HEAD)))
    with pytest.raises(OutOfScope):
        KINDS[PrintKind.BADGES].check(papered, Wish(rows=(world.members["east1-member"],)))
    for kind in (PrintKind.BOARDS, PrintKind.MAPS, PrintKind.LEAFLETS, PrintKind.HANDBOOKS, PrintKind.BADGES):
        with pytest.raises(OutOfScope):
            checked(papered, kind, world.grids["east"])
    assert checked(papered, PrintKind.BOARDS, world.grids["west"]).subjects == (
        world.grids["west1"],
        world.grids["west2"],
    )


def test_a_board_names_the_people_and_what_is_missing(papered: Session, world: World) -> None:
    papered.execute(update(Grid).where(Grid.id == world.grids["west2"]).values(boundary=None))
    papered.execute(update(Member).where(Member.name == "冯西一").values(photo=b"jpeg"))
    found = checked(papered, PrintKind.BOARDS, world.grids["west"])
    told = said(found)
    assert "西村第二网格：没有画边界，不印位置小图" in told
    assert "西村第二网格：没有网格员，请先安排任职" in told
    assert found.notes == ()
    assert not [each for each in told if "冯西一" in each]
    made = printed(papered, found)
    first, second = made[world.grids["west1"]], made[world.grids["west2"]]
    assert (first.head.name, [one.name for one in first.team]) == ("郑西长", ["冯西一"])
    assert first.facts == (("户数", "3 户"), ("人口", "3 人"))
    assert first.map is not None
    assert "本网格" in first.map.svg
    assert second.map is None
    assert (second.head.name, second.team) == ("郑西长", ())


def test_a_board_prints_only_what_the_plan_shows(papered: Session, world: World) -> None:
    plan = papered.scalars(select(PlanVersion)).one()
    shows = "shows: [photo, phone, duties, head, team, services, map]"
    assert shows in plan.content
    plan.content = plan.resolved = plan.content.replace(shows, "shows: [duties]")
    plan.digest = "2" * 64
    papered.flush()
    found = checked(papered, PrintKind.BOARDS, world.grids["west1"])
    assert found.notes == ("1 块不印位置小图：公示牌文字的“显示内容”没有选网格图",)
    one = printed(papered, found)[world.grids["west1"]]
    assert (one.head, one.map, one.services, one.qr_text) == (None, None, (), "")
    assert [(person.name, person.phone, person.photo) for person in one.team] == [("冯西一", "", None)]
    assert one.duties


def test_a_helper_stands_on_the_board_after_the_member(papered: Session, world: World) -> None:
    papered.add(Assignment(
        member_id=world.members["east1-member"], grid_id=world.grids["west1"], duty=Duty.HELPER, starts_on=dt.date(2020, 1, 1),
    ))  # fmt: skip
    papered.flush()
    board = printed(papered, checked(papered, PrintKind.BOARDS, world.grids["west1"]))[world.grids["west1"]]
    assert [one.name for one in board.team] == ["冯西一", "陈东一"]


def test_a_leaflet_a_village_with_whom_to_ask(papered: Session, world: World) -> None:
    found = checked(papered, PrintKind.LEAFLETS, world.grids["town"])
    made = printed(papered, found)
    assert {one.title: one.contact_name for one in made.values()} == {"西村明白纸": "郑西长", "东村明白纸": "王东长"}
    assert checked(papered, PrintKind.LEAFLETS, world.grids["west1"]).subjects == (world.grids["west1"],)


@pytest.mark.parametrize("noted", ["head", None])
def test_all_paper_calls_somebody_by_the_role_in_the_grid(papered: Session, world: World, noted: str | None) -> None:
    plan, head = papered.scalars(select(PlanVersion)).one(), world.members["west-head"]
    assert "key: head\n    name: 网格长" in plan.content
    plan.content = plan.resolved = plan.content.replace("key: head\n    name: 网格长", "key: head\n    name: 副站长")
    plan.digest = "3" * 64
    papered.execute(update(Assignment).where(Assignment.member_id == head).values(role=noted))
    papered.flush()

    def of(kind: PrintKind, grid: str, subject: int) -> Any:
        return printed(papered, checked(papered, kind, world.grids[grid]))[subject]

    board = of(PrintKind.BOARDS, "west1", world.grids["west1"])
    card = of(PrintKind.CARDS, "west1", world.households["west1-1"])
    leaflet = of(PrintKind.LEAFLETS, "west", world.grids["west"])
    book = of(PrintKind.HANDBOOKS, "west", world.grids["west"])
    badge = of(PrintKind.BADGES, "west", head)
    assert {board.head.post, card.head_role, leaflet.contact_label, book.chapters[-1].table[1][1], badge.post} == {
        "副站长"
    }
    assert (card.head_name, leaflet.contact_name) == ("郑西长", "郑西长")
    assert of(PrintKind.LETTERS, "west2", world.households["west2-1"]).member_role == "您家的副站长"


def test_without_a_text_it_is_said_where_to_write_one(planned: Session, world: World) -> None:
    with pytest.raises(Refusal, match=r"^没有可印的内容：方案里没有明白纸的文字，请先在“印刷文字”中编写并批准$"):
        checked(planned, PrintKind.LEAFLETS, world.grids["town"])


def test_a_badge_needs_no_text_of_the_plan(planned: Session, world: World) -> None:
    made = printed(planned, checked(planned, PrintKind.BADGES, world.grids["west1"]))
    badge = made[world.members["west1-member"]]
    assert (badge.title, badge.note) == ("服务群众工作牌", "核实身份、监督服务请拨0557-5020000")
    assert (badge.name, badge.post, badge.unit) == ("冯西一", "网格员", "西村第一网格")


def test_who_is_kept_out_for_a_reason_of_their_own_is_named(planned: Session, world: World) -> None:
    planned.execute(update(Member).where(Member.name == "冯西一").values(name="冯\U000323b0一"))
    with pytest.raises(Refusal, match=r"^没有可印的内容：冯.一：字体缺少"):
        checked(planned, PrintKind.BADGES, world.grids["west1"])


def test_a_handbook_ends_with_the_people_of_the_area(papered: Session, world: World) -> None:
    book = printed(papered, checked(papered, PrintKind.HANDBOOKS, world.grids["west"]))[world.grids["west"]]
    assert [row[2] for row in book.chapters[-1].table] == ["姓名", "郑西长", "冯西一"]


def test_a_map_is_drawn_for_the_paper_of_the_order(papered: Session, world: World) -> None:
    (sheet,) = printed(papered, checked(papered, PrintKind.MAPS, world.grids["west"], paper="A0")).values()
    assert isinstance(sheet, GridMapSheet)
    assert sheet.paper == "A0"
    assert sheet.rows == (("西村第一网格", "冯西一", "138 0000 0004"), ("西村第二网格", "", ""))
    (usual,) = printed(papered, checked(papered, PrintKind.MAPS, world.grids["west"])).values()
    assert usual.paper == "A3"
    assert checked(papered, PrintKind.MAPS, world.grids["town"], each="y").subjects == (
        world.grids["west"],
        world.grids["east"],
    )


def test_a_map_shows_units_of_its_own_grid_by_name(papered: Session, world: World) -> None:
    for grid, name, east in (("west1", "西村小学", 0.005), ("east1", "东村小学", 0.05)):
        papered.add(
            Establishment(
                grid_id=world.grids[grid], name=name, kind="school", location=Point(WEST + east, SOUTH + 0.01)
            )
        )
    papered.flush()
    (sheet,) = printed(papered, checked(papered, PrintKind.MAPS, world.grids["west"])).values()
    assert "西村小学" in sheet.map.svg
    assert "东村小学" not in sheet.map.svg


def test_a_grid_without_any_border_has_no_map(papered: Session, world: World) -> None:
    papered.execute(update(Grid).values(boundary=None))
    with pytest.raises(Refusal, match="没有画边界"):
        checked(papered, PrintKind.MAPS, world.grids["west"])


def test_what_is_not_drawn_is_named(papered: Session, world: World) -> None:
    papered.execute(update(Grid).where(Grid.id == world.grids["west2"]).values(boundary=None))
    found = checked(papered, PrintKind.MAPS, world.grids["west"])
    assert said(found) == ["西村：西村第二网格没有画边界，图上没有"]
    assert any("没有道路数据" in note for note in found.notes)
