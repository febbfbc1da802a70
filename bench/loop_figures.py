"""1,000,000 visits and 200,000 issues: lists, search, rates, dashboard, warnings and export, beside the same counts as plain SQL.

    python bench/loop_figures.py [visits [issues]]

On SpatiaLite, or on the empty PostGIS database that DATABASE_URL names. The tree is that of the demo of a county; every number is
made by arithmetic, the people are made up. Pages are asked for as the centre's staff, with scope, sign-in and template; the peer is
the bare statements on the same connection, without any of these. Best of three, the first one told apart; ratios within one run.
"""

from __future__ import annotations

import datetime as dt
import io
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from flask.testing import FlaskClient
from sqlalchemy import Engine, event, text

from portal.demo import people
from portal.foundation.clock import today
from portal.foundation.database import db
from reports.workbooks import Column, write_table

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

VISITS, ISSUES, TIMES = 1_000_000, 200_000, 3

OPEN = "stage IN ('new', 'working', 'paused', 'answered')"
YEAR = f"'{today().year}-01-01' AND '{today().year}-12-31'"
OF_CHARTS = (
    "SELECT state, done_on, count(*) FROM visit_task GROUP BY 1, 2", "SELECT grid_id, state, count(*) FROM visit_task GROUP BY 1, 2",
    f"SELECT state, count(*) FROM issue WHERE {OPEN} GROUP BY 1", f"SELECT date(registered_at), count(*) FROM issue WHERE {OPEN} GROUP BY 1",
    "SELECT department_id, count(*) FROM issue WHERE stage IN ('new', 'working') AND due_on < CURRENT_DATE GROUP BY 1",
    "SELECT grid_id, count(*) FROM issue WHERE stage IN ('new', 'working') AND due_on < CURRENT_DATE GROUP BY 1",
    f"SELECT category_id, count(*) FROM issue WHERE date(registered_at) BETWEEN {YEAR} GROUP BY 1",
    f"SELECT issue_class, count(*) FROM issue WHERE date(registered_at) BETWEEN {YEAR} GROUP BY 1",
    f"SELECT outcome, count(*) FROM issue WHERE date(registered_at) BETWEEN {YEAR} GROUP BY 1",
    f"SELECT due_on, count(*) FROM issue WHERE due_on BETWEEN {YEAR} GROUP BY 1",
    f"SELECT satisfaction, count(*) FROM issue_event WHERE action = 'revisit' AND date(at) BETWEEN {YEAR} GROUP BY 1",
)  # fmt: skip
BY_GRID = f"SELECT grid_id, count(*), sum(CASE WHEN stage = 'closed' THEN 1 ELSE 0 END) FROM issue WHERE date(registered_at) BETWEEN {YEAR} GROUP BY 1"


def page_of(table: str, order: str, where: str = "1 = 1") -> tuple[str, ...]:
    """A list's page and its count."""
    found = f"FROM {table} WHERE {where}"
    return f"SELECT * {found} ORDER BY {order} DESC LIMIT 20", f"SELECT count(*) {found}"


def asking(statements: tuple[str, ...]) -> Callable[[Engine], None]:
    """The bare statements."""

    def ask(engine: Engine) -> None:
        with engine.connect() as connection:
            for each in statements:
                connection.execute(text(each)).all()

    return ask


def export(engine: Engine) -> None:
    """The rows of a month as a workbook, as they come."""
    wanted = f"SELECT number, title, state, registered_at FROM issue WHERE registered_at >= '{today() - dt.timedelta(days=30)}'"
    columns = [Column(name, name) for name in ("number", "title", "state", "registered_at")]
    with engine.connect() as connection:
        rows = connection.execute(text(wanted))
        write_table(io.BytesIO(), "诉求", columns, ([str(cell) for cell in row] for row in rows))


CHARTS = (
    "progress", "villages", "states", "ages", "late", "late-levels", "categories", "classes", "outcomes", "timeliness", "satisfaction",
)  # fmt: skip


def steps() -> list[tuple[str, tuple[str, ...], Callable[[Engine], None]]]:
    """Name, addresses, and the peer."""
    since = today() - dt.timedelta(days=30)
    return [
        ("home page", ("/",), asking((*OF_CHARTS, BY_GRID))),
        ("issues, list", ("/issueview/list/",), asking(page_of("issue", "registered_at"))),
        (
            "issues, search",
            ("/issueview/list/?_flt_0_title=路灯",),
            asking(page_of("issue", "registered_at", "title LIKE '%路灯%'")),
        ),
        ("visits, list", ("/visitview/list/",), asking(page_of("visit", "visited_on"))),
        ("rate by grid", ("/rates/?rate=solving_rate&axis=grid",), asking((BY_GRID,))),
        ("rates, all", ("/rates/",), asking((BY_GRID,) * 4)),
        ("dashboard", tuple(f"/dashboard/chart/{each}" for each in CHARTS), asking(OF_CHARTS)),
        ("warnings", ("/analysis/",), asking(OF_CHARTS)),
        ("issues, export", (f"/issueview/export?_flt_0_registered_at={since}",), export),
    ]


def best(call: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds: of the first time, and the least of the others."""
    found = []
    for _ in range(TIMES):
        start = time.perf_counter()
        call()
        found.append(1000 * (time.perf_counter() - start))
    return found[0], min(found[1:])


def fetched(client: FlaskClient, addresses: tuple[str, ...]) -> None:
    """All of them, well."""
    for each in addresses:
        answer = client.get(each)
        if answer.status_code != 200:
            raise SystemExit(f"{each}: {answer.status_code}")


def main(visits: int, issues: int) -> None:
    """Print the table, line by line as it is measured."""
    from bench.loop.county import HOMES, make_place

    with TemporaryDirectory() as name:
        app = make_place(Path(name), visits, issues)
        say(f"{visits} visits, {issues} issues, {HOMES} households; milliseconds, best of {TIMES - 1} after the first")
        say(f"{'step':<16}{'first':>9}{'page':>9}{'plain SQL':>11}{'x plain':>9}{'SELECTs':>9}")
        asked: list[str] = []
        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
        client = app.test_client()
        client.post("/login/", data={"username": "zhongxin", "password": people.PASSWORD})
        for title, addresses, peer in steps():
            tell(title, client, addresses, partial(peer, engine), asked)
        engine.dispose()


def tell(
    title: str, client: FlaskClient, addresses: tuple[str, ...], peer: Callable[[], None], asked: list[str]
) -> None:
    """One line of the table."""
    asked.clear()
    fetched(client, addresses)
    selects = sum(each.lstrip().upper().startswith(("SELECT", "WITH")) for each in asked)
    first, page = best(lambda: fetched(client, addresses))
    _, plain = best(peer)
    say(f"{title:<16}{first:>9.0f}{page:>9.0f}{plain:>11.0f}{page / plain:>9.1f}{selects:>9}")


def say(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*(int(given) for given in sys.argv[1:])) if len(sys.argv) > 2 else main(VISITS, ISSUES)
