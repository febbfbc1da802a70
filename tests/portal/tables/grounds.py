"""What the tests of tables share: a plan in force, a table of it, and the ground it is filled for."""

from __future__ import annotations

import datetime as dt
import hashlib

from sqlalchemy.orm import Session

from portal.figures.grounds import Ground
from portal.foundation.clock import now
from portal.grids.models import Grid
from portal.plans.current import version_changed
from portal.plans.models import PlanVersion
from reports.ledgers import Ledger
from seeds.loading import available_profiles, load_profile
from seeds.schema import Profile
from seeds.sections.tables import ExportTable

PLANS = sorted(available_profiles())
YEAR = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))


def plan(key: str) -> Profile:
    """One of the thirteen plans."""
    return load_profile(available_profiles()[key])


def in_force(session: Session, key: str) -> Profile:
    """Put a plan in force as it is, over whatever is in the database."""
    profile = plan(key)
    text = profile.model_dump_json()
    session.add(PlanVersion(
        key=key, number=1, title=profile.meta.title, content=text, resolved=text,
        digest=hashlib.sha256(text.encode()).hexdigest(), applied_at=now(),
    ))  # fmt: skip
    session.flush()
    version_changed(session)
    return profile


def table(profile: Profile, key: str) -> ExportTable:
    """A table of the plan."""
    return {each.key: each for each in profile.tables}[key]


def ground(session: Session, grid_id: int, days: tuple[dt.date, dt.date] = YEAR, campaign: int | None = None) -> Ground:
    """A grid with all below it."""
    return Ground(*days, grid=session.get_one(Grid, grid_id).path, campaign_id=campaign)


def cells(ledger: Ledger, *names: str) -> list[tuple[object, ...]]:
    """These columns of every row."""
    places = [[column.name for column in ledger.columns].index(name) for name in names]
    return [tuple(row[place] for place in places) for row in ledger.rows]
