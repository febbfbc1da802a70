"""Who may see that a resident or a home is in a sensitive care category, and how the others see it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from portal.foundation.clock import today
from portal.foundation.errors import Refusal
from portal.households.models import CareCategory, Household, Resident
from portal.households.rules import CareSubject
from portal.members.services import grids_looked_after

HIDDEN = "（需授权查看）"


def grids_open_to(session: Session, member_id: int | None) -> set[int]:
    """Ids of the grids whose sensitive facts a member is responsible for today."""
    return grids_looked_after(session, member_id, today())


def check_subject(item: Household | Resident) -> None:
    """Raise `Refusal` when a home is given what is meant for people, or the other way round; what it has already may stay."""
    subject = CareSubject.HOUSEHOLD if isinstance(item, Household) else CareSubject.PERSON
    added: Iterable[CareCategory] = inspect(item).attrs.care.history.added or ()
    for each in added:
        if each.applies_to != subject:
            other = "住户" if each.applies_to == CareSubject.HOUSEHOLD else "居民"
            raise Refusal(f"“{each.name}”登记在{other}上，请到{other}的页面登记", "care")


def care_in_words(care: Iterable[CareCategory], open_: bool) -> str:
    """The categories by name; unless `open_`, one placeholder stands for all sensitive ones."""
    categories = list(care)
    names = [each.name for each in categories if open_ or not each.sensitive]
    if not open_ and any(each.sensitive for each in categories):
        names.append(HIDDEN)
    return "、".join(names)
