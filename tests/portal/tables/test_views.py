"""The screen of tables: what each role is offered, within its scope, and that fetching one leaves a trace."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.audit import AuditEntry
from portal.foundation.clock import now
from portal.issues.models import Issue
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.tables.grounds import in_force
from tests.reports.papers import page_texts

MARCH = "/tables/files?period=2026-03"


@pytest.fixture(autouse=True)
def yuanzhou(session: Session, world: World) -> None:
    """A plan whose monthly table of issues has both forms."""
    in_force(session, "yuanzhou")
    session.commit()


def rows_of(content: bytes) -> list[list[object]]:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return [list(row) for row in sheet.to_python()]


def test_the_centre_sees_all_tables_and_what_is_in_them(sign_in: SignIn) -> None:
    client = sign_in(roles.CENTRE)
    assert "服务管理事项电子档案" in client.get("/tables/").text
    page = client.get(MARCH).text
    assert all(
        words in page
        for words in ("社区服务管理事项档案", "源头发现", "西村第一网格", "东村第一网格", "填报单位：试验镇", "共 4 行")
    )


def test_a_head_sees_only_the_own_village(sign_in: SignIn) -> None:
    client = sign_in(roles.HEAD)
    page = client.get(MARCH).text
    assert "共 2 行" in page
    assert "填报单位：试验镇西村" in page
    assert "东村" not in page
    content = client.get("/tables/files/xlsx?period=2026-03").data
    assert not any("东村" in str(cell) for row in rows_of(content) for cell in row)


def test_a_member_sees_the_tables_of_the_own_role_only(sign_in: SignIn) -> None:
    client = sign_in(roles.MEMBER)
    assert "没有需要您填报的报表" in client.get("/tables/").text
    assert client.get("/tables/files").status_code == 404
    assert client.get("/tables/files/xlsx").status_code == 404


def test_a_grid_out_of_sight_is_not_found(sign_in: SignIn, world: World) -> None:
    client = sign_in(roles.HEAD)
    assert client.get(f"{MARCH}&grid={world.grids['east']}").status_code == 404
    assert client.get(f"{MARCH}&grid={world.grids['west1']}").status_code == 200


@pytest.mark.parametrize("address", ["/tables/files?period=2026-13", "/tables/files?period=../x", "/tables/files?grid=a",
                                     "/tables/files/docx", "/tables/files?period=2026"])  # fmt: skip
def test_nonsense_is_a_bad_request(sign_in: SignIn, address: str) -> None:
    assert sign_in(roles.CENTRE).get(address).status_code == 400


def test_a_workbook_holds_the_table_and_is_logged(sign_in: SignIn, session: Session) -> None:
    answer = sign_in(roles.CENTRE).get("/tables/files/xlsx?period=2026-03")
    rows = rows_of(answer.data)
    assert rows[0][0] == "社区服务管理事项档案"
    assert "2026年3月" in str(rows[1])
    titles = [row[3] for row in rows[4:] if isinstance(row[0], float)]
    assert titles == ["west1 第 0 件", "west1 第 1 件", "east1 第 2 件", "east1 第 3 件"]
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert entry.label == "报表“服务管理事项电子档案”试验镇 2026年3月 4 行"


def test_a_pdf_holds_the_same(sign_in: SignIn) -> None:
    answer = sign_in(roles.CENTRE).get("/tables/files/pdf?period=2026-03")
    assert answer.mimetype == "application/pdf"
    text = "".join(page_texts(answer.data))
    assert all(
        words in text for words in ("社区服务管理事项档案", "west1第0件", "east1第3件", "社区书记：", "填报人：")
    )


def test_an_empty_table_says_why(sign_in: SignIn) -> None:
    page = sign_in(roles.CENTRE).get("/tables/files?period=2025-01").text
    assert "没有登记符合条件的诉求" in page
    assert "下载" not in page


def test_a_long_list_is_shown_in_part_and_fetched_whole(sign_in: SignIn, session: Session, world: World) -> None:
    first = session.get_one(Issue, world.issues["west1-registered"])
    session.add_all([
        Issue(number=f"20260402{n:04}", grid_id=first.grid_id, category_id=first.category_id, title=f"第{n}件路灯", text="不亮",
              registered_at=dt.datetime(2026, 4, 2), source="visit") for n in range(60)
    ])  # fmt: skip
    session.commit()
    client = sign_in(roles.CENTRE)
    page = client.get("/tables/files?period=2026-04").text
    assert "页面只显示前 50 行，下载的文件是全部 60 行" in page
    assert page.count("件路灯") == 50
    assert sum("件路灯" in str(row) for row in rows_of(client.get("/tables/files/xlsx?period=2026-04").data)) == 60


def test_the_newest_period_is_shown_first(sign_in: SignIn) -> None:
    assert f'value="{now():%Y-%m}" selected' in sign_in(roles.CENTRE).get("/tables/files").text


def test_administrators_and_departments_have_no_tables(sign_in: SignIn) -> None:
    for role in (roles.SYSTEM, roles.AUDIT, roles.DEPARTMENT):
        assert sign_in(role).get("/tables/").status_code == 403
