"""`portal table`: what the plan wants on paper, without a screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from tests.fixtures.terminal import Terminal
from tests.fixtures.world import World
from tests.portal.tables.grounds import in_force
from tests.reports.papers import page_texts


@pytest.fixture
def terminal(app: Flask, session: Session, world: World) -> Terminal:
    """The command line over the small world, with a plan that has a monthly table in both forms."""
    in_force(session, "yuanzhou")
    session.commit()
    return Terminal(app)


def test_tables_are_listed(terminal: Terminal) -> None:
    code, told, _ = terminal("table", "list")
    assert code == 0
    assert "files\txlsx、pdf\t服务管理事项电子档案" in told


def test_a_table_is_written_for_a_grid_and_a_month(terminal: Terminal, tmp_path: Path) -> None:
    target = tmp_path / "files.xlsx"
    code, told, _ = terminal(
        "table", "make", "files", "--grid", "900000100001", "--period", "2026-03", "--out", str(target)
    )
    assert (code, "试验镇西村 2026年3月 共 2 行" in told) == (0, True), told
    rows = CalamineWorkbook.from_path(target).get_sheet_by_index(0).to_python()
    assert [row[3] for row in rows if row[0] in (1.0, 2.0)] == ["west1 第 0 件", "west1 第 1 件"]


def test_a_pdf_is_written_for_everything(terminal: Terminal, tmp_path: Path) -> None:
    target = tmp_path / "files.pdf"
    assert terminal("table", "make", "files", "--period", "2026-03", "--form", "pdf", "--out", str(target))[0] == 0
    assert "east1第3件" in "".join(page_texts(target.read_bytes()))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("nothing",), "没有代号为 nothing 的报表"), (("files", "--grid", "1"), "没有编码为 1 的网格"),
     (("files", "--period", "2026"), "没有这个时段"), (("files", "--period", "2025-01"), "没有登记符合条件的诉求")],
)  # fmt: skip
def test_what_cannot_be_made_is_said(
    terminal: Terminal, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    code, _, told = terminal("table", "make", *arguments, "--out", str(tmp_path / "x.xlsx"))
    assert code != 0
    assert words in told
    assert not (tmp_path / "x.xlsx").exists()
