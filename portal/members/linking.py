"""Which accounts a member's record may be linked with. Services take a session, flush, and never commit."""

from __future__ import annotations

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.foundation.errors import Refusal
from portal.members.models import Member
from portal.security.roles import ADMINISTRATORS, DEPARTMENT

_member = Member.__table__


def linkable_accounts(session: Session, member: Member) -> list[User]:
    """Open accounts that no member has, and the member's own; without administrators and department desks.

    Asks the table for taken accounts, not the class: accounts of members out of sight are taken too.
    """
    taken = select(_member.c.user_id).where(_member.c.user_id.is_not(None), _member.c.id != member.id)
    barred = User.roles.any(User.roles.property.mapper.class_.name.in_([*ADMINISTRATORS, DEPARTMENT]))
    statement = (
        select(User)
        .where(User.id.not_in(taken), ~barred, or_(User.active, User.id == (member.user_id or -1)))
        .order_by(User.username)
    )
    return list(session.scalars(statement))


def link_account(session: Session, member: Member, user_id: int | None) -> None:
    """Link the record with an account, or with none. Raises `Refusal` for an account that may not be linked."""
    if user_id is not None and user_id not in {account.id for account in linkable_accounts(session, member)}:
        raise Refusal("这个账号不存在、已停用、已关联他人，或属于管理员", "user")
    member.user_id = user_id
    session.flush()
