"""`portal import` and `portal export`: the same services as the screens, with exit codes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.cli import Exit
from portal.cli.exchange import export, importing
from portal.households.models import Household
from tests.portal.exchange.conftest import book, own_files, rows_of

__all__ = ["own_files"]

GOOD = {"所属网格": "西村第一网格", "户号": "501", "户主": "章一", "地址": "新路 1 号"}
BAD = {**GOOD, "户号": "502", "住户电话": "1"}
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(app: Flask) -> Run:
    """`run(command, "words", …)` -> (exit code, what was said)."""

    def call(command: Any, *words: object) -> tuple[int, str]:
        result = app.test_cli_runner().invoke(command, [str(word) for word in words], standalone_mode=False)
        code = result.return_value if result.exception is None else getattr(result.exception, "code", 1)
        return code or Exit.OK, result.output + str(result.exception or "")

    return call


def test_template_check_load_undo_export(session: Session, run: Run, tmp_path: Path) -> None:
    file, out, problems = tmp_path / "in.xlsx", tmp_path / "out.xlsx", tmp_path / "bad.xlsx"
    assert run(importing, "template", "households", "--out", out)[0] == Exit.OK
    assert out.stat().st_size > 0
    file.write_bytes(book([GOOD, BAD]))
    assert run(importing, "check", "住户与居民", file)[0] == Exit.MISSING
    assert run(importing, "load", "households", file, "--strict")[0] == Exit.MISSING
    assert homes(session) == 0
    code, said = run(importing, "load", "households", file, "--problems", problems)
    assert (code, homes(session), "第 3 行 住户电话" in said) == (Exit.OK, 1, True)
    assert [row["户号"] for row in rows_of(problems.read_bytes())] == ["502"]
    assert run(importing, "load", "households", file)[0] == Exit.NOTHING
    number = said.rpartition("编号 ")[2].partition("：")[0]
    assert run(importing, "undo", number)[0] == Exit.OK
    assert homes(session) == 0
    assert run(export, "households", "--out", out)[0] == Exit.OK
    assert len(rows_of(out.read_bytes())) == 12


def test_what_cannot_be_read_is_refused(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "in.xlsx"
    file.write_bytes(b"PK\x03\x04nonsense")
    code, said = run(importing, "load", "households", file)
    assert (code, "文件已损坏" in said) == (1, True)
    assert "households（住户与居民）" in run(importing, "load", "nothing", file)[1]


def homes(session: Session) -> int:
    return session.scalar(select(func.count(Household.id)).where(Household.code == "501")) or 0
