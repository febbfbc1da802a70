"""What the tick-off page is asked for, read from its address. Nonsense raises `BadParameter` (400), what is out of sight `NotFound`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import request
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from portal.delivery.addressees import Batch, Wanted, batch_of
from portal.delivery.rules import Paper, counted_since
from portal.foundation.errors import BadParameter
from portal.grids.models import Grid
from portal.members.models import Member
from portal.web.parameters import identity

PAGE = 100


@dataclass(frozen=True)
class Wish:
    """Which paper, for whom, and which page of the list; `missing`: only those who have still to get it."""

    kind: str
    grid: Grid | None
    member: Member | None
    batch: Batch | None
    since: dt.date | None
    missing: bool
    page: int

    @property
    def wanted(self) -> Wanted:
        """As the list is asked."""
        return Wanted(
            self.kind, self.since, self.grid.path if self.grid else "", self.member.id if self.member else None,
            self.batch.id if self.batch else None,
        )  # fmt: skip

    def arguments(self, **others: Any) -> dict[str, Any]:
        """As they stand in an address, with `others` put in."""
        found = {
            "kind": self.kind, "grid": self.grid and self.grid.id, "member": self.member and self.member.id,
            "batch": self.batch and self.batch.id, "from": request.values.get("from"), "all": None if self.missing else "1",
            "page": self.page or None, **others,
        }  # fmt: skip
        return {name: value for name, value in found.items() if value}


def wish(session: Session, day: dt.date) -> Wish:
    """The wish of this request. A batch says which paper, and counts hand-overs from the day of its printing."""
    batch = _batch(session)
    kind = batch.kind if batch else request.values.get("kind") or Paper.LETTERS.value
    if kind not in list(Paper):
        raise BadParameter("请选择致群众一封信或服务联系卡")
    since = _day("from") or (batch.printed_on if batch else counted_since(kind, day))
    page = identity(request.values.get("page") or "0")
    return Wish(
        kind,
        _row(session, Grid, "grid"),
        _row(session, Member, "member"),
        batch,
        since,
        not request.values.get("all"),
        page,
    )


def _row(session: Session, model: Any, name: str) -> Any:
    text = request.values.get(name, "")
    if not text:
        return None
    found = session.get(model, identity(text))
    if found is None:
        raise NotFound
    return found


def _batch(session: Session) -> Batch | None:
    text = request.values.get("batch", "")
    if not text:
        return None
    found = batch_of(session, identity(text))
    if found is None:
        raise NotFound
    return found


def _day(name: str) -> dt.date | None:
    text = request.values.get(name, "")
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise BadParameter("日期应写作 2026-03-01 的样子，且为真实的日期") from error
