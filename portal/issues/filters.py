"""What the list of issues is searched for besides its columns."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.models.filters import BaseFilter
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from portal.foundation.clock import now, today
from portal.foundation.database import db
from portal.grids.models import Grid, GridLevel
from portal.issues import services
from portal.issues.models import Issue
from portal.issues.workflow import ClosingWord
from portal.security.scope import scope_of
from portal.web.searches import Condition

_grid, _level = Grid.__table__, GridLevel.__table__


class Overdue(Condition):
    """Overdue now; see `rules.is_overdue`."""

    name = "超期"

    def condition(self) -> ColumnElement[bool]:
        """As a condition on `Issue`."""
        return services.overdue(now())


class DueSoon(Condition):
    """Due within a few working days."""

    name = "即将到期"

    def condition(self) -> ColumnElement[bool]:
        """As a condition on `Issue`."""
        return services.due_soon(db.session(), now())


class StepOverdue(Condition):
    """Longer with its level, or in its state, than the plan gives."""

    name = "该上报未上报"

    def condition(self) -> ColumnElement[bool]:
        """As a condition on `Issue`."""
        return services.step_overdue(today())


class PauseOver(Condition):
    """Paused longer than was said."""

    name = "暂停到期"

    def condition(self) -> ColumnElement[bool]:
        """As a condition on `Issue`."""
        return services.pause_over(today())


class Urged(Condition):
    """Under supervision."""

    name = "督办中"

    def condition(self) -> ColumnElement[bool]:
        """As a condition on `Issue`."""
        return services.urged()


class ToRevisit(Condition):
    """Answered, and people have not been asked."""

    name = "待回访"

    def condition(self) -> ColumnElement[bool]:
        """As a condition on `Issue`."""
        return services.to_revisit()


class ToClose(Condition):
    """Answered, and people are content."""

    name = ClosingWord("已回访待{}")

    def condition(self) -> ColumnElement[bool]:
        """As a condition on `Issue`."""
        return services.to_close()


class Mine(Condition):
    """Held by a level, a desk or a person that who is signed in stands for."""

    name = "由我办理"

    def condition(self) -> ColumnElement[bool]:
        """As a condition on `Issue`."""
        return held_by_me(db.session())


def held_by_me(session: Session) -> ColumnElement[bool]:
    """What waits for who is signed in: their own grids hold it, their desk got it, or they look after it."""
    scope = scope_of(session)
    own = select(_grid.c.id).where(_grid.c.path.in_(scope.paths if scope else ()))
    departments, member = (scope.departments, scope.member_id) if scope else ((), None)
    return or_(
        Issue.holder_id.is_not(None) & Issue.holder_id.in_(own),
        Issue.department_id.is_not(None) & Issue.department_id.in_(departments or (-1,)),
        Issue.member_id.is_not(None) & (Issue.member_id == (member or -1)),
    )


class Levels:
    """The levels of the tree as options."""

    def options(self, retired: bool = False) -> list[tuple[str, str]]:
        """(key, name), the widest first."""
        rows = db.session.execute(select(_level.c.key, _level.c.name).order_by(_level.c.rank))
        return [(row.key, row.name) for row in rows]

    def label_of(self, key: str | None) -> str:
        """The name of a level."""
        return dict(self.options()).get(key or "", "")


LEVELS = Levels()


class HolderLevel(BaseFilter):
    """Held by a grid of that level."""

    name = "办理层级"
    arg_name = "eq"

    def apply(self, query: Any, value: Any) -> Any:
        """Narrow the query."""
        grids = select(_grid.c.id).join(_level, _level.c.id == _grid.c.level_id).where(_level.c.key == str(value))
        return query.filter(func.coalesce(Issue.holder_id, Issue.grid_id).in_(grids))


OWN: dict[str, list[Any]] = {
    "overdue": [Overdue], "due_soon": [DueSoon], "step_overdue": [StepOverdue], "pause_over": [PauseOver], "urged": [Urged],
    "to_revisit": [ToRevisit], "to_close": [ToClose], "mine": [Mine], "holder_level": [HolderLevel],
}  # fmt: skip
LABELS = {column: kinds[0].name for column, kinds in OWN.items()}
