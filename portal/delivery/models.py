"""Letters and cards handed over."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.delivery.rules import DeliveryWay, Paper
from portal.foundation.choices import one_of

if TYPE_CHECKING:
    from portal.households.models import Household


class Delivery(Model):
    """One letter or card that reached one household on one day."""

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint(one_of(Paper, "kind"), name="delivery_kind"),
        CheckConstraint(one_of(DeliveryWay, "way"), name="delivery_way"),
        UniqueConstraint("household_id", "kind", "delivered_on", name="delivery_once"),
        Index("delivery_kind_day", "kind", "delivered_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    delivered_on: Mapped[dt.date]
    way: Mapped[str] = mapped_column(String(16), default=DeliveryWay.HAND)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("print_batch.id", ondelete="SET NULL"), index=True)
    """The order it was printed with, where that is known."""
    recorded_at: Mapped[dt.datetime]
    recorded_by: Mapped[str] = mapped_column(String(64))

    household: Mapped[Household] = relationship()

    def __str__(self) -> str:
        return f"{self.delivered_on} {Paper.label_of(self.kind)}"
