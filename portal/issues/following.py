"""What issues do when a profile comes into force: departments, categories, sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_appbuilder import Model
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.issues.clock import limit_days
from portal.issues.models import Department, Issue, IssueCategory, department_staff
from portal.issues.state_following import ClassesFollower, follower_of_states
from portal.plans.following import Follower
from portal.plans.keys import KeysFollower
from portal.plans.rows import RowsFollower
from portal.plans.shifts import Entry
from portal.plans.uses import Use
from seeds.schema import Profile

_issue = Issue.__table__


def _issues(column: Any) -> Use:
    return Use("件诉求", column, _issue, "IssueView", _issue.c.id, _issue.c.number)


def _departments(profile: Profile) -> list[Entry]:
    return [Entry(each.code, each.name, each.was, each.retired) for each in profile.departments]


def _department_uses() -> tuple[Use, ...]:
    """Issues handed to it, and the accounts of its desk; the table of accounts is known when all tables are."""
    account = Model.metadata.tables["ab_user"]
    staff = department_staff.join(account, account.c.id == department_staff.c.user_id)
    name = account.c.last_name + account.c.first_name
    desk = Use(
        "个经办账号", department_staff.c.department_id, staff, "AccountView", account.c.id, name, pair=department_staff.c.user_id
    )  # fmt: skip
    return _issues(_issue.c.department_id), desk


def leaves(profile: Profile) -> list[Entry]:
    """The leaves of the category tree, each in the group of its parent. `department` is still a code here."""
    casework = profile.casework
    by_code, parents = {each.code: each for each in casework.categories}, {each.parent for each in casework.categories}
    return [
        Entry(each.code, each.name, each.was, each.retired, (
            ("group", by_code[each.parent].name if each.parent else ""),
            ("limit_days", limit_days(casework, each.code) or 0), ("department", casework.department_for(each.code)),
        ))
        for each in casework.categories if each.code not in parents
    ]  # fmt: skip


def _category_values(session: Session, entry: Entry) -> Mapping[str, Any]:
    values = dict(entry.values)
    code = values.pop("department")
    found = session.scalar(select(Department.id).where(Department.code == code)) if code else None
    return {**values, "department_id": found}


def _sources(profile: Profile) -> list[Entry]:
    return [Entry(each.key, each.name, each.was, each.retired) for each in profile.casework.sources]


def followers() -> tuple[Follower, ...]:
    """In the order in which they follow."""
    return (
        RowsFollower("部门", Department, _departments, _department_uses),
        RowsFollower(
            "诉求类别", IssueCategory, leaves, lambda: (_issues(_issue.c.category_id),), by_name=False, values=_category_values
        ),
        KeysFollower("诉求来源", _sources, _issues(_issue.c.source), may_retire=True),
        follower_of_states(), ClassesFollower(),
    )  # fmt: skip
