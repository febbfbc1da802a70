"""An order too large for one file: a file a village, steered together; the cover counts what is in each."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.audit import AuditEntry
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.households.models import Household
from portal.households.rules import HouseholdKind
from portal.printing import assembling, claims, household_check, orders, rendering, services
from portal.printing.covers import cover_of
from portal.printing.household_check import preview_grid
from portal.printing.jobs import store_of
from portal.printing.models import PrintBatch, PrintItem, PrintOrder
from portal.printing.progress import order_progress
from portal.printing.rules import PrintKind
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.printing.papers import pages_of


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, own_store: Path) -> None:
    """Ten letters are a large order here."""
    monkeypatch.setattr(household_check, "ORDER_ABOVE", 9)


@pytest.fixture
def order(planned: Session, world: World) -> PrintOrder:
    order = orders.place_order(
        planned, preview_grid(planned, PrintKind.LETTERS, world.grids["town"]), "甲", per_chunk=4
    )
    planned.commit()
    return order


def print_batch(app: Flask, session: Session, batch_id: int) -> None:
    for chunk_id in services.chunk_ids(session, batch_id):
        rendering.print_chunk(chunk_id, store_of(app))
    assembling.assemble(batch_id, store_of(app))
    session.expire_all()


def test_each_village_is_a_batch_and_every_household_is_in_one(
    order: PrintOrder, planned: Session, world: World
) -> None:
    assert [(batch.grid_id, batch.total, batch.title) for batch in order.batches] == [
        (world.grids["west"], 6, "西村致群众一封信"), (world.grids["east"], 6, "东村致群众一封信"),
    ]  # fmt: skip
    printed = planned.execute(select(PrintItem.subject_id, PrintItem.batch_id)).all()
    assert sorted(row.subject_id for row in printed) == sorted(planned.scalars(select(Household.id)))


def test_each_file_says_only_what_is_true_of_it(planned: Session, world: World) -> None:
    services.order(planned, PrintKind.LETTERS, world.grids["west1"], by="乙")
    planned.get_one(Household, world.households["east1-1"]).kind = HouseholdKind.VACANT
    planned.flush()
    preview = preview_grid(planned, PrintKind.LETTERS, world.grids["town"])
    said = [[note for note in part.notes if "户" in note and "网址" not in note] for part in preview.parts]
    assert [[note.split("（")[0] for note in notes] for notes in said] == [
        ["其中 3 户今年已印过致群众一封信"], ["空户 1 户，不印"]
    ]  # fmt: skip
    order = orders.place_order(planned, replace(preview, reason="再印"), "甲")
    assert ["空户" in batch.missing for batch in order.batches] == [False, True]


def test_a_household_of_no_village_is_not_forgotten(planned: Session, world: World) -> None:
    planned.add(Household(grid_id=world.grids["town"], code="T01", head_name="镇上户", address="镇政府宿舍"))
    planned.flush()
    preview = preview_grid(planned, PrintKind.LETTERS, world.grids["town"])
    town = planned.get_one(Grid, world.grids["town"])
    assert preview.parts[0].title == f"{town.name}其他致群众一封信"
    assert sorted(one for part in preview.parts for one in part.subjects) == sorted(preview.subjects)


def test_an_order_is_followed_paused_cancelled_and_deleted_together(
    app: Flask, order: PrintOrder, planned: Session, world: World
) -> None:
    first, second = (batch.id for batch in order.batches)
    print_batch(app, planned, first)
    progress = order_progress(planned, order)
    assert (progress.done, progress.total, progress.open) == (6, 12, True)
    assert progress.sentence.startswith("2 个文件印好 1 个，共 6/12 份")
    assert progress.parts == {first: "已完成", second: "排队中 0/6"}
    assert orders.pause(planned, order.id) == 1
    assert "已暂停" in order_progress(planned, order).sentence
    assert orders.resume(planned, order.id) == 1
    assert orders.cancel(planned, order.id) == 1
    planned.expire_all()
    assert [batch.state for batch in order.batches] == ["ready", "cancelled"]
    assert order_progress(planned, order).sentence == "2 个文件印好 1 个，共 6/12 份，1 个已取消"
    with pytest.raises(Refusal, match="一个文件，不能单独删除"):
        services.delete(planned, second)
    assert orders.delete(planned, order.id) == ([first], False)
    with pytest.raises(Refusal, match="只保留印过的记录"):
        orders.delete(planned, order.id)
    planned.expire_all()
    assert [bool(batch.expired_at) for batch in order.batches] == [True, False]
    assert preview_grid(planned, PrintKind.LETTERS, world.grids["town"]).again == 6, "what was printed stays known"


def test_an_order_of_which_nothing_came_is_deleted_wholly(order: PrintOrder, planned: Session) -> None:
    ids = [batch.id for batch in order.batches]
    with pytest.raises(Refusal, match="先取消"):
        orders.delete(planned, order.id)
    orders.cancel(planned, order.id)
    assert orders.delete(planned, order.id) == (ids, True)
    assert planned.scalars(select(PrintBatch)).all() == []
    assert planned.scalars(select(PrintOrder)).all() == []


def test_a_part_is_steered_by_who_sees_the_whole_order(
    app: Flask, order: PrintOrder, planned: Session, sign_in: SignIn
) -> None:
    west, head, centre = order.batches[0], sign_in(roles.HEAD), sign_in(roles.CENTRE)
    for deed in ("pause", "resume", "cancel", "retry", "remove"):
        answer = head.post(f"/printview/{deed}/{west.id}")
        assert (answer.status_code, "请由下单的单位处理" in answer.text) == (403, True), deed
        assert f"/printview/{deed}/{west.id}" not in head.get(f"/printview/show/{west.id}").text
    assert f"/printview/cancel/{west.id}" in centre.get(f"/printview/show/{west.id}").text
    assert [centre.post(f"/printview/{deed}/{west.id}").status_code for deed in ("pause", "resume")] == [302, 302]
    print_batch(app, planned, west.id)
    assert head.post(f"/printview/remove/{west.id}").status_code == 403
    assert head.get(f"/printview/file/{west.id}").status_code == 200
    assert centre.post(f"/printview/remove/{west.id}").status_code == 302
    page = centre.get(f"/printorderview/show/{order.id}").text
    assert (f"/printview/file/{west.id}" in page, "文件已删除" in page) == (False, True)


def test_retrying_an_order_leaves_out_what_was_printed_meanwhile(
    order: PrintOrder, planned: Session, world: World, sign_in: SignIn
) -> None:
    west, east = order.batches
    for batch in (west, east):
        claims.fail_batch(planned, batch.id, "磁盘坏了")
    services.order(planned, PrintKind.LETTERS, world.grids["west1"], by="乙")
    planned.commit()
    page = sign_in(roles.CENTRE).post(f"/printorderview/retry/{order.id}", follow_redirects=True).text
    assert ("已重新开始 1 个文件" in page, "有 3 份今年已在别的印件里印过" in page) == (True, True)
    planned.expire_all()
    assert (west.state, east.state) == ("failed", "waiting")
    with pytest.raises(Refusal, match="不能重试"):
        orders.retry(planned, order.id)


def test_the_centre_orders_the_town_and_fetches_village_by_village(
    app: Flask, planned: Session, world: World, sign_in: SignIn, tmp_path: Path
) -> None:
    centre = sign_in(roles.CENTRE)
    check = centre.get(f"/printview/check/letters/grid/{world.grids['town']}")
    assert "分成 2 个文件" in check.text
    answer = centre.post("/printview/order/letters", data={"grid": world.grids["town"]})
    assert "/printorderview/show/" in answer.location
    west, east = planned.scalars(select(PrintBatch.id).order_by(PrintBatch.id))
    print_batch(app, planned, west)
    page = centre.get(answer.location).text
    assert f"/printview/file/{west}" in page
    assert f"/printview/file/{east}" not in page
    cover = centre.get(f"/printview/cover/{west}")
    text = "".join(pages_of(cover.data, tmp_path))
    assert all(words in text for words in ("批次封面", "西村第一网格"[2:], "第1–3份", "第4–6份", "资料不全"))
    head = sign_in(roles.HEAD)
    assert head.get(f"/printview/file/{west}").status_code == 200
    assert head.get(answer.location).status_code == 404, "the order is the town's, the file of the village its head's"


def test_ready_villages_come_together(app: Flask, order: PrintOrder, planned: Session, sign_in: SignIn) -> None:
    west, east = (batch.id for batch in order.batches)
    centre, address = sign_in(roles.CENTRE), f"/printorderview/files/{order.id}"
    assert centre.get(address).status_code == 404, "none is finished"
    print_batch(app, planned, west)
    assert "打包印好的 1 个文件（ZIP）" in centre.get(f"/printorderview/show/{order.id}").text
    print_batch(app, planned, east)
    assert "全部打包 2 个文件（ZIP）" in centre.get(f"/printorderview/show/{order.id}").text
    answer = centre.get(address)
    named = answer.headers["Content-Disposition"]
    assert (named.isascii(), quote(order.title) in named) == (True, True), "gunicorn sends no other headers"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        day = f"{order.created_at:%Y%m%d}"
        assert archive.namelist() == [
            f"001-1-西村致群众一封信-{day}-{west}-封面.pdf", f"001-2-西村致群众一封信-{day}-{west}.pdf",
            f"002-1-东村致群众一封信-{day}-{east}-封面.pdf", f"002-2-东村致群众一封信-{day}-{east}.pdf",
        ]  # fmt: skip
        assert archive.read(archive.namelist()[1]) == centre.get(f"/printview/file/{west}").data
    noted = planned.scalars(select(AuditEntry.label).where(AuditEntry.subject == "print_order").order_by(AuditEntry.id))
    assert noted.all()[-1] == f"{order.title} 2 个文件"
    assert sign_in(roles.HEAD).get(address).status_code == 404, "the order is the town's"


def test_a_village_that_the_disk_has_lost_is_named_in_the_bundle(
    app: Flask, order: PrintOrder, planned: Session, sign_in: SignIn
) -> None:
    west, east = order.batches
    for batch in (west, east):
        print_batch(app, planned, batch.id)
    store_of(app).remove(str(west.output))
    answer = sign_in(roles.CENTRE).get(f"/printorderview/files/{order.id}")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert f"-{east.id}.pdf" in archive.namelist()[-1]
        assert not any(name.endswith(f"-{west.id}.pdf") for name in archive.namelist())
        assert (
            f"001-2-西村致群众一封信-{order.created_at:%Y%m%d}-{west.id}.pdf" in archive.read("000-缺失.txt").decode()
        )
    newest = select(AuditEntry.label).where(AuditEntry.subject == "print_order").order_by(AuditEntry.id.desc())
    assert planned.scalars(newest).first() == f"{order.title} 1 个文件，缺 1 个"


def test_the_cover_counts_every_copy_in_delivery_order(order: PrintOrder, planned: Session, world: World) -> None:
    planned.get_one(Household, world.households["west1-2"]).address = None
    batch = order.batches[0]
    batch.missing = "空户 1 户，不印\n西村第一网格 002 钱乙：没有住址，印网格名称和户号\n西村第一网格 009 𠀀某：字体缺少“𠀀”，不印；请改正后补印"
    cover = cover_of(planned, batch, 6)
    assert [(one.copies, one.first, one.last, one.missing) for one in cover.counts] == [(3, 1, 3, 2), (3, 4, 6, 0)]
    assert [(one.grid, one.code, one.printed) for one in cover.missing] == [
        (cover.counts[0].grid, "002", True), (cover.counts[0].grid, "009", False),
    ]  # fmt: skip


def test_what_everybody_in_a_grid_lacks_is_one_row_of_the_cover(order: PrintOrder, planned: Session) -> None:
    batch = order.batches[0]
    nobody = "本网格及上级没有网格员和网格长，印中心名称和电话"
    batch.missing = "\n".join(
        [f"西村第一网格 {code} 某：{nobody}" for code in ("001", "002", "003")]
        + ["西村第一网格 002 某：没有住址，印网格名称和户号", "西村第一网格 009 𠀀某：字体缺少“𠀀”，不印；请改正后补印"]
        + [f"西村第二网格 {code} 某：{nobody}" for code in ("001", "002")]
    )
    cover = cover_of(planned, batch, 6)
    first, second = (one.grid for one in cover.counts)
    assert [one.missing for one in cover.counts] == [4, 2]
    assert cover.lacking == 6
    assert [(one.grid, one.code, one.households, one.printed) for one in cover.missing] == [
        (first, "", 3, True), (first, "002", 1, True), (first, "009", 1, False),
        (second, "001", 1, True), (second, "002", 1, True),
    ]  # fmt: skip
    assert [one.lacks for one in cover.missing][:2] == [nobody, "没有住址，印网格名称和户号"]
