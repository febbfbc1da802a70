"""What is said on the home page of an account that is not set up yet: which step is missing, and who takes it."""

from __future__ import annotations

from portal.security import roles
from portal.security.scope import Scope


def missing(role: str | None, scope: Scope | None) -> str:
    """What a person with this role and scope lacks to see anything, and who provides it; empty when nothing does."""
    if role is None:
        return "账号尚未授予角色，请联系安全管理员"
    if scope is None or role in roles.ADMINISTRATORS:
        return ""
    if role == roles.DEPARTMENT:
        return "" if scope.departments else "账号尚未列为任何部门的经办人，请联系系统管理员在“部门”页面添加"
    if scope.member_id is None:
        return "账号尚未关联网格员档案，请联系综治中心在“网格员”页面关联登录账号"
    return "" if scope.paths else "还没有安排任职的网格，请联系综治中心或网格长在“网格员”页面安排任职"
