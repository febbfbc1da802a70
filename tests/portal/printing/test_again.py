"""What was printed this year asks for a reason; single households are printed again from their batch; the cover says why."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.foundation.errors import Refusal
from portal.households.models import Household
from portal.printing import claims, reprints, services
from portal.printing.covers import MOST_CODES, cover_of
from portal.printing.household_check import preview_grid, preview_households
from portal.printing.models import PrintBatch, PrintItem
from portal.printing.rules import PrintKind
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World


@pytest.fixture
def batch(planned: Session, world: World) -> PrintBatch:
    batch = services.order(planned, PrintKind.LETTERS, world.grids["west"], by="甲")
    planned.commit()
    return batch


def test_a_second_letter_of_the_year_is_said_so_and_needs_a_reason(
    batch: PrintBatch, planned: Session, world: World
) -> None:
    home = world.households["west1-1"]
    preview = preview_households(planned, PrintKind.LETTERS, [home])
    assert preview.again == 1
    assert any("已印过" in problem.sentence for problem in preview.problems)
    for reason, wrong in ((None, "写明再印的原因"), ("  ", "写明再印的原因"), ("长" * 201, "最多 200 个字")):
        with pytest.raises(Refusal, match=wrong):
            services.place(planned, dataclasses.replace(preview, reason=reason), "甲")
    again = services.place(planned, dataclasses.replace(preview, reason="淋湿了"), "甲")
    assert (again.reason, again.total) == ("淋湿了", 1)
    assert cover_of(planned, again, 1).reason == "淋湿了"


def test_other_kinds_last_year_and_cancelled_orders_do_not_count(
    batch: PrintBatch, planned: Session, world: World
) -> None:
    west = world.grids["west"]
    assert preview_grid(planned, PrintKind.CARDS, west).again == 0
    services.cancel(planned, batch.id)
    assert preview_grid(planned, PrintKind.LETTERS, west).again == 0
    batch.state = "ready"
    batch.output = "1/all-x.pdf"
    batch.created_at = batch.created_at.replace(year=batch.created_at.year - 1)
    planned.flush()
    assert preview_grid(planned, PrintKind.LETTERS, west).again == 0


def test_what_failed_is_not_begun_again_once_it_was_printed_elsewhere(
    batch: PrintBatch, planned: Session, world: World
) -> None:
    claims.fail_batch(planned, batch.id, "磁盘坏了")
    planned.commit()
    other = services.order(planned, PrintKind.LETTERS, world.grids["west1"], by="乙")
    with pytest.raises(Refusal, match=r"有 3 份今年已在别的印件里印过.*写明原因"):
        services.retry(planned, batch.id)
    assert batch.state == "failed"
    services.cancel(planned, other.id)
    services.retry(planned, batch.id)
    planned.refresh(batch)
    assert batch.state == "waiting"


def test_a_reason_is_good_for_what_was_printed_before_it_was_given(
    batch: PrintBatch, planned: Session, world: World
) -> None:
    batch.created_at -= dt.timedelta(days=1)
    again = services.order(planned, PrintKind.LETTERS, world.grids["west1"], by="乙", reason="淋湿了")
    claims.fail_batch(planned, again.id, "磁盘坏了")
    services.retry(planned, again.id)
    claims.fail_batch(planned, again.id, "磁盘坏了")
    services.order(planned, PrintKind.LETTERS, world.grids["west1"], by="丙", reason="又淋湿了")
    planned.flush()
    planned.expire_all()
    with pytest.raises(Refusal, match="不能重试"):
        services.retry(planned, again.id)


def test_the_cover_names_who_is_printed_again_and_says_nothing_is_missing(
    batch: PrintBatch, planned: Session, world: World
) -> None:
    planned.get_one(Household, world.households["west1-2"]).address = None
    homes = [world.households[name] for name in ("west1-1", "west1-2", "east1-1")]
    preview = preview_households(planned, PrintKind.LETTERS, homes)
    cover = cover_of(planned, services.place(planned, dataclasses.replace(preview, reason="淋湿了"), "甲"), 3)
    assert (cover.lacking, [one.code for one in cover.missing]) == (1, ["002"])
    assert (cover.again, [(one.households, one.codes) for one in cover.repeated]) == (2, [(2, "001、002")])
    assert (cover_of(planned, batch, 6).again, cover_of(planned, batch, 6).repeated) == (0, ())


def test_the_cover_counts_also_those_who_are_too_many_to_be_named(planned: Session, world: World) -> None:
    def settle(first: int, last: int) -> None:
        homes = [
            Household(grid_id=world.grids["west1"], code=f"N{one}", head_name="新户") for one in range(first, last)
        ]
        planned.add_all(homes)
        planned.flush()

    settle(0, MOST_CODES)
    services.order(planned, PrintKind.LETTERS, world.grids["west1"], by="甲")
    whole = services.order(planned, PrintKind.LETTERS, world.grids["west"], by="甲", reason="淋湿了")
    number = MOST_CODES + 3
    cover = cover_of(planned, whole, number)
    assert (cover.again, [(one.households, one.codes) for one in cover.repeated]) == (number, [(number, "全部")])
    services.cancel(planned, whole.id)
    settle(MOST_CODES, MOST_CODES + 2)
    part = services.order(planned, PrintKind.LETTERS, world.grids["west"], by="甲", reason="淋湿了")
    assert [one.codes for one in cover_of(planned, part, number).repeated] == [f"{number + 2} 份中的 {number} 份"]


def test_households_are_named_by_number_full_number_or_head(batch: PrintBatch, planned: Session, world: World) -> None:
    full = "-".join(
        planned.execute(
            select(Household).where(Household.id == world.households["west2-1"])
        ).scalar_one().grid.code.split("|")
    ) + "-001"  # fmt: skip
    words = reprints.words_of(f"赵甲、{full}\n")
    assert reprints.households_of(planned, batch.id, words) == [
        world.households["west1-1"],
        world.households["west2-1"],
    ]
    for text, wrong in (
        ("", "请填写"),
        ("没有此人", "没有“没有此人”"),
        ("001", "有 2 户.*完整编号"),
        ("3", "“3”有 2 户"),
        ("0003、7", "没有“7”"),
    ):
        with pytest.raises(Refusal, match=wrong):
            reprints.households_of(planned, batch.id, reprints.words_of(text))


def test_a_household_is_printed_again_from_the_page_of_its_batch(
    app: Flask, batch: PrintBatch, planned: Session, world: World, sign_in: SignIn, own_store: object
) -> None:
    planned.execute(update(PrintBatch).values(state="ready", output="1/all-x.pdf", pages=6))
    planned.commit()
    head: FlaskClient = sign_in(roles.HEAD)
    page = f"/printview/reprint/{batch.id}"
    assert "补印几户" in head.get(f"/printview/show/{batch.id}").text
    assert "给哪些住户再印" in head.get(page).text
    wrong = head.post(page, data={"who": "没有此人", "reason": "淋湿"})
    assert (wrong.status_code, "没有“没有此人”" in wrong.text) == (422, True)
    assert "请写明再印的原因" in head.post(page, data={"who": "赵甲", "reason": " "}).text
    neither = head.post(page, data={"who": "", "reason": ""}).text
    assert all(each in neither for each in ("请填写要再印的户号", "请写明再印的原因")), (
        "all that is wrong is told at once"
    )
    check = head.post(page, data={"who": "赵甲", "reason": "淋湿"})
    assert 'value="淋湿"' in check.text
    order = {"rowid": world.households["west1-1"], "again_of": batch.id}
    asked = head.post("/printview/order/letters", data={**order, "option-duplex": "y"})
    assert (asked.status_code, 'class="wrong" role="alert"' in asked.text) == (422, True), "回到印前检查，填过的都在"
    assert all(f'name="{name}" value="{value}"' in asked.text for name, value in order.items())
    assert 'name="option-duplex" value="y" checked' in asked.text
    answer = head.post("/printview/order/letters", data={**order, "reason": "淋湿"})
    new = planned.scalars(select(PrintBatch).order_by(PrintBatch.id.desc())).first()
    assert new is not None
    assert (new.reason, new.options) == ("淋湿", {"again_of": batch.id})
    assert "补印自" in head.get(answer.location).text
    assert planned.scalars(select(PrintItem.subject_id).where(PrintItem.batch_id == new.id)).all() == [
        world.households["west1-1"]
    ]


def test_the_head_of_east_prints_nothing_of_west_again(batch: PrintBatch, planned: Session, sign_in: SignIn) -> None:
    planned.execute(update(PrintBatch).values(state="ready", output="1/all-x.pdf", grid_id=batch.grid_id))
    planned.commit()
    outsider = sign_in(roles.MEMBER)
    assert outsider.get(f"/printview/reprint/{batch.id}").status_code in {302, 403, 404}
