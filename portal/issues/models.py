"""Issues (诉求/问题), their categories and departments, and the append-only history of every transition."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask_appbuilder import Model
from shapely import Point
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text, false, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from portal.foundation.choices import one_of
from portal.foundation.clock import now
from portal.foundation.geometry import Location
from portal.foundation.identity import PHONE_CHECK
from portal.grids.models import Grid
from portal.issues.rules import USUAL_SOURCE, Action, Due, Handling, Outcome, Progress, Stage, is_overdue
from portal.plans.models import Judged
from portal.visits.rules import Satisfaction
from seeds.sections.workflow import STANDARD

if TYPE_CHECKING:
    from flask_appbuilder.security.sqla.models import User

    from portal.households.models import Establishment, Household
    from portal.members.models import Member

department_staff = Table(
    "department_staff",
    Model.metadata,
    Column("department_id", Integer, ForeignKey("department.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", Integer, ForeignKey("ab_user.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Department(Model):
    """A department desk that solves issues."""

    __tablename__ = "department"
    __table_args__ = (CheckConstraint(PHONE_CHECK, name="department_phone"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    phone: Mapped[str | None] = mapped_column(String(20))
    retired: Mapped[bool] = mapped_column(default=False, server_default=false())

    staff: Mapped[list[User]] = relationship(secondary=department_staff)

    @property
    def is_staffed(self) -> bool:
        """Whether somebody can sign in for it."""
        return any(user.active for user in self.staff)

    def __str__(self) -> str:
        return self.name


class IssueCategory(Model):
    """A category of issues, from the profile, with its time limit in working days (0 = at once)."""

    __tablename__ = "issue_category"
    __table_args__ = (CheckConstraint("limit_days >= 0", name="issue_category_limit"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    group: Mapped[str] = mapped_column("group_name", String(64), default="")
    limit_days: Mapped[int] = mapped_column(default=5)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id", ondelete="SET NULL"))
    """The department that usually solves it."""
    retired: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Kept on old issues, not offered for new ones."""

    department: Mapped[Department | None] = relationship()

    def __str__(self) -> str:
        return f"{self.group} · {self.name}" if self.group else self.name


