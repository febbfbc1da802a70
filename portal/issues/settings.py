"""Screens of what issues are sorted by: departments with their staff, and categories."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import current_app
from flask_appbuilder.fields import QuerySelectMultipleField
from flask_appbuilder.fieldwidgets import Select2ManyWidget
from sqlalchemy import select
from wtforms import validators

from portal.foundation.audit import person_name
from portal.foundation.database import db
from portal.issues.models import Department, IssueCategory
from portal.security.roles import DEPARTMENT
from portal.web.fields import CODE, CODE_HINT
from portal.web.interface import PortalInterface
from portal.web.views import PortalView


def desk_accounts() -> list[Any]:
    """The accounts that hold the role of a department desk."""
    manager: Any = current_app.appbuilder.sm  # type: ignore[attr-defined]
    users = manager.user_model
    return list(db.session.scalars(select(users).where(users.roles.any(name=DEPARTMENT)).order_by(users.username)))


def _staff_field() -> QuerySelectMultipleField:
    return QuerySelectMultipleField(
        "经办账号", description=f"只列出角色为“{DEPARTMENT}”的账号；他们只看到交给本部门的诉求", query_func=desk_accounts,
        get_pk_func=lambda account: account.id, get_label=person_name, validators=[validators.Optional()],
        widget=Select2ManyWidget(),
    )  # fmt: skip


def names(accounts: list[Any]) -> str:
    """The people's names."""
    return "、".join(person_name(account) for account in accounts) or "—"


class DepartmentView(PortalView):
    """Departments, each with the accounts of its desk."""

    datamodel: Any = PortalInterface(Department)
    list_title, show_title, add_title, edit_title = "部门", "部门", "新增部门", "修改部门"
    list_columns: ClassVar = ["name", "phone", "staff", "retired"]
    show_columns: ClassVar = [*list_columns, "code"]
    add_columns: ClassVar = show_columns
    edit_columns: ClassVar = show_columns
    search_columns: ClassVar = ["name", "phone"]
    base_order = ("code", "asc")
    add_form_extra_fields: ClassVar = {"staff": _staff_field()}
    edit_form_extra_fields: ClassVar = {"staff": _staff_field()}
    formatters_columns = {"staff": names}
    label_columns: ClassVar = {"code": CODE, "name": "名称", "phone": "电话", "staff": "经办账号", "retired": "停用"}
    description_columns: ClassVar = {"code": CODE_HINT, "retired": "停用后不再向其交办，已有的诉求不变"}


class IssueCategoryView(PortalView):
    """Categories of issues, with their time limits."""

    datamodel: Any = PortalInterface(IssueCategory)
    list_title, show_title, add_title, edit_title = "诉求类别", "诉求类别", "新增类别", "修改类别"
    list_columns: ClassVar = ["name", "group", "limit_days", "department", "retired"]
    show_columns: ClassVar = [*list_columns, "code"]
    add_columns: ClassVar = show_columns
    edit_columns: ClassVar = show_columns
    search_columns: ClassVar = ["name", "group", "department"]
    base_order = ("code", "asc")
    label_columns: ClassVar = {
        "code": CODE, "group": "大类", "name": "名称", "limit_days": "办理时限（工作日）", "department": "通常承办部门", "retired": "停用",
    }  # fmt: skip
    description_columns: ClassVar = {
        "code": CODE_HINT,
        "limit_days": "从登记次日起算的工作日数；0 表示当日办结",
        "retired": "停用后不再登记这类诉求，已有的不变",
    }
