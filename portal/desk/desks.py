"""The desk of each role: which figures, panels and buttons stand on its home page."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from portal.desk import figures, panels, services
from portal.desk.assessing import assessments
from portal.desk.notices import missing
from portal.desk.parts import Desk, Figure, button, link, searched
from portal.foundation.audit import Deed
from portal.foundation.clock import now, today
from portal.issues.models import Department
from portal.security import roles
from portal.security.scope import scope_of


def centre(session: Session) -> Desk:
    """Everything of the town that is not finished."""
    day = today()
    return Desk(
        [*figures.register(), *figures.map_page()],
        [*figures.issue_figures(session, day), figures.printing(session), *figures.wordings(session)],
        [
            *assessments(session),
            *panels.supervised(session),
            *panels.progress(session),
            panels.working(session),
            *panels.calendar(session, day),
            *panels.batches(session),
            panels.recent(session),
            panels.villages(session, day),
        ],
        [figures.reached(session, day), *figures.holdings(session)],
    )


def leader(session: Session) -> Desk:
    """The town at a glance, to read."""
    day = today()
    counted = [*figures.issue_figures(session, day), *figures.wordings(session), figures.reached(session, day)]
    return Desk(
        [*figures.map_page()],
        counted,
        [
            *assessments(session),
            *panels.supervised(session),
            *panels.progress(session),
            panels.villages(session, day),
            panels.working(session),
        ],
        figures.holdings(session),
    )


def head(session: Session) -> Desk:
    """The village: its issues by state, and households nobody has visited this year."""
    day = today()
    counted = [*figures.issue_figures(session, day), *figures.due(session, day), figures.unvisited(session, day)]
    shown_rows = [
        *assessments(session),
        *panels.supervised(session),
        *panels.progress(session),
        panels.open_issues(session),
        panels.homes(session, day),
    ]
    return Desk(
        [*figures.visit(), *figures.register(), *figures.map_page()], counted, shown_rows, figures.holdings(session)
    )


def member(session: Session) -> Desk:
    """Today's round: whom to visit, and what is open."""
    day = today()
    counted = [*figures.due(session, day), figures.unvisited(session, day), *figures.issue_figures(session, day)[1:]]
    return Desk(
        [*figures.visit(), *figures.register(), *figures.map_page()],
        counted,
        [
            *assessments(session),
            *panels.supervised(session),
            panels.homes(session, day),
            panels.recent(session),
            panels.open_issues(session),
        ],
    )


def department(session: Session) -> Desk:
    """What was handed to the department, by due day."""
    day = today()
    return Desk([], figures.issue_figures(session, day)[1:], [*panels.supervised(session), panels.working(session)])


def system(session: Session) -> Desk:
    """Accounts and settings."""
    counted = [
        Figure("在用账号", str(services.accounts(session, active=True)), link("AccountView")),
        Figure("停用账号", str(services.accounts(session, active=False)), link("AccountView")),
        Figure("部门", str(services.count(session, Department)), link("DepartmentView")),
    ]
    buttons = [
        *button("开设账号", "fa-user-plus", link("AccountView", "add")),
        *button("实施方案", "fa-file-text-o", link("PlanView")),
    ]
    return Desk(buttons, counted, [*panels.calendar(session, today()), panels.screens()])


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
        [panels.screens()],
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
    counted = [
        Figure(deed.label, str(counts[deed]), searched("AuditView", deed=deed.value), note, urgent and counts[deed] > 0)
        for deed, urgent in shown
    ]
    return Desk([*button("审计记录", "fa-list-alt", link("AuditView"))], counted, [panels.screens()])


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
