"""Charts count what is in sight, tell every way of being met apart, and ask the database little."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, event, select
from sqlalchemy.orm import Session

from portal.campaigns.models import VisitTask
from portal.campaigns.rules import TaskState
from portal.figures.dashboard import CHARTS, OF_ISSUES
from portal.security import roles
from portal.visits.models import Visit
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.figures.campaign import open_campaign

LOOKERS = (roles.CENTRE, roles.LEADER, roles.HEAD, roles.MEMBER, roles.DEPARTMENT)
MOST = 14
"""SELECTs of one chart, with signing in and scope."""


@pytest.fixture
def asked(connection: Connection) -> Iterator[list[str]]:
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            found.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    yield found
    event.remove(connection, "before_cursor_execute", note)


def values(chart: Any) -> dict[str, dict[str, Any]]:
    return {each["name"]: dict(zip(chart["labels"], each["values"], strict=True)) for each in chart["series"]}


def test_progress_runs_from_day_to_day_beside_the_plan(session: Session, sign_in: SignIn, world: World) -> None:
    open_campaign(session, world)
    session.commit()
    found = values(sign_in(roles.CENTRE).get("/dashboard/chart/progress").json)
    assert [found["已入户"][f"2026-03-{day:02}"] for day in (1, 10, 11, 12)] == [0, 2, 3, 3]
    assert found["已电话联系"]["2026-04-30"] == 2
    assert found["平均进度（参考）"]["2026-04-30"] == 11
    assert found["不在家"]["2026-03-10"] == 1


def test_villages_tell_every_way_apart(session: Session, sign_in: SignIn, world: World) -> None:
    open_campaign(session, world)
    session.commit()
    found = values(sign_in(roles.CENTRE).get("/dashboard/chart/villages").json)
    assert {name: each["西村"] for name, each in found.items()} == {
        "已入户": 2,
        "已电话联系": 1,
        "不在家": 1,
        "拒访": 0,
        "未走访": 1,
    }
    assert {name: each["东村"] for name, each in found.items()} == {
        "已入户": 1,
        "已电话联系": 1,
        "不在家": 0,
        "拒访": 1,
        "未走访": 3,
    }
    head = sign_in(roles.HEAD).get("/dashboard/chart/villages").json
    assert head["labels"] == ["西村"]


def test_who_left_after_the_last_day_stands_as_on_the_last_day(session: Session, sign_in: SignIn, world: World) -> None:
    open_campaign(session, world)
    left = session.scalars(select(VisitTask).where(VisitTask.state == TaskState.LEFT)).one()
    session.add(Visit(household_id=left.household_id, way="absent", visited_on=dt.date(2026, 3, 12)))
    session.flush()
    left.left_on, left.done_on = dt.date(2026, 5, 5), dt.date(2026, 3, 12)
    session.commit()
    centre = sign_in(roles.CENTRE)
    assert values(centre.get("/dashboard/chart/villages").json)["不在家"]["西村"] == 2
    assert values(centre.get("/dashboard/chart/progress").json)["不在家"]["2026-04-30"] == 2


def test_issues_stand_in_their_states_and_ages(sign_in: SignIn) -> None:
    client = sign_in(roles.CENTRE)
    assert values(client.get("/dashboard/chart/states").json)["未办结诉求"]["已登记"] == 1
    ages = values(client.get("/dashboard/chart/ages").json)["未办结诉求"]
    assert (ages["90 天以上"], sum(ages.values())) == (3, 3)
    late = client.get("/dashboard/chart/late").json
    assert values(late)["超期诉求"] == {"水利站": 1, "未交办": 1}
    levels = client.get("/dashboard/chart/late-levels").json
    assert values(levels)["超期诉求"] == {"网格": 2}
    assert "共 <strong>2</strong> 条" in client.get(levels["urls"][0]).text
    due = values(client.get("/dashboard/chart/timeliness?period=2026").json)
    assert (due["到期诉求"]["2026-03"], due["按期办理率"]["2026-03"], due["按期办理率"]["2026-04"]) == (4, 0, None)


def test_a_department_and_a_member_see_their_own(sign_in: SignIn) -> None:
    department, member = sign_in(roles.DEPARTMENT), sign_in(roles.MEMBER)
    assert sum(values(department.get("/dashboard/chart/states").json)["未办结诉求"].values()) == 1
    assert department.get("/dashboard/chart/villages").status_code == 404
    assert sum(values(member.get("/dashboard/chart/states").json)["未办结诉求"].values()) == 2


@pytest.mark.parametrize("role", LOOKERS)
def test_every_chart_has_its_table_and_asks_little(
    session: Session, sign_in: SignIn, world: World, role: str, asked: list[str]
) -> None:
    open_campaign(session, world)
    session.commit()
    client = sign_in(role)
    assert client.get("/dashboard/").status_code == 200
    for key in OF_ISSUES if role == roles.DEPARTMENT else CHARTS:
        asked.clear()
        chart = client.get(f"/dashboard/chart/{key}?period=2026").json
        assert len(asked) <= MOST, "\n".join(asked)
        table = client.get(f"/dashboard/table/{key}?period=2026").text
        assert chart["title"] in table
        assert all(label in table for label in chart["labels"])
        for url in chart["urls"]:
            assert url is None or client.get(url).status_code == 200, url


def test_the_page_asks_nobody_outside(sign_in: SignIn) -> None:
    page = sign_in(roles.CENTRE).get("/dashboard/").text
    assert "vendor/echarts/echarts.common.min.js" in page
    assert 'src="http' not in page


def test_nobody_reads_a_chart_without_signing_in(app: Any) -> None:
    client, header = app.test_client(), {"Accept": "application/json"}
    assert client.get("/dashboard/chart/states", headers=header).status_code == 401
    assert client.get("/dashboard/chart/states", headers=header).status_code == 401


def test_a_grid_or_campaign_out_of_sight_is_not_there(sign_in: SignIn, world: World) -> None:
    client = sign_in(roles.HEAD)
    for page in ("/dashboard/", "/dashboard/chart/states", "/analysis/", "/rates/"):
        assert client.get(f"{page}?grid={world.grids['east']}").status_code == 404
    assert client.get("/dashboard/chart/nope").status_code == 404


def test_the_home_page_shows_how_far_a_campaign_is(session: Session, sign_in: SignIn, world: World) -> None:
    open_campaign(session, world)
    session.commit()
    for role, told in (
        (roles.CENTRE, "已入户 3/11（27.3%） · 电话 2 · 不在家 1"),
        (roles.HEAD, "已入户 2/5（40.0%） · 电话 1 · 不在家 1"),
    ):
        page = sign_in(role).get("/").text
        assert told in page
        assert "/dashboard/?campaign=" in page


def test_an_empty_chart_says_what_to_do_next(sign_in: SignIn) -> None:
    empty = sign_in(roles.CENTRE).get("/dashboard/chart/progress").get_json()
    assert (empty["empty"], empty["hint_url"]) == (True, "/campaignview/list/")
    assert "开展活动" in empty["hint"]
