"""Searching households by their visits, and visits by what came of them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, not_

from portal.foundation.clock import today
from portal.foundation.database import db
from portal.households.lived_in import lived_in
from portal.visits import frequencies
from portal.visits.models import Visit
from portal.visits.services import reached_this_year
from portal.web.searches import Condition


class Unvisited(Condition):
    """Lived in and not reached this year: the households behind the figure of the home page."""

    name = "今年未见面也未联系"

    def condition(self) -> ColumnElement[bool]:
        """As a condition on `Household`."""
        return and_(lived_in(), not_(reached_this_year(today())))


class Due(Condition):
    """To be visited by today, by the plan's frequencies or by the day agreed on."""

    name = "应走访"

    def condition(self) -> ColumnElement[bool]:
        """As a condition on `Household`."""
        return frequencies.due_by(frequencies.own_rules(db.session(), today()), today())


class WithWishes(Condition):
    """Somebody wished or suggested something (意见建议)."""

    name = "有意见建议"

    def condition(self) -> ColumnElement[bool]:
        """As a condition on `Visit`."""
        return Visit.wishes.is_not(None)


class WithAbsence(Condition):
    """Entered in the register of the absent (不在家登记)."""

    name = "有不在家登记"

    def condition(self) -> ColumnElement[bool]:
        """As a condition on `Visit`."""
        return Visit.absence.has()
