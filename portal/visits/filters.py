"""Searching households by their visits."""

from __future__ import annotations

from sqlalchemy import ColumnElement, not_

from portal.foundation.clock import today
from portal.visits.services import reached_this_year
from portal.web.searches import Condition


class Unvisited(Condition):
    """Not reached this year: the households behind the figure of the home page."""

    name = "今年未走访"

    def condition(self) -> ColumnElement[bool]:
        """As a condition on `Household`."""
        return not_(reached_this_year(today()))
