"""`portal accounts`: sign-in accounts."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from portal.cli.chinese import ChineseGroup
from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.members.models import Member
from portal.security import roles
from portal.security.sign_in import password_problem


@click.group(cls=ChineseGroup, help="账号:建立、列出")
def accounts() -> None:
    """Accounts."""


@accounts.command("list", help="列出账号及其角色")
@with_appcontext
def list_accounts() -> None:
    """One line an account."""
    for user in current_app.extensions["appbuilder"].sm.get_all_users():
        held = "、".join(role.name for role in user.roles) or "无角色"
        click.echo(f"{user.username:<16}{user.last_name}{user.first_name}  {held}{'' if user.active else '(停用)'}")


@accounts.command(help="建立账号")
@click.argument("username", metavar="用户名")
@click.option("--name", required=True, metavar="姓名", help="真实姓名,姓在前")
@click.option("--role", required=True, metavar="角色", type=click.Choice([role.name for role in roles.ROLES]), help="角色")
@click.option("--member", "member_id", type=int, metavar="编号", help="关联的网格员编号(决定管辖范围)")
@click.password_option("--password", prompt="密码", confirmation_prompt="再输入一次", help="密码(不写则提示输入)")
@with_appcontext
def create(username: str, name: str, role: str, member_id: int | None, password: str) -> None:
    """Create an account under the same password rules as on screen."""
    problem = password_problem(password)
    if problem:
        raise Refusal(problem)
    manager = current_app.extensions["appbuilder"].sm
    if manager.find_user(username=username):
        raise Refusal(f"用户名「{username}」已存在")
    member = db.session.scalars(select(Member).where(Member.id == member_id)).one_or_none() if member_id else None
    if member_id and member is None:
        raise Refusal(f"没有编号为 {member_id} 的网格员")
    user = manager.add_user(username, name[1:] or name, name[0], f"{username}@portal.invalid", manager.find_role(role), password)
    if not user:
        raise Refusal("账号未能建立,请检查用户名是否重复")
    if member is not None:
        member.user_id = user.id
    db.session.commit()
    click.echo(f"已建立账号 {username}({role})")
