"""Contact codes on paper, and what residents told through them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask_appbuilder import Model
from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

if TYPE_CHECKING:
    from portal.households.models import Household
    from portal.issues.models import Issue


class ContactCode(Model):
    """The random word that a household's paper carries in its QR code. It says nothing about anybody, and can be revoked."""

    __tablename__ = "contact_code"
    __table_args__ = (Index("contact_code_household", "household_id", "revoked_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id", ondelete="CASCADE"))
    token: Mapped[str] = mapped_column(String(32), unique=True)
    made_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]
    revoked_by: Mapped[str | None] = mapped_column(String(64))

    household: Mapped[Household] = relationship()


class ResidentReport(Model):
    """What a resident told: the receipt number they keep, and the issue it became."""

    __tablename__ = "resident_report"
    __table_args__ = (Index("resident_report_code_at", "contact_code_id", "at"), Index("resident_report_at", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    receipt: Mapped[str] = mapped_column(String(20), unique=True)
    contact_code_id: Mapped[int | None] = mapped_column(ForeignKey("contact_code.id", ondelete="SET NULL"))
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id", ondelete="CASCADE"), index=True)
    at: Mapped[dt.datetime]
    address: Mapped[str | None] = mapped_column(String(45))
    """Network address it came from; kept for the limits of a day."""
    rating: Mapped[str | None] = mapped_column(String(16))
    rated_at: Mapped[dt.datetime | None]
    remark: Mapped[str | None] = mapped_column(String(500))

    code: Mapped[ContactCode | None] = relationship()
    issue: Mapped[Issue] = relationship()
