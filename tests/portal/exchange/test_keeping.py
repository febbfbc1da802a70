"""Files of imports go when their time is over, and with the import that was never made."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.exchange import services, upkeep
from portal.exchange.models import ImportRun
from portal.exchange.rules import KEPT_DAYS
from portal.foundation.clock import now
from portal.foundation.errors import OutOfScope, Refusal
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.portal.exchange.conftest import Desk, book

GOOD = {"所属网格": "西村第一网格", "户号": "701", "户主": "章一", "地址": "新路 1 号"}
BAD = {**GOOD, "户号": "702", "住户电话": "1"}
LATER = dt.timedelta(days=KEPT_DAYS, minutes=1)


def kept(folder: Path) -> list[str]:
    """Names of the stored files."""
    return sorted(path.name for path in folder.rglob("*.bin"))


def test_loading_leaves_one_book_and_it_goes_in_time(desk: Desk, own_files: Path) -> None:
    run = desk.load("households", book([GOOD, BAD]))
    assert run.book is not None
    assert kept(own_files) == [Path(run.book).name]
    assert upkeep.expire(now()) == 0
    assert upkeep.expire(now() + LATER) == 1
    run = desk.run(run.id)
    assert (run.state, run.book, kept(own_files)) == ("done", None, [])
    assert desk.undo(run.id).restored == 1


def test_what_nobody_confirms_goes_with_its_file(desk: Desk, session: Session, own_files: Path) -> None:
    run = desk.upload("households", book([GOOD]))
    assert run.stored is not None
    upkeep.tidy(now() + LATER)
    run = desk.run(run.id)
    assert (run.state, run.error, run.stored, kept(own_files)) == ("refused", upkeep.TOO_LATE, None, [])
    with pytest.raises(Refusal):
        services.confirm(session, run.id)
    session.rollback()


def test_a_failed_one_can_be_taken_back_but_not_taken_up_again(desk: Desk, session: Session, own_files: Path) -> None:
    run = desk.upload("households", book([GOOD]))
    failed = {"state": "failed", "resume": "importing", "finished_at": now() - LATER}
    session.execute(update(ImportRun).where(ImportRun.id == run.id).values(**failed))
    session.commit()
    assert (upkeep.expire(now()), kept(own_files)) == (1, [])
    with pytest.raises(Refusal):
        services.retry(session, run.id)
    session.rollback()
    assert desk.undo(run.id).state == "undone"


def test_taking_a_failed_one_back_removes_its_file(desk: Desk, session: Session, own_files: Path) -> None:
    run = desk.upload("households", book([GOOD]))
    failed = {"state": "failed", "resume": "importing"}
    session.execute(update(ImportRun).where(ImportRun.id == run.id).values(**failed))
    session.commit()
    assert (desk.undo(run.id).stored, kept(own_files)) == (None, [])


def test_an_upload_that_is_refused_leaves_no_file(
    sign_in: SignIn, own_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> None:
        raise OutOfScope("您没有导入这张表的权限")

    monkeypatch.setattr(services, "receive", refuse)
    client = sign_in(roles.CENTRE)
    answer = client.post("/importview/upload/households", data={"file": (io.BytesIO(book([GOOD])), "住户.xlsx")})
    assert (answer.status_code, kept(own_files)) == (403, [])
