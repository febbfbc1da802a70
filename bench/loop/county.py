"""A county with so many visits and issues on top of its demo, written by the portion."""

from __future__ import annotations

import base64
import datetime as dt
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.orm import Session

from config import Config
from portal import create_app
from portal.campaigns.models import Campaign, VisitTask
from portal.campaigns.rules import TaskState
from portal.cli.steps import provision_database
from portal.demo import loading, people
from portal.foundation.clock import now, today
from portal.foundation.database import db
from portal.grids.models import Grid
from portal.households.models import Household
from portal.issues.models import Department, Issue, IssueCategory, IssueEvent
from portal.visits.models import Visit

HOMES, PORTION = 20_000, 20_000
WAYS = ("home", "home", "home", "home", "home", "phone", "phone", "absent", "absent", "refused")
STAGES = (("registered", "new"), ("assigned", "working"), ("handled", "answered"), *((("closed", "closed"),) * 7))
OUTCOMES = ("solved", "solved", "partly", "explained")
SATISFACTION = ("satisfied", "satisfied", "neutral", "dissatisfied")
TITLES = ("路灯不亮", "垃圾清运", "道路破损", "邻里纠纷", "排水不畅")


def config(folder: Path) -> Config:
    """A portal whose instance is this folder."""
    key = base64.urlsafe_b64encode(b"bench-key-" * 3 + b"12").decode()
    given = {"INSTANCE": str(folder), "SECRET_KEY": "bench " * 8, "DATA_KEY": key, "DEMO": "1"}
    return Config.from_env(given | {"DATABASE_URL": os.environ.get("DATABASE_URL", "")})


def make_place(folder: Path, visits: int, issues: int) -> Flask:
    """The demo of a county with so many visits and issues on top."""
    for _step in provision_database(config(folder)):
        pass
    app = create_app(config(folder))
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        session = db.session()
        loading.load_demo(session, today(), "wangjiang", HOMES)
        people.make_accounts(session)
        homes = session.execute(select(Household.id, Household.grid_id).order_by(Household.id)).all()
        categories = list(session.scalars(select(IssueCategory.id).order_by(IssueCategory.id)))
        departments = list(session.scalars(select(Department.id).order_by(Department.id)))
        after = session.scalar(text("SELECT coalesce(max(id), 0) FROM issue")) or 0
        connection = session.connection()
        fill(connection, Visit.__table__, (visit(n, homes[n % len(homes)].id) for n in range(visits)))
        made = (issue(n, after, homes[n * 7 % len(homes)], categories, departments) for n in range(issues))
        fill(connection, Issue.__table__, made)
        fill(connection, IssueEvent.__table__, (told for n in range(issues) for told in events(n, after)))
        campaign = begun(session)
        fill(connection, VisitTask.__table__, (task(n, campaign.id, home) for n, home in enumerate(homes)))
        session.execute(text("ANALYZE"))
        db.session.commit()
    return app


def begun(session: Session) -> Campaign:
    """A campaign for the whole county that runs since two months."""
    top = session.scalars(select(Grid).where(Grid.parent_id.is_(None))).one()
    campaign = Campaign(
        key="county", name="入户走访", grid=top, starts_on=today() - dt.timedelta(days=60), ends_on=today() + dt.timedelta(days=30),
        opened_at=now(), opened_by="某",
    )  # fmt: skip
    session.add(campaign)
    session.flush()
    return campaign


def task(number: int, campaign_id: int, home: Any) -> dict[str, Any]:
    """One home of the campaign; two of three have been met."""
    met = number % 3 > 0
    return {
        "campaign_id": campaign_id, "object": "home", "subject": f"h{home.id}", "household_id": home.id, "grid_id": home.grid_id,
        "state": TaskState.VISITED if met else TaskState.OPEN, "joined_on": today() - dt.timedelta(days=60),
        "done_on": today() - dt.timedelta(days=number % 60) if met else None,
    }  # fmt: skip


def visit(number: int, home: int) -> dict[str, Any]:
    """One visit."""
    way = WAYS[number // 7 % 10]
    said = SATISFACTION[number % 4] if way == "home" else None
    return {
        "household_id": home,
        "visited_on": today() - dt.timedelta(days=number * 31 % 730),
        "way": way,
        "satisfaction": said,
        "note": "情况正常",
    }


def issue(number: int, after: int, home: Any, categories: list[int], departments: list[int]) -> dict[str, Any]:
    """One issue."""
    state, stage = STAGES[number % 10]
    start, done = (
        dt.datetime.combine((today() - dt.timedelta(days=number * 31 % 730)), dt.time(9)),
        stage in ("answered", "closed"),
    )
    return {
        "id": after + 1 + number, "number": f"B{number:08}", "source": "visit", "grid_id": home.grid_id, "household_id": home.id,
        "category_id": categories[number % len(categories)], "department_id": departments[number % len(departments)] if number % 10 else None,
        "title": f"{TITLES[number % 5]}{number}", "text": "请尽快处理", "state": state, "stage": stage, "registered_at": start,
        "due_on": start.date() + dt.timedelta(days=7), "handled_at": start + dt.timedelta(days=number % 12) if done else None,
        "outcome": OUTCOMES[number % 4] if done else None, "closed_at": start + dt.timedelta(days=15) if stage == "closed" else None,
    }  # fmt: skip


def events(number: int, after: int) -> Iterator[dict[str, Any]]:
    """Its history: registered, and revisited when it is over."""
    start = dt.datetime.combine((today() - dt.timedelta(days=number * 31 % 730)), dt.time(9))
    common = {"issue_id": after + 1 + number, "actor": "某"}
    yield {**common, "at": start, "action": "register", "to_state": "registered", "satisfaction": None}
    if STAGES[number % 10][1] == "closed":
        yield {
            **common,
            "at": start,
            "action": "revisit",
            "to_state": "handled",
            "satisfaction": SATISFACTION[number % 4],
        }


def fill(connection: Connection, table: Any, rows: Iterator[dict[str, Any]]) -> None:
    """Insert in portions."""
    while portion := list(islice(rows, PORTION)):
        connection.execute(insert(table), portion)
