"""The panels of the desks: the first rows of what waits."""

from __future__ import annotations

import datetime as dt

from flask import url_for
from sqlalchemy.orm import Session

from portal.campaigns.rules import TaskState
from portal.desk import services
from portal.desk.parts import Panel, Row, link, searched
from portal.figures.running import running
from portal.foundation.calendar import years_unknown
from portal.issues.models import Issue
from portal.issues.workflow import progress_word
from portal.rounds.day import first_stops
from portal.web.pages import menu

ROWS = 8
_SCREEN = {"household": "HouseholdView", "establishment": "EstablishmentView"}


def _issue_row(session: Session, issue: Issue) -> Row:
    tags = [(progress_word(session, issue.progress), issue.stage)]
    if issue.due.overdue:
        tags.insert(0, ("超期", "overdue"))
    if issue.urged_at is not None:
        tags.insert(0, ("督办", "overdue"))
    parts = issue.grid_name.split("/")
    where = "/".join(parts[1:] or parts)
    due = f"期限 {issue.due_on}" if issue.due_on else ""
    return Row(issue.title, " · ".join(filter(None, (where, due))), link("IssueView", "show", pk=issue.id), tuple(tags))


def working(session: Session) -> Panel:
    """Issues still to be worked on, the earliest due day first."""
    rows = [_issue_row(session, issue) for issue in services.working_issues(session, ROWS)]
    return Panel("待办诉求（按期限）", rows, "没有待办的诉求", link("IssueView"))


def open_issues(session: Session) -> Panel:
    """Issues that are not closed."""
    rows = [_issue_row(session, issue) for issue in services.open_issues(session, ROWS)]
    return Panel("未办结的诉求", rows, "没有未办结的诉求", link("IssueView"))


def supervised(session: Session) -> list[Panel]:
    """Issues under supervision (督办清单); no panel without any."""
    rows = [_issue_row(session, issue) for issue in services.urged_issues(session, ROWS)]
    return [Panel("督办清单", rows, "", searched("IssueView", urged="y"))] if rows else []


def recent(session: Session) -> Panel:
    """The issues registered last."""
    rows = [_issue_row(session, issue) for issue in services.recent_issues(session, ROWS)]
    return Panel("最近登记", rows, "还没有登记过诉求", link("IssueView"))


def homes(session: Session, day: dt.date) -> Panel:
    """Where to go first, in the order of the round; each leads to the page of the visit."""
    round_ = link("RoundView", "use")
    rows = [
        Row(
            stop.name,
            " · ".join(filter(None, (stop.address, f"上次走访 {stop.last}" if stop.last else "尚未走访"))),
            url_for(f"RoundView.{stop.kind}", pk=stop.id) if round_ else link(_SCREEN[stop.kind], "show", pk=stop.id),
            tuple(filter(None, (stop.tag(day),))),
        )
        for stop in first_stops(session, day, ROWS)
    ]
    return Panel("今天先走访这些户", rows, "今天要走访的都去过了，或辖区内还没有住户", round_ or link("HouseholdView"))


def progress(session: Session) -> list[Panel]:
    """The campaigns that run, each with everybody met at home, telephoned and absent apart; no panel without any."""
    rows = [
        Row(
            each.name,
            f"已入户 {each.visited.text} · 电话 {each.counts[TaskState.PHONED]} · 不在家 {each.counts[TaskState.ABSENT]} · {each.ends_on} 结束",
            link("DashboardView", "use", campaign=each.campaign_id),
        )
        for each in running(session, ROWS)
    ]
    return [Panel("走访活动进度", rows, "", link("DashboardView", "use"))] if rows else []


def villages(session: Session, day: dt.date) -> Panel:
    """The grids below the widest that the person sees, each with its figures, under the name of their level."""
    found = services.villages(session, day)
    rows = [
        Row(
            village.grid.name,
            f"{day.year} 年见面或电话联系 {village.reached.text}",
            link("GridView", "show", pk=village.grid.id),
            ((f"未办结 {village.open_issues}", "registered"),) if village.open_issues else (),
        )
        for village in found
    ]
    level = found[0].grid.level.name if found else "网格"
    return Panel(f"各{level}（按编码）", rows, "还没有网格", link("GridView"))


def screens() -> Panel:
    """What the person may open."""
    entries = [entry for group in menu() for entry in group["entries"]]
    return Panel("可用功能", [Row(entry["label"], url=entry["url"]) for entry in entries], "暂无可用功能")


def batches(session: Session) -> list[Panel]:
    """Batches that are not finished; no panel without any."""
    rows = [
        Row(batch.title, f"{batch.total} 份", link("PrintView", "show", pk=batch.id))
        for batch in services.running_batches(session, ROWS)
    ]
    return [Panel("正在印制", rows, "", link("PrintView"))] if rows else []


def calendar(session: Session, day: dt.date) -> list[Panel]:
    """The years whose holidays nobody has laid down yet; no panel when all are known."""
    rows = [
        Row(
            f"还不知道 {year} 年的放假安排",
            f"{year} 年的期限暂按周一至周五上班计算，请导入",
            link("CalendarView", "use"),
        )
        for year in years_unknown(session, day)
    ]
    return [Panel("工作日历", rows, "", link("CalendarView", "use"))] if rows else []
