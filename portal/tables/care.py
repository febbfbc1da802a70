"""Care categories in tables. A list is telling in itself: sensitive ones are left out of conditions and columns unless the
person is responsible for the grid."""

from __future__ import annotations

from collections.abc import Iterable

from portal.households.models import CareCategory
from portal.tables.work import Work


def care_codes(work: Work) -> list[str] | None:
    """The categories that `only` names, or that keep the ledgers it names; None when it names neither. Sensitive ones count only
    for whoever is responsible for every grid of the table."""
    named, ledgers = work.arguments("care"), work.arguments("ledger")
    if not named and not ledgers:
        return None
    meant = [each for each in work.profile.care_categories if each.code in named or each.ledger in ledgers]
    return [each.code for each in meant if not each.sensitive or _all_open(work)]


def care_told(work: Work, care: Iterable[CareCategory], grid_id: int) -> str:
    """The names of the categories that may stand on paper."""
    open_ = grid_id in work.open_grids
    return "、".join(each.name for each in care if open_ or not each.sensitive)


def _all_open(work: Work) -> bool:
    return {place.id for place in work.places.rows(None)} <= work.open_grids
