"""`portal accounts`: sign-in accounts."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from portal.cli.asking import grid_coded
from portal.cli.chinese import ChineseGroup
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.members.models import Member
from portal.members.rules import Sex
from portal.members.services import enrol
from portal.security import roles
from portal.security.accounts import open_account, reset_password
from portal.security.names import split_name


@click.group(cls=ChineseGroup, help="账号：建立、列出、重置密码")
def accounts() -> None:
    """Accounts."""


@accounts.command("list", help="列出账号及其角色")
@with_appcontext
def list_accounts() -> None:
    """One line an account."""
    for user in current_app.extensions["appbuilder"].sm.get_all_users():
        held = "、".join(role.name for role in user.roles) or "无角色"
        click.echo(f"{user.username:<16}{user.last_name}{user.first_name}  {held}{'' if user.active else '（停用）'}")


@accounts.command(help="建立账号")
@click.argument("username", metavar="用户名")
@click.option("--name", required=True, metavar="姓名", help="真实姓名，姓在前")
@click.option(
    "--role", required=True, metavar="角色", type=click.Choice([role.name for role in roles.ROLES]), help="角色"
)
@click.option("--member", "member_id", type=int, metavar="编号", help="关联的网格员编号（决定管辖范围）")
@click.option("--grid", "code", metavar="编码", help="同时登记为网格员，在这个网格任职（新门户的第一个账号用它）")
@click.option(
    "--sex", type=click.Choice([each.label for each in Sex]), default=Sex.FEMALE.label, help="性别，登记为网格员时用"
)
@click.option("--password", metavar="密码", help="密码（不写则提示输入）")
@with_appcontext
def create(
    username: str, *, name: str, role: str, member_id: int | None, code: str | None, sex: str, password: str | None
) -> None:
    """Create an account under the same password rules as on screen."""
    session, manager = db.session(), current_app.extensions["appbuilder"].sm
    member = _member(session, member_id) if member_id is not None else None
    if code is not None:
        member = _enrolled(session, name, next(each for each in Sex if each.label == sex), code, role)
    surname, given = split_name(name)
    user = manager.user_model(username=username, last_name=surname, first_name=given, active=True)
    open_account(session, user, password or _asked())
    user.roles = [manager.find_role(role)]
    if member is not None:
        member.user_id = user.id
    session.commit()
    click.echo(f"已建立账号 {user.username}（{role}），初次登录须修改密码")
    if member is None and role in roles.ROLE_OF_DUTY.values():
        click.echo("此账号还没有管辖范围，看不到任何网格；请在“网格员”页面关联，或建账号时写 --grid 编码")


def _member(session: Session, member_id: int) -> Member:
    member = session.get(Member, member_id)
    if member is None:
        raise Refusal(f"没有编号为 {member_id} 的网格员")
    return member


def _enrolled(session: Session, name: str, sex: Sex, code: str, role: str) -> Member:
    grid = grid_coded(session, code)
    duty = next((duty for duty, held in roles.ROLE_OF_DUTY.items() if held == role), None)
    if duty is None:
        raise Refusal(f"“{role}”不在网格任职，不用写 --grid")
    return enrol(session, name, sex, grid, duty, today())


@accounts.command("reset-password", help="重置密码：原有登录全部失效，锁定解除，下次登录须修改密码")
@click.argument("username", metavar="用户名")
@click.option("--password", metavar="密码", help="密码（不写则提示输入）")
@with_appcontext
def reset(username: str, password: str | None) -> None:
    """Set a password for somebody who lost theirs: the only way back in for the last administrator."""
    session, manager = db.session(), current_app.extensions["appbuilder"].sm
    user = manager.find_user(username=username)
    if user is None:
        raise Refusal(f"没有用户名为“{username}”的账号")
    reset_password(session, user, password or _asked())
    session.commit()
    click.echo(
        f"已重置账号 {user.username} 的密码，下次登录须修改密码" + ("" if user.active else "（账号已停用，仍不能登录）")
    )


def _asked() -> str:
    """A password typed twice. Raises `Refusal` when the two differ."""
    first: str = click.prompt("密码", hide_input=True)
    if click.prompt("再输入一次", hide_input=True) != first:
        raise Refusal("两次输入的密码不一样")
    return first
