"""Ordering: what is chosen, in which order, what is reported before printing, and who may."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.audit import AuditEntry
from portal.foundation.errors import OutOfScope, Refusal
from portal.households.models import Household
from portal.members.models import Assignment, Member
from portal.printing import services
from portal.printing.household_check import preview_grid, preview_households
from portal.printing.models import PrintBatch, PrintItem
from portal.printing.rules import PrintKind
from portal.printing.sheets import preview_assessments
from portal.security.scope import Scope, set_scope
from tests.fixtures.world import World


def subjects(session: Session, batch: PrintBatch) -> list[int]:
    rows = select(PrintItem.subject_id).join_from(PrintItem, PrintBatch, PrintItem.batch_id == PrintBatch.id)
    ordered = rows.where(PrintBatch.id == batch.id).order_by(PrintItem.chunk_id, PrintItem.position)
    return list(session.scalars(ordered))


def as_head_of_west(session: Session, world: World) -> None:
    set_scope(session, Scope((f"/{world.grids['town']}/{world.grids['west']}/",)))


@pytest.fixture(autouse=True)
def unscoped(session: Session) -> object:
    yield
    set_scope(session, None)


def test_a_village_is_ordered_in_the_order_in_which_it_is_walked(planned: Session, world: World) -> None:
    first, second, third = (planned.get_one(Household, world.households[f"west1-{n}"]) for n in (1, 2, 3))
    first.walking_order, third.walking_order = 9, 1
    batch = services.order(planned, PrintKind.LETTERS, world.grids["west"], by="周中心", per_chunk=2)
    expected = [third.id, second.id, first.id, *(world.households[f"west2-{n}"] for n in (1, 2, 3))]
    assert subjects(planned, batch) == expected
    assert [chunk.size for chunk in batch.chunks] == [2, 2, 2]
    assert (batch.total, batch.state, batch.grid_id) == (6, "waiting", world.grids["west"])
    assert batch.title == "西村致群众一封信"


def test_chosen_households_belong_to_the_lowest_grid_that_holds_them(planned: Session, world: World) -> None:
    pick = world.households
    assert (
        services.order(planned, PrintKind.LETTERS, rows=[pick["west1-1"], pick["west1-3"]], by="甲").grid_id
        == world.grids["west1"]
    )
    assert (
        services.order(planned, PrintKind.CARDS, rows=[pick["west1-1"], pick["east2-3"]], by="甲").grid_id
        == world.grids["town"]
    )


def test_cards_fill_whole_sheets_in_every_chunk_but_the_last(planned: Session, world: World) -> None:
    for number in range(4, 30):
        planned.add(Household(grid_id=world.grids["west1"], code=f"{number:03}", head_name="赵多", address="西村"))
    planned.flush()
    batch = services.order(planned, PrintKind.CARDS, world.grids["west1"], by="甲", per_chunk=12)
    assert [chunk.size for chunk in batch.chunks] == [20, 9]


def test_vacant_dwellings_are_skipped_and_said(planned: Session, world: World) -> None:
    planned.get_one(Household, world.households["west1-2"]).kind = "vacant"
    batch = services.order(planned, PrintKind.LETTERS, world.grids["west1"], by="甲")
    assert batch.total == 2
    assert "空户 1 户，不印" in batch.missing


def test_what_is_missing_is_said_by_household_before_anything_is_queued(planned: Session, world: World) -> None:
    bare = planned.get_one(Household, world.households["west1-1"])
    bare.head_name = bare.address = None
    odd = planned.get_one(Household, world.households["west1-2"])
    odd.head_name = "赵\U0003134f"
    preview = preview_grid(planned, PrintKind.LETTERS, world.grids["west1"])
    lines = [str(problem) for problem in preview.problems]
    assert any(line.startswith("西村第一网格 001 （户主未登记）：没有户主姓名") for line in lines)
    assert any("没有住址" in line for line in lines)
    assert any("002 赵\U0003134f" in line and "不印" in line for line in lines)
    assert preview.subjects == (bare.id, world.households["west1-3"])
    assert preview.left_out == 1
    assert planned.scalars(select(PrintBatch)).all() == []


def test_a_name_in_the_script_of_a_nationality_is_printed_like_any_other(planned: Session, world: World) -> None:
    for number, name in enumerate(("ئابدۇرېھىم ئەخمەت", "བསྟན་འཛིན་རྒྱ་མཚོ", "ꀊꇖꃅꏔ"), 1):
        planned.get_one(Household, world.households[f"west1-{number}"]).head_name = name
    preview = preview_grid(planned, PrintKind.LETTERS, world.grids["west1"])
    assert preview.left_out == 0
    assert not any("字体" in str(problem) for problem in preview.problems)


def test_a_grid_without_a_member_prints_its_head_and_one_without_anybody_the_hotline(
    planned: Session, world: World
) -> None:
    stand_in = preview_grid(planned, PrintKind.LETTERS, world.grids["west2"])
    assert {problem.sentence for problem in stand_in.problems} == {"本网格没有网格员，印西村网格长郑西长"}
    head = planned.scalars(select(Assignment).where(Assignment.member_id == world.members["west-head"])).one()
    head.ends_on = dt.date(2025, 12, 31)
    nobody = preview_grid(planned, PrintKind.LETTERS, world.grids["west2"])
    assert all("没有网格员和网格长" in problem.sentence for problem in nobody.problems)
    planned.get_one(Member, world.members["west1-member"]).phone = None
    silent = preview_grid(planned, PrintKind.CARDS, world.grids["west1"])
    assert {problem.sentence for problem in silent.problems} == {"冯西一没有登记电话，印中心电话"}


def test_an_order_for_nothing_is_refused_with_the_reason(planned: Session, world: World) -> None:
    with pytest.raises(Refusal, match="请先勾选住户"):
        services.order(planned, PrintKind.LETTERS, rows=[], by="甲")
    planned.get_one(Household, world.households["west1-1"]).kind = "vacant"
    with pytest.raises(Refusal, match="空户 1 户"):
        services.order(planned, PrintKind.LETTERS, rows=[world.households["west1-1"]], by="甲")


def test_without_a_plan_there_is_nothing_to_write(session: Session, world: World) -> None:
    with pytest.raises(Refusal, match="方案"):
        services.order(session, PrintKind.LETTERS, world.grids["west"], by="甲")


def test_the_head_of_west_cannot_order_for_east(planned: Session, world: World) -> None:
    as_head_of_west(planned, world)
    assert services.order(planned, PrintKind.LETTERS, world.grids["west"], by="郑西长").total == 6
    for village in ("east", "town"):
        with pytest.raises(OutOfScope):
            services.order(planned, PrintKind.LETTERS, world.grids[village], by="郑西长")
    with pytest.raises(OutOfScope):
        services.order(
            planned, PrintKind.CARDS, rows=[world.households["west1-1"], world.households["east1-1"]], by="甲"
        )


def test_grids_that_share_none_the_person_sees_are_ordered_one_by_one(planned: Session, world: World) -> None:
    town = world.grids["town"]
    paths = tuple(
        f"/{town}/{world.grids[village]}/{world.grids[grid]}/"
        for village, grid in (("west", "west1"), ("east", "east1"))
    )
    set_scope(planned, Scope(paths))
    with pytest.raises(Refusal, match="按网格分别印制"):
        preview_households(planned, PrintKind.LETTERS, [world.households["west1-1"], world.households["east1-1"]])


def test_assessments_are_ordered_and_drafts_reported(planned: Session, world: World) -> None:
    from portal.assessments.models import Assessment

    ids = list(planned.scalars(select(Assessment.id)))
    batch = services.order(planned, PrintKind.ASSESSMENTS, rows=ids, by="周中心")
    assert batch.title == "试验镇2025年度考核表"
    assert (batch.total, batch.grid_id) == (2, world.grids["town"])
    assert "冯西一 2025年度：尚未定稿" in batch.missing
    as_head_of_west(planned, world)
    with pytest.raises(OutOfScope):
        services.order(planned, PrintKind.ASSESSMENTS, rows=ids, by="郑西长")


def test_an_order_of_assessments_is_called_by_its_period(planned: Session) -> None:
    from portal.assessments.models import Assessment

    first, second = planned.scalars(select(Assessment).order_by(Assessment.id))
    first.period = "2025Q3"
    planned.flush()
    titles = [preview_assessments(planned, ids).title for ids in ([first.id], [first.id, second.id])]
    assert titles[0].endswith("2025年第3季度考核表")
    assert titles[1] == "试验镇考核表"


def test_an_order_is_in_the_audit_trail(planned: Session, world: World) -> None:
    batch = services.order(planned, PrintKind.LETTERS, world.grids["west1"], by="甲")
    entry = planned.scalars(select(AuditEntry).where(AuditEntry.deed == "print")).one()
    assert (entry.subject, entry.subject_id, entry.label) == ("print_batch", batch.id, "西村第一网格致群众一封信 3 份")