class Issue(Judged, Model):
    """An issue; its state changes only through `portal.issues.services`."""

    __tablename__ = "issue"
    __table_args__ = (
        CheckConstraint(one_of(Stage, "stage"), name="issue_stage"),
        CheckConstraint(f"outcome IS NULL OR {one_of(Outcome, 'outcome')}", name="issue_outcome"),
        CheckConstraint("stage <> 'closed' OR outcome IS NOT NULL", name="issue_closed_has_outcome"),
        CheckConstraint(PHONE_CHECK, name="issue_phone"),
        Index("issue_stage_due", "stage", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str | None] = mapped_column(String(36), unique=True, index=True)
    """Made by the browser that recorded it, so that sending it twice stores it once."""
    number: Mapped[str] = mapped_column(String(20), unique=True)
    source: Mapped[str] = mapped_column(String(32), default=USUAL_SOURCE)
    """Key of the profile's sources."""
    grid_id: Mapped[int] = mapped_column(ForeignKey("grid.id", ondelete="RESTRICT"), index=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id", ondelete="SET NULL"), index=True)
    establishment_id: Mapped[int | None] = mapped_column(
        ForeignKey("establishment.id", ondelete="SET NULL"), index=True
    )
    category_id: Mapped[int] = mapped_column(ForeignKey("issue_category.id"), index=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    """The member who registered it or looks after it."""
    title: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    place: Mapped[str | None] = mapped_column(String(200))
    contact_name: Mapped[str | None] = mapped_column(String(64))
    phone: Mapped[str | None] = mapped_column(String(20))
    location: Mapped[Point | None] = mapped_column(Location, deferred=True)
    state: Mapped[str] = mapped_column(String(32), default=lambda: STANDARD.initial.key, index=True)
    """Key of the workflow's states."""
    stage: Mapped[str] = mapped_column(String(16), default=Stage.NEW, server_default=Stage.NEW.value, index=True)
    """What the state amounts to, for counts and lists."""
    issue_class: Mapped[str | None] = mapped_column(String(32), index=True)
    """Key of the profile's classes (who has to act)."""
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("grid.id", ondelete="SET NULL"), index=True)
    """The grid on the way up whose level deals with it now; its own grid when empty."""
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id", ondelete="SET NULL"), index=True)
    """The visit in which it was told."""
    outcome: Mapped[str | None] = mapped_column(String(16))
    solved_on_the_spot: Mapped[bool] = mapped_column(default=False, server_default=false())
    registered_at: Mapped[dt.datetime] = mapped_column(index=True)
    due_on: Mapped[dt.date | None] = mapped_column(index=True)
    due_at: Mapped[dt.datetime | None]
    """To the minute, where the limit is in hours or at once."""
    step_due_on: Mapped[dt.date | None]
    """By when it has to leave its present state, where the workflow or the escalation gives that state a limit."""
    paused_at: Mapped[dt.datetime | None]
    paused_from: Mapped[str | None] = mapped_column(String(32))
    """The state that pausing interrupted."""
    paused_until: Mapped[dt.date | None]
    urged_at: Mapped[dt.datetime | None]
    """When it was last put under supervision (督办)."""
    handled_at: Mapped[dt.datetime | None]
    """When it was last answered."""
    revisited_at: Mapped[dt.datetime | None]
    """When people were last asked since it was last answered, and what they said (`satisfaction`)."""
    satisfaction: Mapped[str | None] = mapped_column(String(16))
    closed_at: Mapped[dt.datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("issue.id", ondelete="SET NULL"), index=True)

    grid: Mapped[Grid] = relationship(foreign_keys=[grid_id])
    holder: Mapped[Grid | None] = relationship(foreign_keys=[holder_id])
    household: Mapped[Household | None] = relationship()
    establishment: Mapped[Establishment | None] = relationship()
    category: Mapped[IssueCategory] = relationship()
    department: Mapped[Department | None] = relationship()
    member: Mapped[Member | None] = relationship()
    merged_into: Mapped[Issue | None] = relationship(remote_side=[id])
    history: Mapped[list[IssueEvent]] = relationship(back_populates="issue", order_by="IssueEvent.id")

    grid_name: Mapped[str] = column_property(
        select(Grid.__table__.c.full_name).where(Grid.__table__.c.id == grid_id).scalar_subquery()
    )
    """Where it is, in words. Part of the issue: a department reads it without seeing the grid itself."""
    holder_name: Mapped[str | None] = column_property(
        select(Grid.__table__.c.full_name).where(Grid.__table__.c.id == holder_id).scalar_subquery()
    )
    """Whose level deals with it now. Part of the issue: who passed it up reads it without seeing the grid above."""

    @property
    def progress(self) -> Progress:
        """Where it stands, for lists and pages."""
        return Progress(self.state, self.stage, self.satisfaction)

    @property
    def handling(self) -> Handling:
        """Who deals with it, and which department usually would."""
        usual = self.category.department
        given, known = (str(each) if each else None for each in (self.department, usual))
        return Handling(self.progress, given, known, self.holder_name)

    @property
    def desk(self) -> Handling:
        """The same, for the column of the department."""
        return self.handling

    @property
    def due(self) -> Due:
        """The day it is due, and whether that has passed today."""
        return Due(self.due_on, is_overdue(self.stage, self.due_on, now(), self.due_at), self.due_at)

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class IssueEvent(Model):
    """One transition of an issue. The database refuses to change or delete it."""

    __tablename__ = "issue_event"
    __table_args__ = (
        CheckConstraint(
            f"satisfaction IS NULL OR {one_of(Satisfaction, 'satisfaction')}", name="issue_event_satisfaction"
        ),
        Index("issue_event_action_at", "action", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id", ondelete="RESTRICT"), index=True)
    at: Mapped[dt.datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="SET NULL"))
    actor: Mapped[str] = mapped_column(String(64))
    """The name of the person who acted, as it was then."""
    action: Mapped[str] = mapped_column(String(16))
    """What was done: an effect of the workflow, or another deed; see `Action`."""
    step: Mapped[str | None] = mapped_column(String(32))
    """Key of the workflow's step, and the words that stood on its button then (`label`)."""
    label: Mapped[str | None] = mapped_column(String(32))
    from_state: Mapped[str | None] = mapped_column(String(32))
    to_state: Mapped[str] = mapped_column(String(32))
    holder_name: Mapped[str | None] = mapped_column(String(255))
    due_on: Mapped[dt.date | None]
    """The due day after it."""
    department_name: Mapped[str | None] = mapped_column(String(64))
    outcome: Mapped[str | None] = mapped_column(String(16))
    satisfaction: Mapped[str | None] = mapped_column(String(16))
    note: Mapped[str | None] = mapped_column(String(1000))

    issue: Mapped[Issue] = relationship(back_populates="history")

    def __str__(self) -> str:
        return f"{self.at} {Action.label_of(self.action)}"
