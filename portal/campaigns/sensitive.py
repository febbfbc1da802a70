"""Objects of a campaign that name people of a sensitive care category: their tasks are for who visits or looks after the grid."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, not_, or_, select
from sqlalchemy.orm import Session

from portal.campaigns.asked import section_of
from portal.campaigns.models import Campaign, VisitTask
from portal.foundation.clock import today
from portal.foundation.errors import Refusal
from portal.households.models import CareCategory
from portal.members.services import grids_looked_after
from portal.security.scope import scope_of
from seeds.sections.campaigns import VisitObject


def sensitive_codes(session: Session) -> set[str]:
    """The codes of all sensitive care categories."""
    return set(session.scalars(select(CareCategory.code).where(CareCategory.sensitive.is_(True))))


def is_sensitive(wanted: VisitObject, codes: set[str]) -> bool:
    """Whether being listed under this object tells of a sensitive category."""
    return bool(codes & set(wanted.care))


def sensitive_objects(session: Session) -> dict[int, list[str]]:
    """Campaign -> its objects that are sensitive; campaigns without are left out."""
    codes = sensitive_codes(session)
    found = {}
    for campaign in session.scalars(select(Campaign)) if codes else ():
        try:
            keys = [each.key for each in section_of(session, campaign).objects if is_sensitive(each, codes)]
        except Refusal:
            continue
        if keys:
            found[campaign.id] = keys
    return found


def told_of(found: dict[int, list[str]]) -> ColumnElement[bool]:
    """The tasks of sensitive objects, as a condition on `VisitTask`."""
    each = [and_(VisitTask.campaign_id == identity, VisitTask.object.in_(keys)) for identity, keys in found.items()]
    return or_(false(), *each)


def open_to(session: Session) -> ColumnElement[bool]:
    """The tasks that the signed-in person may see without a logged look: their own, of their grids, and all that is not sensitive."""
    hidden, scope = sensitive_objects(session), scope_of(session)
    if scope is None or not hidden:
        return not_(false())
    own = scope.member_id or -1
    grids = grids_looked_after(session, scope.member_id, today())
    return or_(
        not_(told_of(hidden)), VisitTask.member_id.is_not_distinct_from(own), VisitTask.grid_id.in_(grids or {-1})
    )
