"""`portal print …`: the file, and exit codes that mean something."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli import Exit
from portal.cli.printing import printing
from portal.foundation.errors import Refusal
from portal.households.models import Household
from portal.printing.models import PrintBatch
from tests.fixtures.world import World
from tests.portal.printing.papers import pages_of

WEST, WEST1 = "900000100001", "900000100001001"


@pytest.fixture(autouse=True)
def own_files(app: Flask, own_store: Path) -> None:
    """Files of this test lie in its own folder."""


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(printing, arguments)


def test_letters_of_a_village_are_printed_without_the_queue(
    app: Flask, planned: Session, world: World, tmp_path: Path
) -> None:
    out = tmp_path / "信.pdf"
    result = run(app, "letters", "--grid", WEST, "--out", str(out), "--inline")
    assert result.exit_code == Exit.OK, result.output
    assert "已印好 6 份，共 6 页" in result.stdout
    assert "本网格没有网格员" in result.stderr
    pages = pages_of(out.read_bytes(), tmp_path)
    assert ["赵甲" in pages[0], "钱丙" in pages[5]] == [True, True]


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # WeasyPrint leaves its colour profile open
def test_letters_for_the_archive_and_for_both_sides(app: Flask, planned: Session, world: World, tmp_path: Path) -> None:
    out = tmp_path / "信.pdf"
    result = run(app, "letters", "--grid", WEST, "--out", str(out), "--inline", "--archive", "--duplex")
    assert "共 12 页" in result.stdout
    assert planned.scalars(select(PrintBatch.options)).one() == {"archive": True, "duplex": True}


def test_assessments_of_a_period_are_printed(app: Flask, planned: Session, world: World, tmp_path: Path) -> None:
    out = tmp_path / "考核.pdf"
    result = run(app, "assessments", "--grid", WEST, "--period", "2025", "--out", str(out), "--inline")
    assert result.exit_code == Exit.OK, result.output
    assert len(pages_of(out.read_bytes(), tmp_path)) == 1
    none = run(app, "assessments", "--grid", WEST, "--period", "1999", "--out", str(out), "--inline")
    assert none.exit_code == Exit.NOTHING


def test_nothing_to_print_and_missing_data_have_their_own_codes(
    app: Flask, planned: Session, world: World, tmp_path: Path
) -> None:
    out = tmp_path / "信.pdf"
    for number in (1, 2, 3):
        planned.get_one(Household, world.households[f"west1-{number}"]).kind = "vacant"
    planned.commit()
    nothing = run(app, "letters", "--grid", WEST1, "--out", str(out), "--inline")
    assert (nothing.exit_code, "空户 3 户" in nothing.stderr) == (Exit.NOTHING, True)
    strict = run(app, "letters", "--grid", WEST, "--out", str(out), "--inline", "--strict")
    assert strict.exit_code == Exit.MISSING
    assert planned.scalars(select(PrintBatch)).all() == []
    assert not out.exists()


def test_a_wrong_call_and_a_failed_print_have_theirs(
    app: Flask, planned: Session, world: World, tmp_path: Path
) -> None:
    out = tmp_path / "信.pdf"
    assert run(app, "letters", "--grid", "999", "--out", str(out)).exit_code == Exit.USAGE
    assert run(app, "letters", "--grid", WEST, "--out", str(tmp_path / "无" / "信.pdf")).exit_code == Exit.USAGE
    planned.get_one(Household, world.households["west1-1"]).address = "很长的地址" * 40
    planned.commit()
    failed = run(app, "letters", "--grid", WEST1, "--out", str(out), "--inline")
    assert failed.exit_code == Exit.FAILED
    assert "赵甲" in failed.stderr
    assert not out.exists()


def test_an_order_that_has_no_room_on_disk_is_refused(
    app: Flask, planned: Session, world: World, tmp_path: Path
) -> None:
    kept = app.config["PORTAL"]
    app.config["PORTAL"] = dataclasses.replace(kept, files_url="/proc/portal")  # a file system without a free byte
    result = run(app, "letters", "--grid", WEST, "--out", str(tmp_path / "信.pdf"), "--inline")
    app.config["PORTAL"] = kept
    assert isinstance(result.exception, Refusal)
    assert "磁盘空间不足：印 6 份约需 50 MB，只剩 0 MB" in result.exception.message
    assert planned.scalars(select(PrintBatch)).all() == []
