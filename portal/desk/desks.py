"""The desk of each role: which figures, panels and buttons stand on its home page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from portal.desk import services
from portal.desk.notices import missing
from portal.desk.parts import NO_DATA, Button, Desk, Figure, Panel, Row, button, link, searched
from portal.foundation.audit import Deed
from portal.foundation.clock import now, today
from portal.grids.models import Grid
from portal.households.models import Household, Resident
from portal.issues.models import Department, Issue
from portal.issues.rules import IssueState, is_overdue
from portal.members.models import Member
from portal.security import roles
from portal.security.scope import scope_of
from portal.visits import services as visits
from portal.web.pages import menu

ROWS = 8


def centre(session: Session) -> Desk:
    """Everything of the town that is not finished."""
    day = today()
    return Desk(
        [*_register(), *_map()],
        [*_issue_figures(session, day), _printing(session)],
        [_working(session, day), *_batches(session), _recent(session, day), _villages(session, day)],
        [_reached(session, day), *_holdings(session)],
    )


def leader(session: Session) -> Desk:
    """The town at a glance, to read."""
    day = today()
    figures = [*_issue_figures(session, day), _reached(session, day)]
    return Desk([*_map()], figures, [_villages(session, day), _working(session, day)], _holdings(session))


def head(session: Session) -> Desk:
    """The village: its issues by state, and households nobody has visited this year."""
    day = today()
    figures = [*_issue_figures(session, day), _unvisited(session, day)]
    panels = [_open(session, day), _households(session)]
    return Desk([*_visit(), *_register(), *_map()], figures, panels, _holdings(session))


def member(session: Session) -> Desk:
    """Today's round: whom to visit, and what is open."""
    day = today()
    figures = [_unvisited(session, day), *_issue_figures(session, day)[1:]]
    return Desk([*_visit(), *_register(), *_map()], figures, [_households(session), _recent(session, day), _open(session, day)])


def department(session: Session) -> Desk:
    """What was handed to the department, by due day."""
    day = today()
    return Desk([], _issue_figures(session, day)[1:], [_working(session, day)])


def system(session: Session) -> Desk:
    """Accounts and settings."""
    figures = [
        Figure("在用账号", str(services.accounts(session, active=True)), link("AccountView")),
        Figure("停用账号", str(services.accounts(session, active=False)), link("AccountView")),
        Figure("部门", str(services.count(session, Department)), link("DepartmentView")),
    ]
    buttons = [
        *button("开设账号", "fa-user-plus", link("AccountView", "add")),
        *button("实施方案", "fa-file-text-o", link("PlanView")),
    ]
    return Desk(buttons, figures, [_screens()])


def security(session: Session) -> Desk:
    """Roles to grant, accounts that were locked."""
    waiting = services.accounts_without_role(session)
    locked = services.deeds(session, Deed.LOCKED, now())
    return Desk(
        [*button("授权", "fa-key", link("GrantView"))],
        [
            Figure("在用账号", str(services.accounts(session, active=True)), link("AccountView")),
            Figure("尚无角色的账号", str(waiting), link("GrantView"), urgent=waiting > 0),
            Figure("账号锁定", str(locked), link("GrantView"), f"近 {services.SECURITY_DAYS} 天", urgent=locked > 0),
        ],
        [_screens()],
    )


def audit(session: Session) -> Desk:
    """What the trail says of the last days."""
    shown = (
        (Deed.SIGN_IN, False),
        (Deed.SIGN_IN_FAILED, True),
        (Deed.REFUSED, True),
        (Deed.LOOK, False),
        (Deed.EXPORT, False),
    )
    counts = {deed: services.deeds(session, deed, now()) for deed, _ in shown}
    note = f"近 {services.SECURITY_DAYS} 天"
    figures = [
        Figure(deed.label, str(counts[deed]), searched("AuditView", deed=deed.value), note, urgent and counts[deed] > 0)
        for deed, urgent in shown
    ]
    return Desk([*button("审计记录", "fa-list-alt", link("AuditView"))], figures, [_screens()])


DESKS: dict[str, Callable[[Session], Desk]] = {
    roles.CENTRE: centre, roles.LEADER: leader, roles.HEAD: head, roles.MEMBER: member, roles.DEPARTMENT: department,
    roles.SYSTEM: system, roles.SECURITY: security, roles.AUDIT: audit,
}  # fmt: skip
"""Role -> its desk. Who has several roles gets the desk of the first here."""


def desk_for(session: Session, held: set[str]) -> Desk:
    """The home page of a person with these roles; a notice alone while something is still to be arranged for them."""
    role = next((role for role in DESKS if role in held), None)
    notice = missing(role, scope_of(session))
    return Desk(notice=notice) if role is None or notice else DESKS[role](session)


# Buttons


def _visit() -> list[Button]:
    return button("登记走访", "fa-street-view", link("VisitView", "add"))


