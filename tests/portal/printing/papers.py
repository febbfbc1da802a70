"""What the printing tests share: the plan in force, and what stands on the pages of a PDF."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from portal.foundation.clock import now
from portal.foundation.database import db
from portal.plans.models import PlanVersion
from seeds.loading import available_profiles
from tests.fixtures.application import provisioned
from tests.fixtures.world import World, make_world


def apply_plan(session: Session, number: int = 1, changed: tuple[str, str] = ("", "")) -> PlanVersion:
    """Put the first profile in force as it is, or with `changed`: words of it and what stands in their place."""
    text = available_profiles()["longcheng"].read_text("utf-8").replace(*changed)
    digest = hashlib.sha256(text.encode()).hexdigest()
    version = PlanVersion(
        key="longcheng", number=number, title="龙城镇", content=text, resolved=text, digest=digest, applied_at=now()
    )
    session.add(version)
    session.flush()
    return version


@contextmanager
def lasting(folder: Path, url: str = "") -> Iterator[tuple[Flask, World]]:
    """A portal with a plan and the small world in a database of its own, whose commits last; no broker runs."""
    with provisioned(folder, url) as app:
        with app.app_context():
            world = make_world(db.session())
            apply_plan(db.session())
            db.session.commit()
            db.session.remove()
        yield app, world


def pages_of(pdf: bytes, folder: Path) -> list[str]:
    """The text of each page, without white space, as pdftotext reads it."""
    path = folder / "read.pdf"
    path.write_bytes(pdf)
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, text=True).stdout
    return ["".join(page.split()) for page in text.split("\f")[:-1]]
