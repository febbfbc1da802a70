"""The screens of printing as each role meets them: check, order, follow, fetch, end; and what lies outside the scope."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.assessments.models import Assessment
from portal.foundation.audit import AuditEntry
from portal.foundation.clock import now
from portal.grids.models import Grid
from portal.households.models import Household
from portal.jobs.queues import DOWN
from portal.printing import assembling, rendering, services
from portal.printing.jobs import store_of
from portal.printing.models import PrintBatch
from portal.printing.rules import PrintKind
from portal.security import roles
from portal.wordings.drafting import begin
from portal.wordings.rules import WordingKind, WordingState
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.printing.papers import pages_of


@pytest.fixture(autouse=True)
def own_files(own_store: Path) -> None:
    """Files of this test lie in its own folder; no broker is running for it."""


@pytest.fixture
def head(planned: Session, sign_in: SignIn) -> FlaskClient:
    """The head of west village, signed in."""
    return sign_in(roles.HEAD)


def ordered(session: Session, world: World, village: str) -> PrintBatch:
    batch = services.order(session, PrintKind.LETTERS, world.grids[village], by="周中心", reason="试验")
    session.commit()
    return batch


def finished(app: Flask, session: Session, batch: PrintBatch) -> PrintBatch:
    for chunk_id in services.chunk_ids(session, batch.id):
        rendering.print_chunk(chunk_id, store_of(app))
    assert assembling.assemble(batch.id, store_of(app))
    session.expire_all()
    return batch


def test_a_grid_is_checked_ordered_followed_and_fetched(
    app: Flask, planned: Session, world: World, head: FlaskClient, tmp_path: Path
) -> None:
    answer = head.post(f"/gridview/action/print_letters/{world.grids['west']}")
    check = head.get(answer.location)
    assert "将印 <strong>6</strong> 份" in check.text
    assert "本网格没有网格员，印西村网格长郑西长" in check.text
    answer = head.post("/printview/order/letters", data={"grid": world.grids["west"]})
    page = head.get(answer.location)
    assert "西村致群众一封信" in page.text
    assert DOWN in page.text, "no broker runs here: the order stands and says what it waits for"
    assert "印好后 180 天" in page.text
    batch = planned.scalars(select(PrintBatch)).one()
    assert (batch.state, batch.created_by) == ("waiting", "郑西长")
    progress = head.get(f"/printview/progress/{batch.id}").json
    assert (progress["done"], progress["total"], progress["percent"], progress["open"]) == (0, 6, 0, True)
    finished(app, planned, batch)
    assert head.get(f"/printview/progress/{batch.id}").json["sentence"] == "已印好 6 份，共 6 页，可以下载"
    file = head.get(f"/printview/file/{batch.id}")
    assert quote(f"西村致群众一封信-{batch.created_at:%Y%m%d}-{batch.id}.pdf") in file.headers["Content-Disposition"]
    assert int(file.headers["Content-Length"]) == len(file.data)
    ticking, page = f"/deliveryview/ticking?batch={batch.id}", head.get(f"/printview/show/{batch.id}")
    assert ticking in page.text
    assert (now().date() + dt.timedelta(days=180)).isoformat() in page.text, "文件保留到哪天，印好就写着"
    assert "应送 <strong>6</strong> 户" in head.get(ticking).text
    assert len(pages_of(file.data, tmp_path)) == 6
    exported = planned.scalars(select(AuditEntry).where(AuditEntry.deed == "export")).one()
    assert (exported.actor, exported.subject_id) == ("郑西长", batch.id)


def test_new_paper_is_ordered_for_a_grid_and_what_lacks_its_text_says_so(
    planned: Session, world: World, sign_in: SignIn
) -> None:
    centre = sign_in(roles.CENTRE)
    to = centre.post(f"/gridview/action/print_others/{world.grids['west']}").location
    page = centre.get(to).text
    assert "请选择要印什么、给哪里印" in centre.get("/newprintview/new?grid=&go=y").text
    assert "请选择给哪里印" in centre.get("/newprintview/new?kind=letters&grid=&go=y").text
    assert "请选择" not in page, "who comes from a grid has pressed nothing yet"
    bare = centre.get(f"/newprintview/new?kind=maps&grid={world.grids['west1']}&go=y&option-paper=A1")
    assert "没有画边界" not in bare.text, "what is missing is found by the check, once"
    planned.execute(update(Grid).values(boundary=None))
    planned.commit()
    back = centre.get(bare.location, follow_redirects=True)
    assert (back.request.path, "没有画边界" in back.text) == ("/newprintview/new", True)
    assert '<option value="A1" selected>' in back.text, "as it was filled in"
    offered, lacking = page.split("还缺文字，暂时不能印")
    assert 'value="letters"' in offered
    assert 'value="leaflets"' not in page
    assert "明白纸" in lacking
    made = begin(planned, world.grids["west"], WordingKind.LEAFLET, "甲")
    planned.commit()
    assert f"/wordingview/show/{made.id}" in centre.get(to).text
    made.state = WordingState.APPROVED
    planned.commit()
    assert 'value="leaflets"' in centre.get(to).text, "one village has a text of its own"
    boards = centre.get(centre.post(f"/gridview/action/print_boards/{world.grids['west1']}").location)
    assert "西村第一网格公示牌" in boards.text


def test_a_reprint_with_its_reason_is_not_asked_for_one(
    app: Flask, planned: Session, world: World, head: FlaskClient
) -> None:
    batch = finished(app, planned, ordered(planned, world, "west"))
    asked = head.post(f"/printview/reprint/{batch.id}", data={"who": "赵甲", "reason": "信件淋湿"}).text
    assert 'value="信件淋湿"' in asked
    assert "写明原因" not in asked
    assert "已印过" in asked


def test_chosen_households_go_through_the_check_with_their_rows(
    planned: Session, world: World, head: FlaskClient
) -> None:
    planned.get_one(Household, world.households["west1-1"]).address = None
    planned.commit()
    rows = [world.households["west1-1"], world.households["west2-2"]]
    answer = head.post("/householdview/action_post", data={"action": "print_letters", "rowid": rows})
    assert answer.status_code == 303, "an address to come back to"
    check = head.get(answer.location)
    assert "没有住址" in check.text
    assert "仍然印制" in check.text
    assert re.findall(r'name="rowid" value="(\d+)"', check.text) == [str(row) for row in rows]
    assert planned.scalars(select(PrintBatch)).all() == []
    head.post("/printview/order/letters", data={"rowid": rows})
    batch = planned.scalars(select(PrintBatch)).one()
    assert (batch.total, batch.grid_id) == (2, world.grids["west"])
    assert "没有住址" in batch.missing


def test_many_remarks_of_a_batch_are_folded(planned: Session, world: World, head: FlaskClient) -> None:
    head.post("/printview/order/letters", data={"rowid": [world.households["west1-1"]]})
    batch = planned.scalars(select(PrintBatch)).one()
    for count, folded in ((20, False), (21, True)):
        batch.missing = "\n".join(f"{number} <户>：没有住址" for number in range(count))
        planned.commit()
        page = head.get(f"/printview/show/{batch.id}").text
        assert (f"{count} 条，点开查看</summary>0 &lt;户&gt;" in page) == folded


def test_one_household_and_one_assessment_are_printed_from_their_pages(
    planned: Session, world: World, head: FlaskClient
) -> None:
    one = head.post(f"/householdview/action/print_cards/{world.households['west1-1']}", follow_redirects=True)
    assert "将印 <strong>1</strong> 份" in one.text
    own = planned.scalars(select(Assessment).where(Assessment.member_id == world.members["west1-member"])).one()
    sheet = head.post(f"/assessmentview/action/print_sheets/{own.id}", follow_redirects=True)
    assert "西村第一网格2025年度考核表" in sheet.text


def test_the_head_of_west_has_no_way_to_the_batches_of_east(
    app: Flask, planned: Session, world: World, head: FlaskClient
) -> None:
    east = finished(app, planned, ordered(planned, world, "east"))
    town = finished(app, planned, ordered(planned, world, "town"))
    own = ordered(planned, world, "west")
    listed = head.get("/printview/list/").text
    assert own.title in listed
    assert east.title not in listed
    assert town.title not in listed
    for batch in (east, town):
        for path in ("show", "progress", "file"):
            assert head.get(f"/printview/{path}/{batch.id}").status_code == 404
        for path in ("cancel", "retry", "remove"):
            assert head.post(f"/printview/{path}/{batch.id}").status_code == 404
    assert head.get(f"/printview/check/letters/grid/{world.grids['east']}").status_code == 403
    assert head.post("/printview/order/letters", data={"grid": world.grids["east"]}).status_code == 403
    assert head.post("/printview/order/cards", data={"rowid": [world.households["east1-1"]]}).status_code == 403
    planned.expire_all()
    assert {batch.id: batch.state for batch in planned.scalars(select(PrintBatch))} == {
        east.id: "ready", town.id: "ready", own.id: "waiting",
    }  # fmt: skip


@pytest.mark.parametrize("role", [roles.LEADER, roles.MEMBER, roles.DEPARTMENT, roles.SYSTEM, roles.AUDIT])
def test_who_may_not_order_cannot(planned: Session, world: World, sign_in: SignIn, role: str) -> None:
    client = sign_in(role)
    client.post("/printview/order/letters", data={"grid": world.grids["west1"]})
    client.post(f"/gridview/action/print_letters/{world.grids['west1']}")
    assert planned.scalars(select(PrintBatch)).all() == []
    batch = ordered(planned, world, "west1")
    client.post(f"/printview/cancel/{batch.id}")
    planned.expire_all()
    assert batch.state == "waiting"


def test_a_batch_is_cancelled_and_removed_with_its_files(
    app: Flask, planned: Session, world: World, head: FlaskClient, tmp_path: Path
) -> None:
    batch = ordered(planned, world, "west")
    assert "先取消" in head.post(f"/printview/remove/{batch.id}").text
    head.post(f"/printview/cancel/{batch.id}")
    planned.expire_all()
    assert batch.state == "cancelled"
    done = finished(app, planned, ordered(planned, world, "west"))
    assert (tmp_path / "files" / str(done.id)).is_dir()
    page = head.post(f"/printview/remove/{done.id}", follow_redirects=True).text
    assert not (tmp_path / "files" / str(done.id)).exists()
    assert ("印过的记录保留" in page, "文件已删除，需要时请再印" in page) == (True, True)
    assert f"/printview/remove/{done.id}" not in page
    again = f"/printview/check/letters/grid/{world.grids['west']}"
    assert "其中 6 份今年已印过" in head.get(again).text or "其中 6 户今年已印过" in head.get(again).text
    assert "只保留印过的记录" in head.post(f"/printview/remove/{done.id}").text
    head.post(f"/printview/remove/{batch.id}")
    assert planned.scalars(select(PrintBatch.id)).all() == [done.id]


def test_nonsense_is_refused_with_a_sentence(planned: Session, world: World, head: FlaskClient) -> None:
    for path in ("/printview/check/posters", "/printview/order/posters"):
        answer = head.post(path, data={"rowid": ["1"]})
        assert answer.status_code == 400
        assert "没有这种印件" in answer.text
    assert head.post("/printview/order/letters", data={"rowid": ["x"]}).status_code == 400
    assert head.post("/printview/order/letters", data={"grid": "1 or 1"}).status_code == 400
    assert head.post("/printview/order/letters", data={}).status_code == 422
    assert head.get(f"/printview/check/{PrintKind.LETTERS}/grid/999999").status_code == 403
    assert head.get("/printview/file/999999").status_code == 404


def test_an_order_without_room_on_disk_is_refused_in_words(
    app: Flask, planned: Session, world: World, head: FlaskClient
) -> None:
    kept = app.config["PORTAL"]
    app.config["PORTAL"] = dataclasses.replace(kept, files_url="/proc/portal")  # a file system without a free byte
    answer = head.post("/printview/order/letters", data={"grid": world.grids["west"]})
    app.config["PORTAL"] = kept
    assert (answer.status_code, "磁盘空间不足" in answer.text) == (422, True)
    assert planned.scalars(select(PrintBatch)).all() == []
