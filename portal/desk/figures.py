"""The large buttons and the figures of the desks; each leads to the list of what it counts."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from portal.desk import services
from portal.desk.parts import NO_DATA, Button, Figure, button, link, searched
from portal.foundation.clock import now
from portal.grids.models import Grid
from portal.households.models import Household, Resident
from portal.issues.rules import Stage
from portal.issues.services import SOON_DAYS
from portal.issues.workflow import closing_name
from portal.members.models import Member
from portal.visits.rules import VisitWay
from portal.wordings.models import Wording
from portal.wordings.rules import WordingState


def visit() -> list[Button]:
    """To the round of the day."""
    return button("今日走访", "fa-street-view", link("RoundView", "use"))


def register() -> list[Button]:
    """To register an issue."""
    return button("登记诉求", "fa-commenting", link("IssueView", "add"))


def map_page() -> list[Button]:
    """To the map."""
    return button("网格分布图", "fa-map", link("GridMapView", "use"))


def issue_figures(session: Session, day: dt.date) -> list[Figure]:
    """How many issues stand where; what is overdue is urgent."""
    stages = services.issues_by_stage(session)
    waits = services.reminders(session, now())
    overdue = Figure("超期诉求", str(waits.overdue), searched("IssueView", overdue="y"), urgent=waits.overdue > 0)

    def of(name: str, stage: Stage) -> Figure:
        return Figure(name, str(stages.get(stage, 0)), searched("IssueView", stage=stage.value))

    waiting = [of("暂停计时", Stage.PAUSED)] if stages.get(Stage.PAUSED) else []
    waiting += [
        Figure(name, str(number), searched("IssueView", **{column: "y"}), note, urgent=True)
        for name, number, column, note in (
            ("即将到期", waits.due_soon, "due_soon", f"{SOON_DAYS} 个工作日内"), ("该上报未上报", waits.step_overdue, "step_overdue", "超过本级期限"),
            ("暂停到期", waits.pause_over, "pause_over", "应恢复办理"), ("督办中", waits.urged, "urged", ""),
        ) if number
    ]  # fmt: skip
    answered = [Figure("待回访", str(waits.to_revisit), searched("IssueView", to_revisit="y"))]
    if waits.to_close:
        answered.append(
            Figure(f"待{closing_name(session)}", str(waits.to_close), searched("IssueView", to_close="y"), "已回访")
        )
    return [of("待分流诉求", Stage.NEW), overdue, of("办理中", Stage.WORKING), *answered, *waiting]


def holdings(session: Session) -> list[Figure]:
    """What there is in all."""
    kinds = (
        (Grid, "网格", "GridView"),
        (Household, "住户", "HouseholdView"),
        (Resident, "居民", "ResidentView"),
        (Member, "网格员", "MemberView"),
    )
    return [Figure(name, f"{services.count(session, model):,}", link(screen)) for model, name, screen in kinds]


def unvisited(session: Session, day: dt.date) -> Figure:
    """How many households nobody has met or telephoned this year."""
    rate = services.reached_this_year(session, day)
    left = rate.denominator - rate.numerator
    value = str(left) if rate.denominator else NO_DATA
    note = f"共 {rate.denominator} 户" if rate.denominator else ""
    return Figure(f"{day.year} 年未见面也未联系", value, searched("HouseholdView", unvisited="y"), note)


def due(session: Session, day: dt.date) -> list[Figure]:
    """How many households are to be visited by today; no figure where nothing asks for it."""
    number = services.due_count(session, day)
    return (
        []
        if number is None
        else [Figure("应走访", f"{number:,}", searched("HouseholdView", to_visit="y"), "按频次和约定")]
    )


def reached(session: Session, day: dt.date) -> Figure:
    """The share of households met or telephoned this year, and how many of them were met at home: a call is no visit."""
    rate = services.reached_this_year(session, day)
    met = services.reached_this_year(session, day, (VisitWay.HOME,)).numerator
    note = f"{rate.numerator} / {rate.denominator} 户，其中入户 {met} 户" if rate.denominator else ""
    return Figure(
        f"{day.year} 年见面或电话联系率",
        NO_DATA if rate.percent is None else f"{rate.percent}%",
        link("VisitView"),
        note,
    )


def wordings(session: Session) -> list[Figure]:
    """Texts for paper that wait for somebody's approval; no figure where none does."""
    number = services.count(session, Wording, Wording.state == WordingState.SUBMITTED)
    to = searched("WordingView", state=WordingState.SUBMITTED.value)
    return [Figure("待审批的印刷文字", str(number), to, urgent=True)] if number else []


def printing(session: Session) -> Figure:
    """Batches that are not finished."""
    return Figure("印制中", str(len(services.running_batches(session, 1000))), link("PrintView"))
