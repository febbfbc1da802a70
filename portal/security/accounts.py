"""Use cases of accounts: open, set a password, close, unlock, grant roles. They take a session, flush, and never commit."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from werkzeug.security import generate_password_hash

from portal.foundation import audit
from portal.foundation.errors import Refusal
from portal.security import demo_accounts, roles, sign_in
from portal.security.models import AccountState

_INVALID_MAIL = "@portal.invalid"
"""FAB wants a unique address for every account; the portal sends no mail."""


def open_account(session: Session, user: User, password: str) -> None:
    """Open an account with a first password that its owner must change; its name is kept in lower case. Raises `Refusal`."""
    user.username = (user.username or "").strip().lower()
    _refuse(sign_in.username_problem(user.username), "username")
    same = select(User.id).where(func.lower(User.username) == user.username)
    if session.scalar(same) is not None:
        raise Refusal(f"用户名“{user.username}”已存在", "username")
    user.email = user.username + _INVALID_MAIL
    _refuse(sign_in.password_problem(password, user.username), "new_password")
    user.password = generate_password_hash(password)
    session.add(user)
    session.flush()
    _must_change(session, user.id)


def reset_password(session: Session, user: User, password: str) -> None:
    """Set a password for someone else, who must change it at the next sign-in. Raises `Refusal`."""
    change_password(session, user, password)
    _must_change(session, user.id)
    audit.record(session, audit.Deed.UPDATE, "ab_user", user.id, f"{audit.person_name(user)}（重置密码）")


def change_password(session: Session, user: User, password: str) -> None:
    """Set a password; all sessions of the account end. Raises `Refusal`."""
    _refuse(sign_in.password_problem(password, user.username), "new_password")
    user.password = generate_password_hash(password)
    session.flush()


def check_closing(session: Session, user: User, actor_id: int) -> None:
    """Raise `Refusal` when a closed account is one's own or the last of an administrator role."""
    if user.active:
        return
    if user.id == actor_id:
        raise Refusal("不能停用自己的账号", "active")
    for role in user.roles:
        if role.name in roles.ADMINISTRATORS and _others(session, role, user) == 0:
            raise Refusal(f"这是最后一个启用的“{role.name}”账号，不能停用", "active")


def check_grant(session: Session, user: User, held_before: set[str], actor_id: int) -> None:
    """Raise `Refusal` when the roles now on `user` break a rule: one's own, not of the table, or not exclusive."""
    if user.id == actor_id:
        raise Refusal("不能修改自己的角色，请由另一名安全管理员办理", "roles")
    names = {role.name for role in user.roles}
    _refuse(roles.grant_problem(names), "roles")
    for name in (held_before - names) & set(roles.ADMINISTRATORS):
        role = session.scalars(select(Role).where(Role.name == name)).one()
        if _others(session, role, user) == 0:
            raise Refusal(f"这是最后一个启用的“{name}”账号，不能收回", "roles")


def unlock(session: Session, user: User) -> None:
    """End the lock after failed sign-ins."""
    values = {"failures": 0, "locked_until": None}
    session.execute(update(AccountState.__table__).where(AccountState.user_id == user.id).values(**values))
    audit.record(session, audit.Deed.UNLOCKED, "ab_user", user.id, audit.person_name(user))


def _others(session: Session, role: Role, user: User) -> int:
    others = User.roles.any(Role.id == role.id), User.active, User.id != user.id, demo_accounts.usable()
    statement = select(func.count(User.id)).where(*others)
    return int(session.scalar(statement) or 0)


def _must_change(session: Session, user_id: int) -> None:
    session.execute(update(AccountState.__table__).where(AccountState.user_id == user_id).values(must_change=True))


def _refuse(problem: Any, field: str) -> None:
    if problem:
        raise Refusal(str(problem), field)
