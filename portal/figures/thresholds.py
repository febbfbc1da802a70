"""The thresholds of early warning that are in force."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.figures.warnings import THRESHOLDS
from portal.plans.current import profile_or_none
from seeds.sections.warnings import Warnings


def thresholds_of(session: Session) -> Warnings:
    """Those of the profile in force; the usual ones without a profile."""
    profile = profile_or_none(session)
    return profile.warnings if profile else THRESHOLDS
