"""A clerk and the command line hand issues over and take answers in."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import ROOT
from portal.foundation.audit import AuditEntry, Deed
from portal.issues import handover_file
from portal.issues.models import Issue
from portal.security import roles
from seeds.sections.casework import OutsidePlatform
from tests.fixtures.pages import check_page
from tests.fixtures.people import SignIn
from tests.fixtures.terminal import Terminal
from tests.fixtures.world import World


def send(client: Any, key: str, content: bytes) -> Any:
    form = {"file": (io.BytesIO(content), "back.jsonl")}
    return client.post(f"/handover/{key}/check", data=form, content_type="multipart/form-data")


def test_the_journey_of_a_clerk(sign_in: SignIn, session: Session, platform: OutsidePlatform, world: World) -> None:
    client = sign_in(roles.CENTRE)
    page = client.get("/handover/").text
    check_page(page)
    assert "2 件" in page
    file = client.post("/handover/city/export/xlsx")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(file.data)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in sheet[2:]] == ["新增", "新增"]
    line = {"number": "202603010001", "state": "已办结", "outcome": "已解决", "answer": "已修好"}
    page = send(client, "city", json.dumps(line, ensure_ascii=False).encode()).text
    check_page(page)
    assert "写入答复，待回访" in page
    session.rollback()
    assert session.get_one(Issue, world.issues["west1-assigned"]).stage == "working"
    session.rollback()
    answers = page.partition('name="answers" value="')[2].partition('"')[0]
    assert (
        "已导入 1 条答复"
        in client.post("/handover/city/receive", data={"answers": answers}, follow_redirects=True).text
    )
    session.rollback()
    session.expire_all()
    assert session.get_one(Issue, world.issues["west1-assigned"]).stage == "answered"
    deeds = session.scalars(
        select(AuditEntry.deed).where(AuditEntry.subject == "issue_handover").order_by(AuditEntry.id)
    ).all()
    assert deeds == [Deed.EXPORT, Deed.IMPORT]


def test_what_was_not_tried_is_not_taken_in(sign_in: SignIn, platform: OutsidePlatform) -> None:
    client = sign_in(roles.CENTRE)
    assert client.post("/handover/city/receive", data={"answers": "forged"}).status_code == 400
    assert client.post("/handover/city/export/exe").status_code == 400
    assert client.post("/handover/nowhere/export/xlsx").status_code == 422
    assert send(client, "city", b"not a sheet").status_code == 422


def test_others_may_look_or_not(sign_in: SignIn, platform: OutsidePlatform) -> None:
    leader = sign_in(roles.LEADER)
    assert leader.get("/handover/").status_code == 200
    assert leader.post("/handover/city/export/xlsx").status_code == 403
    assert sign_in(roles.MEMBER).get("/handover/").status_code == 403


def test_without_a_platform_it_says_so(sign_in: SignIn) -> None:
    assert "没有列出外部平台" in sign_in(roles.CENTRE).get("/handover/").text


def test_the_command_line_does_the_same(
    app: Flask, session: Session, platform: OutsidePlatform, world: World, tmp_path: Path
) -> None:
    portal, out, back = Terminal(app), tmp_path / "out.jsonl", tmp_path / "back.jsonl"
    code, said, _ = portal("handover", "export", "city", "--out", out)
    assert (code, said.split("：")[0]) == (0, "新增 2 件，已导出 0 件")
    line = {"number": "202603010001", "state": "done", "outcome": "已解决", "answer": "已修好"}
    back.write_text(json.dumps(line, ensure_ascii=False))
    assert portal("handover", "import", "city", back)[1].endswith("可以导入 1 条\n")
    session.rollback()
    assert session.get_one(Issue, world.issues["west1-assigned"]).stage == "working"
    session.rollback()
    assert portal("handover", "import", "city", back, "--apply")[:2] == (
        0,
        "第 1 行 202603010001：写入答复，待回访\n已导入 1 条\n",
    )
    assert portal("handover", "export", "nowhere", "--out", out)[0] == 1


def test_the_document_names_every_column() -> None:
    told = [
        line.split("|")[1:3]
        for line in (ROOT / "docs" / "handover.md").read_text("utf-8").splitlines()
        if line.startswith("| ")
    ][1:]
    assert [(key.strip(), label.strip()) for key, label in told] == [
        (one.key, one.label) for one in handover_file.COLUMNS
    ]
