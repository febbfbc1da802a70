"""Fixtures of printing: the plan in force, a store of their own, and a way to render in this process."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.printing.store import Store
from tests.portal.printing.papers import apply_plan


@pytest.fixture
def planned(session: Session) -> Session:
    """A session without scope on a database whose plan is applied."""
    apply_plan(session)
    session.commit()
    return session


@pytest.fixture
def store(app: Flask, tmp_path: Path) -> Store:
    """A store in a folder of this test, which keeps files for 30 days."""
    return Store(str(tmp_path / "files"), keep_days=30)


@pytest.fixture
def own_store(app: Flask, tmp_path: Path) -> Iterator[Path]:
    """The application keeps its files in a folder of this test."""
    before = app.config["PORTAL"]
    app.config["PORTAL"] = dataclasses.replace(before, files_url=str(tmp_path / "files"))
    yield tmp_path / "files"
    app.config["PORTAL"] = before