def _register() -> list[Button]:
    return button("登记诉求", "fa-commenting", link("IssueView", "add"))


def _map() -> list[Button]:
    return button("网格分布图", "fa-map", link("GridMapView", "use"))


# Figures


def _issue_figures(session: Session, day: dt.date) -> list[Figure]:
    states = services.issues_by_state(session)
    late = services.overdue_count(session, day)
    overdue = Figure("超期诉求", str(late), searched("IssueView", overdue="y"), urgent=late > 0)

    def of(name: str, state: IssueState) -> Figure:
        return Figure(name, str(states.get(state, 0)), searched("IssueView", state=state.value))

    return [
        of("待交办诉求", IssueState.REGISTERED), overdue, of("办理中", IssueState.ASSIGNED),
        of("待回访", IssueState.HANDLED), of("重新办理", IssueState.REOPENED),
    ]  # fmt: skip


def _holdings(session: Session) -> list[Figure]:
    kinds = (
        (Grid, "网格", "GridView"),
        (Household, "住户", "HouseholdView"),
        (Resident, "居民", "ResidentView"),
        (Member, "网格员", "MemberView"),
    )
    return [Figure(name, f"{services.count(session, model):,}", link(screen)) for model, name, screen in kinds]


def _unvisited(session: Session, day: dt.date) -> Figure:
    rate = services.reached_this_year(session, day)
    left = rate.denominator - rate.numerator
    value = str(left) if rate.denominator else NO_DATA
    note = f"共 {rate.denominator} 户" if rate.denominator else ""
    return Figure(f"{day.year} 年未走访", value, searched("HouseholdView", unvisited="y"), note)


def _reached(session: Session, day: dt.date) -> Figure:
    rate = services.reached_this_year(session, day)
    note = f"{rate.numerator} / {rate.denominator} 户" if rate.denominator else ""
    return Figure(
        f"{day.year} 年走访率", NO_DATA if rate.percent is None else f"{rate.percent}%", link("VisitView"), note
    )


def _printing(session: Session) -> Figure:
    return Figure("印制中", str(len(services.running_batches(session, 1000))), link("PrintView"))


# Panels


def _issue_row(issue: Issue, day: dt.date) -> Row:
    tags = [(IssueState.label_of(issue.state), issue.state)]
    if is_overdue(issue.state, issue.due_on, day):
        tags.insert(0, ("超期", "overdue"))
    parts = issue.grid_name.split("/")
    where = "/".join(parts[1:] or parts)
    due = f"期限 {issue.due_on}" if issue.due_on else ""
    return Row(issue.title, " · ".join(filter(None, (where, due))), link("IssueView", "show", pk=issue.id), tuple(tags))


def _working(session: Session, day: dt.date) -> Panel:
    rows = [_issue_row(issue, day) for issue in services.working_issues(session, ROWS)]
    return Panel("待办诉求（按期限）", rows, "没有待办的诉求", link("IssueView"))


def _open(session: Session, day: dt.date) -> Panel:
    rows = [_issue_row(issue, day) for issue in services.open_issues(session, ROWS)]
    return Panel("未办结的诉求", rows, "没有未办结的诉求", link("IssueView"))


def _recent(session: Session, day: dt.date) -> Panel:
    rows = [_issue_row(issue, day) for issue in services.recent_issues(session, ROWS)]
    return Panel("最近登记", rows, "还没有登记过诉求", link("IssueView"))


def _households(session: Session) -> Panel:
    rows = [
        Row(
            household.head_name or "户主未登记",
            " · ".join(filter(None, (household.address, f"上次走访 {last}" if last else "尚未走访"))),
            link("HouseholdView", "show", pk=household.id),
            () if last else (("未走访", "waiting"),),
        )
        for household, last in visits.longest_unvisited(session, ROWS)
    ]
    return Panel("今天先走访这些户", rows, "辖区内还没有住户", link("HouseholdView"))


def _villages(session: Session, day: dt.date) -> Panel:
    rows = [
        Row(
            village.grid.name,
            f"{day.year} 年走访 {village.reached.text}",
            link("GridView", "show", pk=village.grid.id),
            ((f"未办结 {village.open_issues}", "registered"),) if village.open_issues else (),
        )
        for village in services.villages(session, day)
    ]
    return Panel("各村（社区，按编码）", rows, "还没有网格", link("GridView"))


def _screens() -> Panel:
    entries = [entry for group in menu() for entry in group["entries"]]
    return Panel("可用功能", [Row(entry["label"], url=entry["url"]) for entry in entries], "暂无可用功能")


def _batches(session: Session) -> list[Panel]:
    rows = [
        Row(batch.title, f"{batch.total} 份", link("PrintView", "show", pk=batch.id))
        for batch in services.running_batches(session, ROWS)
    ]
    return [Panel("正在印制", rows, "", link("PrintView"))] if rows else []
