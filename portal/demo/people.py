"""Members with their assignments, and the demo accounts (one a role; demo mode only)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app
from sqlalchemy import Table, exists, func, select
from sqlalchemy.orm import Session

from portal.demo.bulk import Bulk
from portal.foundation.errors import Refusal
from portal.foundation.sealed import blind_index, data_key, seal
from portal.grids.models import Grid, GridLevel
from portal.issues.models import Department, Issue
from portal.issues.rules import Stage
from portal.members.models import Assignment, Member
from portal.security import demo_accounts, roles
from seeds.demo import town

if TYPE_CHECKING:
    from portal.demo.loading import Demo

_MEMBER: Table = Member.__table__
_ASSIGNMENT: Table = Assignment.__table__
SEED = 7
PASSWORD = "Longcheng-2026"
"""The password of all demo accounts; they open only in demo mode, which listens on this machine alone."""

ACCOUNTS = (
    ("xitong", roles.SYSTEM), ("anquan", roles.SECURITY), ("shenji", roles.AUDIT), ("zhongxin", roles.CENTRE),
    ("lingdao", roles.LEADER), ("wanggezhang", roles.HEAD), ("wanggeyuan", roles.MEMBER), ("bumen", roles.DEPARTMENT),
)  # fmt: skip
"""(user name, role) of the demo accounts."""

NOT_DEMO = "此数据库不是演示库，不建立演示账号"

STAND_INS = {roles.SYSTEM: "系统员", roles.SECURITY: "安全员", roles.AUDIT: "审计员"}
"""Names for roles that no member of the demo town holds."""


def load_members(session: Session, demo: Demo) -> None:
    """The staff of the whole tree, and who visits which grid."""
    demo.staff = town.make_members(demo.profile, demo.plans, seed=SEED, today=demo.today)
    demo.teams = town.grid_teams(demo.profile, demo.plans, demo.staff)
    acting = {role.key: role.acts_as for role in demo.profile.roles}
    homes = _record_places(demo)
    bulk, key = Bulk(session, [_MEMBER, _ASSIGNMENT]), data_key()
    for person in demo.staff:
        demo.members[person.key] = identity = bulk.add(
            _MEMBER, name=person.name, sex=person.sex, ethnicity=person.ethnicity, phone=person.phone,
            birth_date=person.birth_date.isoformat(), politics=person.political_status, education=person.education,
            grid_id=demo.grids[homes[person.assignments[0].grid_code]], employment=person.employment,
            id_number=seal(person.id_number, "member.id_number", key),
            id_number_index=blind_index(person.id_number, "member.id_number", key), remark=town.PEOPLE_ARE_MADE_UP,
        )  # fmt: skip
        for held in person.assignments:
            if acting[held.role] is not None:
                bulk.add(
                    _ASSIGNMENT, member_id=identity, grid_id=demo.grids[held.grid_code], duty=acting[held.role],
                    role=held.role, starts_on=held.since.isoformat(),
                )  # fmt: skip
    bulk.finish()


def _record_places(demo: Demo) -> dict[str, str]:
    """{code of a grid: code of the grid where records of its staff are kept}: the village, or the grid itself above villages."""
    kept: dict[str, str] = {}
    settings = {plan.code: plan.setting for plan in demo.plans}
    for plan in demo.plans:
        in_village = plan.parent_code is not None and settings[plan.parent_code] != "town"
        kept[plan.code] = kept[plan.parent_code] if in_village and plan.parent_code else plan.code
    return kept


def is_demo_town(session: Session) -> bool:
    """Whether the demo filled this database: its grids say in their remark that their boundaries are made up."""
    return bool(session.scalar(select(exists().where(Grid.remark.endswith(town.BOUNDARIES_ARE_MADE_UP)))))


def make_accounts(session: Session) -> list[tuple[str, str, str]]:
    """Make the demo accounts where they are missing; (user name, role, name of the person) of each.

    Raises `Refusal` in a database that the demo did not fill: nobody must enter that one with a known password.
    """
    if not is_demo_town(session):
        raise Refusal(NOT_DEMO)
    made = []
    for username, role in ACCOUNTS:
        member = _member_for(session, role)
        name = member.name if member else STAND_INS.get(role, "经办人")
        user = _account(username, role, name)
        if member is not None and member.user_id is None:
            member.user_id = user.id
        if role == roles.DEPARTMENT:
            _seat(session, user)
        made.append((username, role, name))
    session.flush()
    return made


def _account(username: str, role: str, name: str) -> Any:
    manager = current_app.extensions["appbuilder"].sm
    user = manager.find_user(username=username)
    if user is None:
        mail = username + demo_accounts.MAIL
        user = manager.add_user(username, name[1:] or name, name[0], mail, manager.find_role(role), PASSWORD)
    return user


def _member_for(session: Session, role: str) -> Member | None:
    """The member who signs in for a role: the first one with that duty, whose grid is highest in the tree."""
    duty = next((duty for duty, held in roles.ROLE_OF_DUTY.items() if held == role), None)
    if duty is None:
        return None
    statement = (
        select(Member)
        .join(Assignment)
        .join(Grid, Grid.id == Assignment.grid_id)
        .where(Assignment.duty == duty)
        .join(GridLevel, GridLevel.id == Grid.level_id)
        .order_by(Member.user_id.is_(None), GridLevel.rank, Grid.code, Member.id)
    )
    return session.scalars(statement).first()


def _seat(session: Session, user: Any) -> None:
    """The department with most issues that are still worked on, or the first one."""
    given = (Issue.department_id == Department.id, Issue.stage == Stage.WORKING)
    issues = select(func.count(Issue.id)).where(*given).scalar_subquery()
    department = session.scalars(select(Department).order_by(issues.desc(), Department.code).limit(1)).one_or_none()
    if department is not None and user not in department.staff:
        department.staff.append(user)
