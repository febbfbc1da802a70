"""The page of rates: within scope, and every number opens exactly the rows it counts."""

from __future__ import annotations

import html
import io
import re

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import Connection, event, select
from sqlalchemy.orm import Session

from portal.figures.openings import LISTED, SCREENS, Opening, read
from portal.figures.rates import axes_of, count, rates_of
from portal.foundation.audit import AuditEntry
from portal.security import roles
from portal.security.scope import Scope, set_scope
from tests.fixtures.people import SignIn
from tests.fixtures.profiles import put_in_force
from tests.fixtures.world import World
from tests.portal.figures.campaign import YEAR, at, open_campaign

LOOKERS = (roles.CENTRE, roles.LEADER, roles.HEAD, roles.MEMBER, roles.DEPARTMENT)


def total(page: str) -> int:
    found = re.search(r"共 <strong>([0-9]+)</strong>", page)
    return int(found[1]) if found else 0


def seen(session: Session, world: World, role: str, measure: str) -> int | None:
    """What the measure counts within the scope of the role."""
    scopes = {
        roles.CENTRE: Scope(paths=(at(session, world, "town").grid,)), roles.HEAD: Scope(paths=(at(session, world, "west").grid,)),
        roles.DEPARTMENT: Scope(departments=(world.others["department"],)),
    }  # fmt: skip
    set_scope(session, scopes[role])
    found = count(session, measure, YEAR)
    set_scope(session, None)
    return found


def test_an_opening_reads_back_as_it_was_written(session: Session, world: World) -> None:
    ground = at(session, world, "west").within(
        member_id=3, department_id=0, category_id=7, issue_class="", campaign_id=2
    )
    what = Opening("issues_closed", "issues_registered", ground)
    read_back = read(what.text)
    assert (read_back.measure, read_back.among, read_back.ground) == ("issues_closed", "issues_registered", ground)
    assert len(what.text) <= 100


@pytest.mark.parametrize("text", ["", "x", "issues_closed~~20260101", "nope~~20260101~20261231", "issues_closed~~20260101~99991231",
                                  "issues_closed~~2026~20261231",
                                  "issues_closed~~20260101~20261231~gx", "issues_closed~~20260101~20261231~z1"])  # fmt: skip
def test_nonsense_in_the_address_is_refused(sign_in: SignIn, text: str) -> None:
    answer = sign_in(roles.CENTRE).get(f"/issueview/list/?_flt_0_counted={text or '~'}")
    assert answer.status_code == 400


def test_a_list_is_not_opened_by_the_number_of_another(sign_in: SignIn) -> None:
    what = Opening("records_due", "", YEAR).text
    assert sign_in(roles.CENTRE).get(f"/issueview/list/?_flt_0_counted={what}").status_code == 400


@pytest.mark.parametrize("role", [roles.CENTRE, roles.HEAD, roles.DEPARTMENT])
def test_a_number_opens_exactly_the_rows_it_counts(
    app: Flask, session: Session, sign_in: SignIn, world: World, role: str
) -> None:
    open_campaign(session, world)
    session.commit()
    client = sign_in(role)
    views = {type(view).__name__: view for view in app.extensions["appbuilder"].baseviews}
    for measure, what in LISTED.items():
        screen = views.get(SCREENS[what.source.key])
        if screen is None:
            continue
        url = f"{screen.route_base}/list/?_flt_0_counted={Opening(measure, '', YEAR).text}"
        answer = client.get(url)
        if answer.status_code == 200 and measure not in {"visits_done", "visits_due"}:
            assert total(answer.text) == seen(session, world, role, measure), measure


def test_the_page_of_all_rates_shows_numbers_that_open(session: Session, sign_in: SignIn) -> None:
    put_in_force(session)
    client = sign_in(roles.CENTRE)
    page = client.get("/rates/?period=2026").text
    assert "问题办结率" in page or "办结率" in page
    links = [html.unescape(each) for each in re.findall(r'href="([^"]*_flt_0_counted=[^"]*)"', page)]
    assert links
    for each in links:
        assert client.get(each).status_code == 200
    assert "统计口径" in client.get(links[0]).text
    assert "统计口径" not in client.get("/issueview/list/").text


@pytest.mark.parametrize("role", LOOKERS)
def test_every_rate_opens_by_every_axis_for_every_role(
    session: Session, sign_in: SignIn, world: World, role: str
) -> None:
    put_in_force(session)
    client = sign_in(role)
    for section in rates_of(session):
        for axis in axes_of(section):
            answer = client.get(f"/rates/?rate={section.key}&axis={axis}&period=2026")
            assert answer.status_code == 200
            if role in (roles.HEAD, roles.MEMBER):
                assert "东村" not in answer.text
                assert "陈东一" not in answer.text


def test_what_is_out_of_sight_is_not_there(sign_in: SignIn, world: World) -> None:
    client = sign_in(roles.HEAD)
    assert client.get(f"/rates/?grid={world.grids['east']}").status_code == 404
    assert client.get("/rates/?campaign=999").status_code == 404
    for nonsense in ("period=2026Q5", "period=c999", "grid=x", "rate=nope", "from=2026-03-01&to=2026-02-01"):
        assert client.get(f"/rates/?{nonsense}").status_code == 400


def test_a_rate_is_exported_with_its_total_and_logged(session: Session, sign_in: SignIn) -> None:
    put_in_force(session)
    section = next(each for each in rates_of(session) if each.denominator == "records_due")
    answer = sign_in(roles.CENTRE).get(f"/rates/export?rate={section.key}&axis=village&period=2026")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert rows[1][:1] == ["村（社区）"]
    assert [row[:4] for row in rows[2:]] == [["西村", 6, 6, 1], ["东村", 6, 6, 1], ["合计", 12, 12, 1]]
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (entry.deed, section.name in entry.label) == ("export", True)


def test_pages_of_figures_ask_little(session: Session, connection: Connection, sign_in: SignIn) -> None:
    """Two questions a rate at most, whatever the number of grids; the warnings a fixed number."""
    put_in_force(session)
    client, asked = sign_in(roles.CENTRE), []
    event.listen(connection, "before_cursor_execute", lambda *told: asked.append(told[2]))
    number = len(rates_of(session))
    for page, most in (("/rates/?period=2026", 14 + 2 * number), ("/analysis/?period=2026-03", 60)):
        asked.clear()
        assert client.get(page).status_code == 200
        found = [each for each in asked if each.lstrip().upper().startswith(("SELECT", "WITH"))]
        assert len(found) <= most, "\n".join(found)
