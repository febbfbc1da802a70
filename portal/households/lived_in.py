"""Where somebody lives. Nobody is due in a vacant home (空户): it is counted as a household, but in no rate of visits, letters or cards."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from portal.households.models import Household
from portal.households.rules import HouseholdKind


def lived_in() -> ColumnElement[bool]:
    """Whether somebody lives there: a condition on `Household`."""
    found: ColumnElement[bool] = Household.kind != HouseholdKind.VACANT
    return found
