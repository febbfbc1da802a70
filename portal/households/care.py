"""Who may see that a resident is in a sensitive care category, and how the others see it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from portal.foundation.clock import today
from portal.households.models import CareCategory
from portal.members.services import grids_looked_after

HIDDEN = "(需授权查看)"


def grids_open_to(session: Session, member_id: int | None) -> set[int]:
    """Ids of the grids whose sensitive facts a member is responsible for today."""
    return grids_looked_after(session, member_id, today())


def care_in_words(care: Iterable[CareCategory], open_: bool) -> str:
    """The categories by name; unless `open_`, one placeholder stands for all sensitive ones."""
    categories = list(care)
    names = [each.name for each in categories if open_ or not each.sensitive]
    if not open_ and any(each.sensitive for each in categories):
        names.append(HIDDEN)
    return "、".join(names)
