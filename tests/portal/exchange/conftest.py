"""Files written as a clerk would, and an import walked through in this process."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_appbuilder.security.sqla.models import User
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session
from xlsxwriter import Workbook as Book

from portal.exchange import exporting, files, services
from portal.exchange.actors import COMMAND_LINE, Actor, actor_for
from portal.exchange.models import ImportFinding, ImportRun
from portal.exchange.source import sheet_version
from portal.exchange.steps import run_step
from portal.exchange.template import write_records
from portal.foundation.database import db
from portal.navigation import sheets
from portal.security.scope import set_scope
from tests.fixtures.world import World

Rows = Sequence[Mapping[str, Any]]


@pytest.fixture(autouse=True)
def own_files(app: Flask, tmp_path: Path) -> Iterator[Path]:
    """The application keeps its files in a folder of this test."""
    before = app.config["PORTAL"]
    app.config["PORTAL"] = dataclasses.replace(before, files_url=str(tmp_path / "files"))
    yield tmp_path / "files"
    app.config["PORTAL"] = before


@dataclass
class Desk:
    """Somebody at the portal with files to import."""

    session: Session
    actor: Actor

    def upload(self, key: str, content: bytes, name: str = "表.xlsx") -> ImportRun:
        """Upload a file and have it checked."""
        stored = services.keep_upload(io.BytesIO(content))
        self.actor.bind(self.session)
        run_id = services.receive(self.session, self.actor, sheets()[key], name, stored).id
        self._commit()
        run_step(run_id)
        return self.run(run_id)

    def load(self, key: str, content: bytes) -> ImportRun:
        """Upload, check and import."""
        run = self.upload(key, content)
        assert run.state == "checked", (run.state, run.error)
        services.confirm(self.session, run.id)
        self._commit()
        run_step(run.id)
        return self.run(run.id)

    def undo(self, run_id: int) -> ImportRun:
        """Take an import back."""
        services.undo(self.session, run_id)
        self._commit()
        run_step(run_id)
        return self.run(run_id)

    def run(self, run_id: int) -> ImportRun:
        """The import as it stands now."""
        return self.session.get_one(ImportRun, run_id, populate_existing=True)

    def findings(self, run: ImportRun) -> list[tuple[int, str, str]]:
        """(row, column, message) of what was found."""
        self.session.expire_all()
        statement = select(ImportFinding.row, ImportFinding.column, ImportFinding.message).order_by(ImportFinding.id)
        rows = self.session.execute(statement.where(ImportFinding.run_id == run.id))
        return [(row[0], row[1], row[2]) for row in rows]

    def export(self, key: str, full: bool = False) -> bytes:
        """All records that the person sees, in the layout that can be imported."""
        actor, target = dataclasses.replace(self.actor, full=full), io.BytesIO()
        actor.bind(self.session)
        made = sheets()[key].make(self.session, actor)
        ids = exporting.every_id(self.session, made)
        write_records(target, made.sheet, sheet_version(self.session), exporting.records(self.session, made, ids))
        set_scope(self.session, None)
        return target.getvalue()

    def book(self, run: ImportRun) -> bytes:
        """The workbook of problems."""
        assert run.book
        return b"".join(files.plain(run.book))

    def _commit(self) -> None:
        self.session.commit()
        set_scope(self.session, None)


@pytest.fixture
def desk(session: Session) -> Desk:
    """The command line."""
    return Desk(session, COMMAND_LINE)


@pytest.fixture
def desk_of(session: Session, world: World) -> Callable[[str], Desk]:
    """`desk_of("村级网格长")` -> that role's account."""

    def make(role: str) -> Desk:
        user_id = session.scalars(select(User.id).where(User.username == world.users[role])).one()
        actor = actor_for(session, user_id)
        db.session.rollback()
        return Desk(session, actor)

    return make


def book(rows: Rows) -> bytes:
    """A plain workbook: a header and rows."""
    header = list(dict.fromkeys(label for row in rows for label in row))
    return written([header, *([row.get(label) for label in header] for row in rows)])


def written(lines: Sequence[Sequence[Any]]) -> bytes:
    """A workbook of these lines, all as Excel would keep them."""
    target = io.BytesIO()
    made = Book(target, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    page = made.add_worksheet()
    for number, line in enumerate(lines):
        for column, value in enumerate(line):
            if value is not None and value != "":
                page.write(number, column, value)
    made.close()
    return target.getvalue()


def edited(content: bytes, change: Callable[[dict[str, Any]], None], more: Rows = ()) -> bytes:
    """The same workbook after somebody went through its rows, each by header, and added some."""
    lines: list[list[Any]] = [
        list(line) for line in CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    ]
    top = next(number for number, line in enumerate(lines) if "记录编号（请勿修改）" in line)
    header = [str(label).rstrip("*＊ ") for label in lines[top]]
    for number, line in enumerate(lines[top + 1 :], top + 1):
        row = dict(zip(header, line, strict=True))
        change(row)
        lines[number] = [row.get(label) for label in header]
    return written([*lines, *([extra.get(label) for label in header] for extra in more)])


def rows_of(content: bytes) -> list[dict[str, Any]]:
    """The rows of an exported workbook, by header."""
    found: list[dict[str, Any]] = []
    edited(content, lambda row: found.append(dict(row)))
    return found
