"""Screens of accounts and roles."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import flash, g, redirect
from flask_appbuilder.actions import action
from flask_appbuilder.fields import QuerySelectMultipleField
from flask_appbuilder.fieldwidgets import Select2ManyWidget
from flask_appbuilder.models.sqla.filters import FilterNotEqual
from flask_appbuilder.security.sqla.models import Role, User
from markupsafe import Markup, escape
from sqlalchemy import inspect, select
from werkzeug.wrappers import Response
from wtforms.validators import InputRequired, Length

from portal.foundation.audit import person_name
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.members.models import Member
from portal.security import accounts, roles, wording
from portal.security.models import AccountState
from portal.security.names import Named, split_name
from portal.security.passwords import password_fields
from portal.security.sign_in import is_locked
from portal.web.interface import PortalInterface
from portal.web.plain_fields import TextField
from portal.web.views import PortalView

_LABELS = {
    "name": "姓名", "last_name": "姓", "first_name": "名", "username": "用户名", "active": "启用", "member": "对应网格员",
    "linking": "关联办法", "locked": "锁定",
    "last_login": "上次登录", "created_on": "开设时间", "new_password": "密码", "new_password_again": "再输入一次", "roles": "角色",
}  # fmt: skip
_PERSON = ["name", "username"]
_LINKING = "由综治中心在“网格员”页面打开该网格员，用“登录账号”按钮关联或更换"


class _PeopleView(PortalView):
    """What the two screens of accounts share."""

    label_columns: ClassVar = _LABELS
    description_columns: ClassVar = {

        "username": "3 到 32 位，以字母开头，可用字母、数字、点、下划线和连字符，不分大小写；登录时用，开设后不能修改",
        "active": "停用的账号不能登录",
    }  # fmt: skip
    search_columns: ClassVar = [*_PERSON, "active"]
    base_order = ("username", "asc")
    own_filters: ClassVar[dict[str, list[Any]]] = {"name": [Named]}
    loads: ClassVar[tuple[str, ...]] = ("roles",)

    def derive(self, items: list[Any]) -> dict[str, dict[int, Any]]:
        """The name, the member an account belongs to, and whether it is locked. Core statements: administrators see no members."""
        ids, member, state = [item.id for item in items], Member.__table__, AccountState.__table__
        names = db.session.execute(select(member.c.user_id, member.c.name).where(member.c.user_id.in_(ids)))
        locks = db.session.execute(select(state.c.user_id, state.c.locked_until).where(state.c.user_id.in_(ids)))
        linked = {row.user_id: row.name for row in names}
        return {
            "name": {item.id: person_name(item) for item in items},
            "member": {
                item.id: linked.get(item.id, "尚未关联") for item in items if linked.get(item.id) or _linkable(item)
            },
            "linking": {item.id: _LINKING for item in items if _linkable(item)},
            "locked": {user_id: f"至 {until:%H:%M}" if is_locked(until, now()) else "否" for user_id, until in locks},
        }


def _linkable(user: User) -> bool:
    """Whether the account is of a person who works in grids, or may become so."""
    return not {role.name for role in user.roles} & {*roles.ADMINISTRATORS, roles.DEPARTMENT}


def _name_field() -> TextField:
    checks = [InputRequired(message="请填写姓名"), Length(max=32, message="最长 32 个字")]
    return TextField(label="姓名", description="真实姓名，姓在前", validators=checks)


class AccountView(_PeopleView):
    """Accounts: opened, named and closed by the system administrator, who grants no roles."""

    datamodel: Any = PortalInterface(User)
    list_title, show_title, add_title, edit_title = "账号", "账号", "开设账号", "修改账号"
    list_columns: ClassVar = [*_PERSON, "active", "member", "last_login"]
    show_columns: ClassVar = [*_PERSON, "active", "member", "linking", "locked", "last_login", "created_on"]
    add_columns: ClassVar = [*_PERSON, "active", "new_password", "new_password_again"]
    edit_columns: ClassVar = ["name", "active", "new_password", "new_password_again"]
    add_form_extra_fields: ClassVar = {"name": _name_field(), **password_fields(required=True)}
    edit_form_extra_fields: ClassVar = {"name": _name_field(), **password_fields(required=False)}
    add_row_message = "账号已开设。请由安全管理员授予角色，网格员和网格长的账号再由综治中心关联；首次登录须修改密码"

    def prefill_form(self, form: Any, pk: Any) -> None:
        """The name in one piece."""
        form.name.data = person_name(self.datamodel.get(int(pk)))

    def check(self, item: User) -> None:
        """A first password is set, a new one resets; both must be changed by their owner."""
        item.last_name, item.first_name = split_name(item.__dict__.pop("name"))
        password = item.__dict__.pop("new_password", None)
        item.__dict__.pop("new_password_again", None)
        if item.id is None:
            accounts.open_account(db.session(), item, password or "")
            return
        accounts.check_closing(db.session(), item, g.user.id)
        if password:
            accounts.reset_password(db.session(), item, password)


def _grantable() -> Any:
    names = [role.name for role in roles.ROLES]
    return db.session.scalars(select(Role).where(Role.name.in_(names)).order_by(Role.id)).all()


class GrantView(_PeopleView):
    """Which roles an account holds: granted and revoked by the security administrator."""

    datamodel: Any = PortalInterface(User)
    list_title, show_title, edit_title = "授权", "授权", "授予和收回角色"
    list_columns: ClassVar = [*_PERSON, "roles", "active", "locked"]
    show_columns: ClassVar = [*_PERSON, "roles", "active", "member", "locked"]
    edit_columns: ClassVar = ["roles"]
    search_columns: ClassVar = [*_PERSON, "active", "roles"]
    edit_form_extra_fields: ClassVar = {
        "roles": QuerySelectMultipleField(
            "角色", query_func=_grantable, get_pk_func=lambda role: role.id, widget=Select2ManyWidget(),
            description="系统、安全、审计三员互斥，也不能与业务角色兼任",
        ),
    }  # fmt: skip

    def check(self, item: User) -> None:
        """The rules of granting."""
        history = inspect(item).attrs.roles.history
        before = {role.name for role in [*history.unchanged, *history.deleted]}
        accounts.check_grant(db.session(), item, before, g.user.id)

    @action("unlock", "解锁", "解除所选账号的登录锁定？", "fa-unlock")
    def unlock(self, items: Any) -> Response:
        """End the lock of the chosen accounts."""
        chosen = items if isinstance(items, list) else [items]
        for item in chosen:
            accounts.unlock(db.session(), item)
        db.session.commit()
        flash(f"已解锁 {len(chosen)} 个账号", "success")
        return redirect(self.get_redirect())


class RoleView(PortalView):
    """The table of roles, to read: it is made in `portal.security.roles`."""

    datamodel: Any = PortalInterface(Role)
    list_title, show_title = "角色", "角色"
    list_columns: ClassVar = ["name", "meaning"]
    show_columns: ClassVar = ["name", "meaning", "rights"]
    search_columns: ClassVar = ["name"]
    base_filters: ClassVar = [["name", FilterNotEqual, roles.VISITOR]]
    label_columns: ClassVar = {"name": "角色", "meaning": "职责", "rights": "权限"}

    def derive(self, items: list[Any]) -> dict[str, dict[int, Any]]:
        """What each role is for and what it may do, from the table."""
        known = {item.id: roles.BY_NAME[item.name] for item in items if item.name in roles.BY_NAME}
        return {
            "meaning": {key: role.meaning for key, role in known.items()},
            "rights": {key: _rights(role) for key, role in known.items()},
        }


def _rights(role: roles.Role) -> Markup:
    return Markup("<br>").join(
        Markup("{}：{}").format(screen, escape("、".join(verbs))) for screen, verbs in wording.rights(role)
    )
