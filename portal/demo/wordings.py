"""One text of the town's own, written by one and approved by another, so that a demo shows what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.grids.models import Grid
from portal.wordings import drafting
from portal.wordings.rules import WordingKind

if TYPE_CHECKING:
    from portal.demo.loading import Demo

WRITER, APPROVER = "演示经办人", "演示负责人"
NOTE, AGREED = "演示数据：虚构的一版，供查看编写和审批的过程", "同意，从现在起按这一版印"


def approve_one(session: Session, demo: Demo) -> WordingKind:
    """The notice board where the plan has no text for it, so that it can be printed; else the contact card as the plan has it."""
    kind = WordingKind.BOARD if demo.profile.texts.board is None else WordingKind.CARD
    top = session.scalars(select(Grid.id).where(Grid.parent_id.is_(None)).order_by(Grid.code).limit(1)).one()
    wording = drafting.begin(session, top, kind, WRITER)
    content = dict(wording.content)
    if kind == WordingKind.BOARD:
        content["services"] = list(demo.profile.texts.card.duties)
        content["shows"] = [*content["shows"], "services"]
    drafting.save(session, wording, content, wording.design, NOTE, revision=wording.revision, by=WRITER)
    drafting.submit(session, wording)
    drafting.approve(session, wording, APPROVER, AGREED, revision=wording.revision)
    return kind
