"""Nothing plain outlives the process that worked on it."""

from __future__ import annotations

import io
import multiprocessing
import os
import signal
import stat
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.exchange import files, passing
from portal.exchange.sheet import Field, Sheet
from portal.exchange.template import write_records

PLAIN = "章一的身份证号".encode()
SHEET = Sheet("x", "试验", (Field("name", "姓名"),))


def test_an_opened_upload_has_no_name(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    stored = files.keep("import/x.bin", io.BytesIO(PLAIN * 99))
    root = app.config["PORTAL"].instance
    with files.opened(stored.name) as path:
        assert path.read_bytes() == PLAIN * 99
        assert files_that_hold(PLAIN, root, tmp_path) == ""
        (tmp_path / "left behind").write_bytes(b"-" + PLAIN)
        assert files_that_hold(PLAIN, root, tmp_path) == f"{tmp_path / 'left behind'}\n"


def test_what_a_killed_process_leaves_is_swept_and_what_others_hold_is_not(app: Flask) -> None:
    root = app.config["PORTAL"].instance / "passing"
    passing.sweep()
    killed = multiprocessing.get_context("fork").Process(target=_die_while_writing, args=(app,))
    killed.start()
    killed.join()
    assert killed.exitcode == -signal.SIGKILL
    assert len(list(root.iterdir())) == 1
    with passing.folder() as held:
        assert stat.S_IMODE(held.stat().st_mode) == stat.S_IMODE(root.stat().st_mode) == 0o700
        assert passing.sweep() == 1
        assert list(root.iterdir()) == [held]
    assert list(root.iterdir()) == []


def _die_while_writing(app: Flask) -> None:
    def rows() -> Any:
        yield from ()
        os.kill(os.getpid(), signal.SIGKILL)

    with app.app_context():
        write_records(io.BytesIO(), SHEET, "1", rows())


def files_that_hold(content: bytes, *folders: Path) -> str:
    """Their names, a line each. Another process reads them: whoever closes a database's file gives up all locks that SQLite
    holds on it in the same process, and the next process to open the database cuts the memory that both share.
    """
    command = ["grep", "-rlF", "--", os.fsdecode(content), *map(str, folders)]
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout
