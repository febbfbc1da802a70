"""How the issues stand now, and what became of those of a period."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from portal.figures.axes import Line, lines
from portal.figures.charts import Chart, Series
from portal.figures.grounds import NONE
from portal.figures.measures import COUNTED, DONE
from portal.figures.openings import opening
from portal.figures.periods import Period, months_of
from portal.figures.rates import rows_of
from portal.figures.sources import ISSUES, Asked
from portal.figures.wishes import Wish
from portal.foundation.clock import now
from portal.grids.models import Grid, GridLevel
from portal.issues.models import Issue
from portal.issues.rules import OPEN_STAGES, Outcome, Progress, Stage
from portal.issues.services import overdue, to_close
from portal.issues.workflow import OUTCOMES, closed_name, progress_word, workflow_of
from portal.visits.rules import Rate, Satisfaction
from portal.web.links import searched

AGES = (("3 天以内", 3), ("4–7 天", 7), ("8–15 天", 15), ("16–30 天", 30), ("31–90 天", 90), ("90 天以上", None))
"""How long an issue has been open: names and the last day of each."""
NOW = "按现在的情况，不分时段"


def states(session: Session, asked: Wish, _today: dt.date) -> Chart:
    """Open issues by the state of the workflow that they stand in."""
    counts = select(Issue.state, func.count(Issue.id), func.count(Issue.id).filter(to_close()))
    rows = session.execute(counts.where(*_open(session, asked)).group_by(Issue.state))
    found = {state: (number, content) for state, number, content in rows}
    bars: list[tuple[str, int, str | None]] = []
    for state in workflow_of(session).states:
        if Stage(state.stage) not in OPEN_STAGES or (state.retired and state.key not in found):
            continue
        number, content = found.get(state.key, (0, 0))
        told = progress_word(session, Progress(state.key, state.stage, Satisfaction.SATISFIED))
        if told == state.name:
            bars.append((state.name, number, _listed(asked, state=state.key)))
        else:
            bars.append((state.name, number - content, _listed(asked, state=state.key, to_revisit="y")))
            bars.append((told, content, _listed(asked, state=state.key, to_close="y")))
    series = [Series("未办结诉求", [number for _, number, _ in bars])]
    urls = [url for *_, url in bars]
    return Chart("未办结诉求的状态", "bars", "状态", [name for name, *_ in bars], series, "件", NOW, urls)


def ages(session: Session, asked: Wish, today: dt.date) -> Chart:
    """Open issues by how many days ago they were registered."""
    start = dt.datetime.combine(today, dt.time())
    edges = [
        (Issue.registered_at >= start - dt.timedelta(days=most - 1), n) for n, (_, most) in enumerate(AGES) if most
    ]
    found = _grouped(session, case(*edges, else_=len(AGES) - 1).label("age"), _open(session, asked))
    series = [Series("未办结诉求", [found.get(n, 0) for n in range(len(AGES))])]
    return Chart(
        "未办结诉求的时间", "bars", "登记至今", [name for name, _ in AGES], series, "件", f"{NOW}；登记当天算第 1 天"
    )


def late(session: Session, asked: Wish, _today: dt.date) -> Chart:
    """Overdue issues by the department that has them."""
    conditions = [*_narrowed(session, asked), overdue(now())]
    found = _grouped(session, Issue.department_id, conditions)
    rows = [(line, found.get(int(line.key) or None, 0)) for line in lines(session, "department", asked.ground)]
    kept = [(line, number) for line, number in rows if number]
    chosen = [{"department": line.key} if line.key != str(NONE) else {} for line, _ in kept]
    urls = [searched("IssueView", overdue="y", **each, **_grid(asked)) if each else None for each in chosen]
    series = [Series("超期诉求", [number for _, number in kept])]
    return Chart("超期诉求（按承办部门）", "rows", "承办部门", [line.name for line, _ in kept], series, "件", NOW, urls)


def late_levels(session: Session, asked: Wish, _today: dt.date) -> Chart:
    """Overdue issues by the level that deals with them now."""
    holder = Grid.__table__.alias()
    statement = (
        select(GridLevel.rank, GridLevel.key, GridLevel.name, func.count(Issue.id))
        .select_from(Issue)
        .join(holder, holder.c.id == func.coalesce(Issue.holder_id, Issue.grid_id))
        .join(GridLevel, GridLevel.id == holder.c.level_id)
        .where(*_narrowed(session, asked), overdue(now()))
        .group_by(GridLevel.rank, GridLevel.key, GridLevel.name)
        .order_by(GridLevel.rank)
    )
    rows = session.execute(statement).all()
    series = [Series("超期诉求", [int(row[3]) for row in rows])]
    urls = [_listed(asked, overdue="y", holder_level=row.key) for row in rows]
    return Chart("超期诉求（按办理层级）", "rows", "办理层级", [row.name for row in rows], series, "件", NOW, urls)


def categories(session: Session, asked: Wish, _today: dt.date) -> Chart:
    """Issues of the period by category, with how many of them are closed."""
    return _registered_by(session, asked, "category", Issue.category_id, "诉求类别")


def classes(session: Session, asked: Wish, _today: dt.date) -> Chart:
    """Issues of the period by class."""
    return _registered_by(session, asked, "class", Issue.issue_class, "诉求分级")


def outcomes(session: Session, asked: Wish, _today: dt.date) -> Chart:
    """What came of the issues of the period that have been answered. Closed is not solved."""
    base = [*rows_of(Asked(session, asked.ground), COUNTED["issues_registered"]), Issue.stage.in_(DONE)]
    found = _grouped(session, Issue.outcome, base)
    series = [Series("诉求", [found.get(each, 0) for each in Outcome])]
    names = [OUTCOMES.label_of(each, session) for each in Outcome]
    return Chart("办理结果", "pie", "办理结果", names, series, "件", "期内登记、已答复的诉求")


def satisfaction(session: Session, asked: Wish, _today: dt.date) -> Chart:
    """What people said in the revisits of the period."""
    measure = COUNTED["revisits_answered"]
    said = measure.source.unit.table.c.satisfaction
    statement = measure.source.join(select(said, func.count(measure.source.unit)).select_from(Issue))
    where = rows_of(Asked(session, asked.ground), measure)
    found = {key: int(number) for key, number in session.execute(statement.where(*where).group_by(said))}
    series = [Series("回访", [found.get(each, 0) for each in Satisfaction])]
    return Chart(
        "回访满意情况", "pie", "满意程度", [each.label for each in Satisfaction], series, "次", "期内的回访，每次都算"
    )


def timeliness(session: Session, asked: Wish, _today: dt.date) -> Chart:
    """Of the issues due in each month, those answered in time."""
    question = Asked(session, asked.ground)
    due, on_time = COUNTED["issues_due"], COUNTED["issues_on_time"]
    # By day, which an index knows; a year has few enough of them to be added up here.
    statement = select(Issue.due_on, func.count(Issue.id), func.count(Issue.id).filter(*on_time.what(question)))
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for day, whole, part in session.execute(statement.where(*rows_of(question, due)).group_by(Issue.due_on)):
        found[f"{day:%Y-%m}"][0] += part
        found[f"{day:%Y-%m}"][1] += whole
    months = months_of(asked.period)
    rates = [Rate(*found[each.key]) for each in months]
    series = [
        Series("到期诉求", [each.denominator for each in rates]), Series("其中按期办理", [each.numerator for each in rates]),
        Series("按期办理率", [None if each.percent is None else float(each.percent) for each in rates], line=True, percent=True),
    ]  # fmt: skip
    urls = [opening("issues_due", _in(asked, each)) for each in months]
    return Chart(
        "按期办理情况",
        "bars",
        "月份",
        [each.name for each in months],
        series,
        "件",
        "按办理期限所在的月份，到今天已到期的",
        urls,
    )


def _registered_by(session: Session, asked: Wish, axis: str, column: Any, label: str) -> Chart:
    question, registered = Asked(session, asked.ground), COUNTED["issues_registered"]
    closed = func.count(Issue.id).filter(*COUNTED["issues_closed"].what(question))
    statement = select(column, func.count(Issue.id), closed).where(*rows_of(question, registered)).group_by(column)
    found = {str(key or ""): (int(whole), int(part)) for key, whole, part in session.execute(statement)}
    rows: list[Line] = [line for line in lines(session, axis, asked.ground) if line.key in found]
    whole = Series("期内登记", [found[line.key][0] for line in rows])
    part = Series(f"其中{closed_name(session)}", [found[line.key][1] for line in rows])
    urls = [opening("issues_registered", line.ground(asked.ground)) for line in rows]
    return Chart(f"诉求登记（按{label}）", "rows", label, [line.name for line in rows], [whole, part], "件", "", urls)


def _narrowed(session: Session, asked: Wish) -> list[ColumnElement[bool]]:
    return ISSUES.narrow(Asked(session, asked.ground))


def _open(session: Session, asked: Wish) -> list[ColumnElement[bool]]:
    return [*_narrowed(session, asked), Issue.stage.in_(OPEN_STAGES)]


def _grouped(session: Session, column: Any, conditions: list[ColumnElement[bool]]) -> dict[Any, int]:
    statement = select(column, func.count(Issue.id)).where(*conditions).group_by(column)
    return {key: int(number) for key, number in session.execute(statement)}


def _listed(asked: Wish, **search: str) -> str | None:
    return searched("IssueView", **search, **_grid(asked))


def _grid(asked: Wish) -> dict[str, Any]:
    return {"grid": asked.grid.id} if asked.grid else {}


def _in(asked: Wish, month: Period) -> Any:
    return asked.ground.within(first=month.first, last=month.last)
