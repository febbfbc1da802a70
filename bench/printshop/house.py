"""A portal with as many made-up households as wanted, spread over the visited grids of a demo."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select, text

from config import Config
from portal import create_app
from portal.cli.steps import provision_database
from portal.demo import loading
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.grids.models import Grid, GridLevel
from portal.households.models import Household
from portal.jobs.transactions import transaction
from portal.printing import orders, services
from portal.printing.household_check import preview_grid
from portal.printing.rules import PrintKind

PORTION, BY = 20_000, "量速度"
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈", "建国秀英志强桂兰明华玉梅海涛"


def settings_of(folder: Path) -> dict[str, str]:
    """The environment of a portal whose instance is this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    key = base64.urlsafe_b64encode(b"bench-key-" * 3 + b"12").decode()
    given = {
        "INSTANCE": str(folder),
        "SECRET_KEY": "bench " * 8,
        "DATA_KEY": key,
        "PUBLIC_URL": "https://wg.example.cn",
    }
    return given | {"DATABASE_URL": os.environ.get("DATABASE_URL", ""), "FILES_URL": str(folder / "files")}


def make_house(environment: Mapping[str, str], households: int, plan: str = "dongye") -> Flask:
    """Provision, load a small demo for its tree and people, and fill its grids with exactly so many households."""
    config = Config.from_env(environment)
    for _step in provision_database(config):
        pass
    app = create_app(config)
    with app.app_context():
        session = db.session()
        loading.load_demo(session, today(), plan, 300)
        grids = list(session.scalars(select(Grid.id).join(Grid.level).where(GridLevel.visits).order_by(Grid.code)))
        have = session.scalar(select(func.count(Household.id)).where(Household.kind != "vacant")) or 0
        rows = (_home(number, grids[number % len(grids)]) for number in range(max(0, households - have)))
        while portion := list(islice(rows, PORTION)):
            session.connection().execute(insert(Household.__table__), portion)
        session.execute(text("ANALYZE"))
        db.session.commit()
    return app


def _home(number: int, grid_id: int) -> dict[str, Any]:
    name = SURNAMES[number % 10] + GIVEN[number // 10 % 14] + GIVEN[number // 140 % 14]
    return {
        "grid_id": grid_id, "code": f"B{number:07}", "walking_order": number, "head_name": name,
        "address": f"幸福路{number // 40 + 1}号{number % 40 + 1}室",
    }  # fmt: skip


def letters_ordered(per_chunk: int) -> set[str]:
    """Order letters for everybody; the codes on them (grid and household)."""
    with transaction(reading=True) as session:
        top = session.scalars(select(Grid.id).where(Grid.parent_id.is_(None))).one()
        preview = replace(preview_grid(session, PrintKind.LETTERS, top), reason="试验")
        rows = session.execute(select(Household.id, Grid.code, Household.code.label("own")).join(Household.grid)).all()
        codes = {row.id: f"{row.code}-{row.own}" for row in rows}
    with transaction() as session:
        place = orders.place_order if preview.parts else services.place
        place(session, preview, BY, per_chunk)
    return {codes[subject] for subject in preview.subjects}
