"""Searches of the list: by level, by what waits for oneself, by what is pointed out. The home page counts the same."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from portal.desk.services import reminders
from portal.foundation.clock import now, today
from portal.issues.models import Issue
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.issues.conftest import Register, Take


def listed(sign_in: SignIn, role: str, search: str) -> set[str]:
    """The titles that a role finds."""
    rows = sign_in(role).get(f"/api/v1/issue/?q=(filters:!(({search})))").json["result"]
    return {row["title"] for row in rows}


def test_issues_are_found_by_the_level_that_holds_them(
    sign_in: SignIn, session: Session, register: Register, take: Take
) -> None:
    for title, climbs in (("在网格", 0), ("在村", 1), ("在镇", 2)):
        issue = register(title=title)
        for _ in range(climbs):
            take(issue, "pass_up")
    session.commit()
    found = {
        level: listed(sign_in, roles.CENTRE, f"col:holder_level,opr:eq,value:{level}")
        for level in ("grid", "village", "town")
    }
    assert {level: {title for title in titles if title[0] == "在"} for level, titles in found.items()} == {
        "grid": {"在网格"}, "village": {"在村"}, "town": {"在镇"},
    }  # fmt: skip
    assert "west1 第 0 件" in found["grid"]  # nobody has passed it on: its own grid holds it
    mine = {role: listed(sign_in, role, "col:mine,opr:truth,value:y") for role in (roles.HEAD, roles.CENTRE)}
    assert mine == {roles.HEAD: {"在村"}, roles.CENTRE: {"在镇"}}
    assert "在村" in sign_in(roles.HEAD).get("/issueview/list/?_flt_0_mine=y&_flt_0_holder_level=village").text


@pytest.mark.parametrize("column", ["overdue", "due_soon", "step_overdue", "pause_over", "urged"])
def test_every_reminder_counts_what_its_list_shows(
    session: Session, sign_in: SignIn, world: World, column: str
) -> None:
    given: tuple[dict[str, object], ...] = (
        {"due_on": today() - dt.timedelta(days=1)}, {"due_on": today()}, {"step_due_on": today() - dt.timedelta(days=1)},
        {"stage": "paused", "state": "paused", "paused_at": now(), "paused_until": today() - dt.timedelta(days=1)},
        {"urged_at": now()}, {"due_on": None}, {"due_at": now() - dt.timedelta(minutes=1), "due_on": today()},
    )  # fmt: skip
    for number, values in enumerate(given):
        start: dict[str, object] = {
            "number": f"T{number}", "grid_id": world.grids["west1"], "category_id": world.others["category"], "title": f"第 {number} 件",
            "text": "x", "registered_at": now(), "due_on": today() + dt.timedelta(days=60),
        }  # fmt: skip
        session.add(Issue(**{**start, **values}))
    session.commit()
    yes = listed(sign_in, roles.CENTRE, f"col:{column},opr:truth,value:y")
    no = listed(sign_in, roles.CENTRE, f"col:{column},opr:truth,value:n")
    assert len(yes) == getattr(reminders(session, now()), column) > 0
    assert not yes & no
    assert len(yes) + len(no) == len(given) + 4
