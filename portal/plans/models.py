"""The profile in force."""

from __future__ import annotations

import datetime as dt

from flask_appbuilder import Model
from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column


class PlanProfile(Model):
    """A town's plan as it was applied: the whole profile text, so that old records can be judged by it."""

    __tablename__ = "plan_profile"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    content: Mapped[str] = mapped_column(Text)
    applied_at: Mapped[dt.datetime]

    def __str__(self) -> str:
        return self.title
