"""What the worker runs: a draft brought into force where that takes longer than a page may. All of it or nothing."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

from portal.foundation.audit import acting_as
from portal.foundation.constraints import refusal_for
from portal.foundation.errors import Refusal
from portal.jobs.transactions import transaction
from portal.plans.drafting import apply_draft, draft_numbered
from seeds.problems import ProfileError


def apply_in_background(draft_id: int, base: int | None, revision: int, person: str) -> str:
    """Empty when it is in force, otherwise why it is not, in a sentence; `person`: who asked for it, for the trail."""
    try:
        with acting_as(person), transaction() as session:
            apply_draft(session, draft_numbered(session, str(draft_id)), base, revision)
    except (Refusal, ProfileError) as error:
        return str(error)
    except SQLAlchemyError as error:
        refusal = refusal_for(error)
        if refusal is None:
            raise
        return refusal.message
    return ""
