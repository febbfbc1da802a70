"""One town's plan, lived through the screens and the command line as its office would: every step is a sentence of a story."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from portal.foundation.clock import today
from portal.grids.models import Grid, GridLevel
from portal.households.models import CareCategory, Establishment, Household, Resident
from portal.issues.models import Issue, IssueCategory
from portal.members.models import Assignment, Member
from portal.plans.models import PlanVersion
from portal.printing import assembling, rendering, services
from portal.printing.models import PrintBatch
from portal.printing.rules import PrintKind
from portal.printing.store import Store
from portal.security import roles
from seeds.loading import available_profiles, load_profile
from tests.fixtures.terminal import Terminal
from tests.fixtures.world import PASSWORD
from tests.portal.printing.papers import pages_of

CLERK = "周文员"
REASON = "再印一遍来看"
Row = TypeVar("Row")


class Story:
    """A plan in force on an empty portal, with one clerk of the centre signed in. Names of people are made up."""

    def __init__(self, app: Flask, session: Session, terminal: Terminal, folder: Path, key: str) -> None:
        self.app, self.session, self.terminal, self.folder = app, session, terminal, folder
        self.key, self.plan = key, load_profile(available_profiles()[key])
        self._apply()
        self._grow()
        self.client = self._clerk()

    # The plan

    def _apply(self) -> None:
        """Applied from the command line; a second time changes nothing."""
        assert self.terminal("plan", "apply", self.key)[0] == 0
        assert self.terminal("plan", "apply", self.key)[0] == 0
        assert self.count(PlanVersion) == 1

    def _grow(self) -> None:
        """The top of the tree, with its official codes, as the plan names it; a second time nothing is added."""
        assert self.terminal("plan", "grids")[0] == 0
        assert self.count(Grid) == len(self.plan.areas)
        assert self.terminal("plan", "grids")[0] == 0
        assert self.count(Grid) == len(self.plan.areas)

    def _clerk(self) -> FlaskClient:
        manager: Any = self.app.extensions["appbuilder"].sm
        user = manager.add_user(
            "clerk", CLERK[1:], CLERK[0], "clerk@example.invalid", manager.find_role(roles.CENTRE), PASSWORD
        )
        root = self.session.scalars(select(Grid).where(Grid.parent_id.is_(None)).order_by(Grid.id)).first()
        assert root is not None
        role = next(role.key for role in self.plan.roles if role.acts_as == "centre")
        self.session.add(Member(
            name=CLERK, sex="female", grid_id=root.id, phone="13800000001", user_id=user.id,
            assignments=[Assignment(grid_id=root.id, duty="centre", role=role, starts_on=today())],
        ))  # fmt: skip
        self.session.commit()
        client = self.app.test_client()
        answer = client.post("/login/", data={"username": "clerk", "password": PASSWORD})
        assert answer.status_code == 302, answer.text
        return client

    # Grids

    def grid(self, code: str) -> Grid:
        """The grid with this code."""
        return self.session.scalars(select(Grid).where(Grid.code == code)).one()

    def level(self, key: str) -> GridLevel:
        """The level with this key."""
        return self.session.scalars(select(GridLevel).where(GridLevel.key == key)).one()

    def add_grid(self, level: str, under: str, name: str, **values: Any) -> str:
        """Draw up a grid without giving a code; the code that the portal gave it."""
        form = self._grid_form(level, under, name, values)
        self.accepted("/gridview/add", form)
        return self.newest(Grid).code

    def refuse_grid(self, level: str, under: str, name: str, **values: Any) -> str:
        """What the portal says against such a grid."""
        return self.refused("/gridview/add", self._grid_form(level, under, name, values))

    def _grid_form(self, level: str, under: str, name: str, values: dict[str, Any]) -> dict[str, Any]:
        kind = self.plan.grid_kinds[0].key
        return {
            "parent": self.grid(under).id,
            "level": self.level(level).id,
            "name": name,
            "kind": kind,
            "code": "",
            **values,
        }

    def ladder(self, village: str) -> str:
        """One grid on every level below this village, down to where people are visited; the code of the lowest."""
        code, below = village, False
        for level in self.plan.levels:
            if below:
                code = self.add_grid(level.key, code, f"第一{level.short}")
            below = below or level.key == self.grid(village).level.key
            if level.visits:
                break
        return code

    # Households, residents, establishments

    def add_household(self, grid: str, head: str, **values: Any) -> int:
        """Register a household with the fields of the plan (`x_…`)."""
        form = {"grid": self.grid(grid).id, "head_name": head, "address": f"{head}家", "kind": "resident", **values}
        self.accepted("/householdview/add", form)
        return self.newest(Household).id

    def add_resident(self, household: int, name: str, care: tuple[str, ...] = (), **values: Any) -> int:
        """Register somebody of the household, in care categories by code."""
        ids = [self.session.scalars(select(CareCategory.id).where(CareCategory.code == code)).one() for code in care]
        form = {"household": household, "name": name, "relation": "other", "sex": "female", "care": ids, **values}
        self.accepted("/residentview/add", form)
        return self.newest(Resident).id

    def add_establishment(self, grid: str, name: str, kind: str, **values: Any) -> int:
        """Register a unit of one of the plan's kinds."""
        self.accepted("/establishmentview/add", {"grid": self.grid(grid).id, "name": name, "kind": kind, **values})
        return self.newest(Establishment).id

    # People

    def appoint(self, name: str, role: str, grid: str, **values: Any) -> int:
        """A member takes a role of the plan for a grid."""
        place = self.grid(grid).id
        member = self.session.scalars(select(Member).where(Member.name == name)).one_or_none()
        if member is None:
            phone = f"1390000{self.count(Member):04}"
            self.accepted("/memberview/add", {
                "name": name, "grid": place, "sex": "female", "ethnicity": "汉族", "employment": "part", "phone": phone,
            })  # fmt: skip
            member = self.newest(Member)
        self.accepted("/assignmentview/add", self._assignment(member.id, role, place, values))
        return self.newest(Assignment).id

    def refuse_appointment(self, name: str, role: str, grid: str, **values: Any) -> str:
        """What the portal says against appointing a member who is on record."""
        member = self.session.scalars(select(Member).where(Member.name == name)).one()
        return self.refused("/assignmentview/add", self._assignment(member.id, role, self.grid(grid).id, values))

    def _assignment(self, member: int, role: str, grid: int, values: dict[str, Any]) -> dict[str, Any]:
        return {"member": member, "grid": grid, "role": role, "starts_on": today().isoformat(), **values}

    # Issues

    def register_issue(self, household: int, category: str, **values: Any) -> Issue:
        """Register an issue of this category (by code); it knows its limit, and the version it was judged by."""
        found = self.session.scalars(select(IssueCategory).where(IssueCategory.code == category)).one()
        self.accepted("/issueview/add", {
            "household": household, "grid": self.session.get_one(Household, household).grid_id, "category": found.id,
            "source": self.plan.casework.sources[0].key, "title": f"{found.name}一件", "text": "请帮忙看一看", "alike": "none", **values,
        })  # fmt: skip
        issue = self.newest(Issue)
        assert issue.plan_version_id == self.session.scalars(select(PlanVersion.id)).one()
        return issue

    # Paper

    def letters(self, grid: str) -> list[str]:
        """The pages of the letters for a grid and all below, without white space."""
        return self._printed(
            services.order(self.session, PrintKind.LETTERS, self.grid(grid).id, by=CLERK, reason=REASON)
        )

    def cards(self, grid: str) -> list[str]:
        """The sheets of contact cards for a grid and all below."""
        return self._printed(services.order(self.session, PrintKind.CARDS, self.grid(grid).id, by=CLERK, reason=REASON))

    def _printed(self, batch: PrintBatch) -> list[str]:
        store = Store(str(self.folder / "files"), keep_days=30)
        self.session.commit()
        for chunk_id in services.chunk_ids(self.session, batch.id):
            rendering.print_chunk(chunk_id, store)
        assembling.assemble(batch.id, store)
        self.session.expire_all()
        assert batch.state == "ready", batch.error
        return pages_of(store.read(str(batch.output)), self.folder)

    # Registers and pages

    def register(self, screen: str, **search: Any) -> list[dict[str, Any]]:
        """The rows of a list as the office exports them: label -> value."""
        answer = self.client.get(f"/{screen}/export", query_string=search)
        assert answer.status_code == 200, answer.text
        _title, head, *rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
        return [dict(zip(map(str, head), row, strict=True)) for row in rows]

    def page(self, address: str) -> str:
        """The words of a page, without white space."""
        answer = self.client.get(address)
        assert answer.status_code == 200, answer.text
        return re.sub(r"\s", "", re.sub(r"<[^>]+>", " ", answer.text))

    def check(self) -> str:
        """What `portal grids check` says about codes, sizes and boundaries."""
        return self.terminal("grids", "check")[1]

    def accepted(self, address: str, form: dict[str, Any]) -> None:
        """Send a form that must be taken."""
        answer = self.client.post(address, data=form)
        assert answer.status_code == 302, self._said(answer.text)
        self.session.expire_all()

    def refused(self, address: str, form: dict[str, Any]) -> str:
        """Send a form that must be refused; what is said, without white space."""
        answer = self.client.post(address, data=form)
        assert answer.status_code == 422, answer.status_code
        return self._said(answer.text)

    def _said(self, page: str) -> str:
        return re.sub(r"\s", "", re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL))

    def newest(self, model: type[Row]) -> Row:
        """The row made last."""
        key = inspect(model).primary_key[0]
        return self.session.scalars(select(model).order_by(key.desc()).limit(1)).one()

    def count(self, model: type[Any]) -> int:
        """How many rows there are."""
        return self.session.scalar(select(func.count()).select_from(model)) or 0
