"""Members with their assignments, and the demo accounts (one a role; demo mode only)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.foundation.errors import Refusal
from portal.foundation.sealed import blind_index, data_key
from portal.grids.models import Grid
from portal.issues.models import Department
from portal.members.models import Assignment, Member
from portal.members.rules import Duty
from portal.security import demo_accounts, roles
from seeds.demo import town

if TYPE_CHECKING:
    from portal.demo.loading import DemoTown

SEED = 7
PASSWORD = "Longcheng-2026"
"""The password of all demo accounts; they open only in demo mode, which listens on this machine alone."""

ACCOUNTS = (
    ("xitong", roles.SYSTEM), ("anquan", roles.SECURITY), ("shenji", roles.AUDIT), ("zhongxin", roles.CENTRE),
    ("lingdao", roles.LEADER), ("wanggezhang", roles.HEAD), ("wanggeyuan", roles.MEMBER), ("bumen", roles.DEPARTMENT),
)  # fmt: skip
"""(user name, role) of the demo accounts."""

NOT_DEMO = "此数据库不是演示镇,不建立演示账号"

STAND_INS = {roles.SYSTEM: "系统员", roles.SECURITY: "安全员", roles.AUDIT: "审计员"}
"""Names for roles that no member of the demo town holds."""


def load_members(session: Session, demo: DemoTown) -> None:
    """The staff of the whole town."""
    demo.staff = town.make_members(demo.plans, seed=SEED, today=demo.today)
    villages = {plan.code: plan.parent_code if plan.level_rank > 2 else plan.code for plan in demo.plans}
    for person in demo.staff:
        home = villages[person.assignments[0].grid_code] or person.assignments[0].grid_code
        member = Member(
            name=person.name, sex=person.sex, ethnicity=person.ethnicity, phone=person.phone, birth_date=person.birth_date,
            politics=person.political_status, grid_id=demo.grids[home],
            education=person.education, employment=person.employment, id_number=person.id_number,
            id_number_index=blind_index(person.id_number, "member.id_number", data_key()), remark=town.PEOPLE_ARE_MADE_UP,
            assignments=[
                Assignment(grid_id=demo.grids[held.grid_code], duty=held.role, starts_on=held.since)
                for held in person.assignments if held.role in set(Duty)
            ],
        )  # fmt: skip
        session.add(member)
        session.flush()
        demo.members[person.key] = member.id


def is_demo_town(session: Session) -> bool:
    """Whether the demo filled this database: its grids say in their remark that their boundaries are made up."""
    return bool(session.scalar(select(exists().where(Grid.remark == town.BOUNDARIES_ARE_MADE_UP))))


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
    """The member who signs in for a role: the first one with that duty whose grid holds most below it."""
    duty = next((duty for duty, held in roles.ROLE_OF_DUTY.items() if held == role), None)
    if duty is None:
        return None
    statement = (
        select(Member)
        .join(Assignment)
        .join(Grid, Grid.id == Assignment.grid_id)
        .where(Assignment.duty == duty)
        .order_by(Member.user_id.is_(None), Grid.code, Member.id)
    )
    return session.scalars(statement).first()


def _seat(session: Session, user: Any) -> None:
    department = session.scalars(select(Department).where(Department.code == "construction")).one_or_none()
    if department is not None and user not in department.staff:
        department.staff.append(user)
