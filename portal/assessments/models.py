"""Assessments: a scheme with indicators, and the assessment of a person or a grid in a period."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask_appbuilder import Model
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.assessments.rules import SUPERSEDED, AssessmentState, Grade
from portal.foundation.choices import one_of
from portal.plans.models import Judged

if TYPE_CHECKING:
    from portal.grids.models import Grid
    from portal.members.models import Member

_PLAIN = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class AssessmentScheme(Model):
    """A scheme from the profile: indicators with weights, and thresholds of the four grades (points of 100)."""

    __tablename__ = "assessment_scheme"
    __table_args__ = (
        CheckConstraint(
            "excellent_from > good_from AND good_from > pass_from AND pass_from >= 0", name="scheme_thresholds"
        ),
        CheckConstraint("excellent_from <= 100", name="scheme_most"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    excellent_from: Mapped[Decimal] = mapped_column(Numeric(5, 1), default=Decimal(90))
    good_from: Mapped[Decimal] = mapped_column(Numeric(5, 1), default=Decimal(80))
    pass_from: Mapped[Decimal] = mapped_column(Numeric(5, 1), default=Decimal(60))

    indicators: Mapped[list[AssessmentIndicator]] = relationship(
        back_populates="scheme", cascade="all, delete-orphan", order_by="AssessmentIndicator.position"
    )

    @property
    def retired(self) -> bool:
        """Whether another has taken its place: kept for the assessments that were judged by it, not chosen any more."""
        return SUPERSEDED in self.code

    def __str__(self) -> str:
        return self.name


class AssessmentIndicator(Model):
    """One item of a scheme."""

    __tablename__ = "assessment_indicator"
    __table_args__ = (
        CheckConstraint("weight > 0 AND full_score > 0", name="indicator_positive"),
        CheckConstraint("weight <= 1000 AND full_score <= 1000", name="indicator_most"),
        UniqueConstraint("scheme_id", "name", name="indicator_once"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scheme_id: Mapped[int] = mapped_column(ForeignKey("assessment_scheme.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(64))
    basis: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[str] = mapped_column(String(32), default="manual")
    """Where its score comes from: a person (`manual`) or a rate, in the words of the profile."""
    weight: Mapped[Decimal] = mapped_column(Numeric(5, 1))
    full_score: Mapped[Decimal] = mapped_column(Numeric(5, 1), default=Decimal(100))

    scheme: Mapped[AssessmentScheme] = relationship(back_populates="indicators")

    def __str__(self) -> str:
        return self.name


class Assessment(Judged, Model):
    """The assessment of one member or one grid in one period (`2025`, `2025H1`, `2025Q3`, `2025-07`)."""

    __tablename__ = "assessment"
    __table_args__ = (
        CheckConstraint("(member_id IS NULL) <> (grid_id IS NULL)", name="assessment_one_subject"),
        CheckConstraint(one_of(AssessmentState, "state"), name="assessment_state"),
        CheckConstraint(f"grade IS NULL OR {one_of(Grade, 'grade')}", name="assessment_grade"),
        CheckConstraint("total IS NULL OR total BETWEEN 0 AND 100", name="assessment_total"),
        Index("assessment_member_once", "scheme_id", "period", "member_id", unique=True,
              sqlite_where=text("member_id IS NOT NULL"), postgresql_where=text("member_id IS NOT NULL")),
        Index("assessment_grid_once", "scheme_id", "period", "grid_id", unique=True,
              sqlite_where=text("grid_id IS NOT NULL"), postgresql_where=text("grid_id IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    scheme_id: Mapped[int] = mapped_column(ForeignKey("assessment_scheme.id", ondelete="RESTRICT"), index=True)
    period: Mapped[str] = mapped_column(String(8), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="RESTRICT"), index=True)
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grid.id", ondelete="RESTRICT"), index=True)
    state: Mapped[str] = mapped_column(String(8), default=AssessmentState.DRAFT)
    total: Mapped[Decimal | None] = mapped_column(Numeric(5, 1))
    grade: Mapped[str | None] = mapped_column(String(16))
    comment: Mapped[str | None] = mapped_column(String(1000))
    assessed_on: Mapped[dt.date | None]
    opened_by: Mapped[str | None] = mapped_column(String(64))
    told_at: Mapped[dt.datetime | None]
    appeal_until: Mapped[dt.date | None]
    """The last day on which who was assessed may object."""
    reply: Mapped[str | None] = mapped_column(String(1000))
    """What who was assessed says to it (本人意见)."""
    load: Mapped[dict[str, Any] | None] = mapped_column(_PLAIN)
    """The load of the grids at the time: {households, residents, key_persons, factor}; see `fairness`."""
    frozen: Mapped[dict[str, Any] | None] = mapped_column(_PLAIN)
    """All that the paper shows, as it was when it became final; see `freezing`."""

    scheme: Mapped[AssessmentScheme] = relationship()
    member: Mapped[Member | None] = relationship()
    grid: Mapped[Grid | None] = relationship()
    scores: Mapped[list[AssessmentScore]] = relationship(
        back_populates="assessment", cascade="all, delete-orphan", order_by="AssessmentScore.id"
    )

    def __str__(self) -> str:
        return f"{self.period} {self.member or self.grid or ''} {self.scheme}"


class AssessmentScore(Model):
    """The score of one indicator; None means no data, which is never zero."""

    __tablename__ = "assessment_score"
    __table_args__ = (
        UniqueConstraint("assessment_id", "indicator_id", name="score_once"),
        CheckConstraint("score IS NULL OR score >= 0", name="score_not_negative"),
        CheckConstraint("score IS NULL OR score <= 1000", name="score_most"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id", ondelete="CASCADE"), index=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("assessment_indicator.id", ondelete="RESTRICT"))
    score: Mapped[Decimal | None] = mapped_column(Numeric(5, 1))
    numerator: Mapped[int | None]
    denominator: Mapped[int | None]
    note: Mapped[str | None] = mapped_column(String(200))
    raw: Mapped[Decimal | None] = mapped_column(Numeric(6, 1))
    """The score before caps and fairness to the load; None where nothing was changed."""
    evidence: Mapped[dict[str, Any] | None] = mapped_column(_PLAIN)
    """What it rests on: the key of the rate, the part it opens, and who judged; see `evidence`."""

    assessment: Mapped[Assessment] = relationship(back_populates="scores")
    indicator: Mapped[AssessmentIndicator] = relationship()

    def __str__(self) -> str:
        return f"{self.indicator}：{'无数据' if self.score is None else self.score}"
