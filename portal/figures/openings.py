"""From a number to the rows behind it: the list of the screen, searched by exactly what was counted.

A list is searched by one text, such as `issues_closed~issues_registered~20260101~20261231~g12~d3`: what is counted, among what, from when
to when, and the limits of the ground (g grid, m member, d department, k category, s class, c campaign).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_appbuilder.models.filters import BaseFilter
from sqlalchemy import Select, select
from wtforms import SelectField

from portal.figures.grounds import Ground
from portal.figures.measures import COUNTED, VISITS_MADE, Measure
from portal.figures.rates import rows_of
from portal.figures.signals import SIGNALS
from portal.figures.sources import Asked
from portal.figures.wording import in_words
from portal.foundation.database import db
from portal.foundation.errors import BadParameter
from portal.grids.models import Grid
from portal.web.links import link

COLUMN = "counted"
SCREENS = {
    "tasks": "VisitTaskView", "homes": "HouseholdView", "issues": "IssueView", "revisits": "IssueEventView", "visits": "VisitView",
}  # fmt: skip
"""Source -> the screen that lists its rows."""
LISTED: dict[str, Measure] = {**COUNTED, "visits_done": VISITS_MADE, "visits_due": COUNTED["households"], **SIGNALS}
_LIMITS = {
    "g": "grid",
    "m": "member_id",
    "d": "department_id",
    "k": "category_id",
    "s": "issue_class",
    "c": "campaign_id",
}
_DAY = "%Y%m%d"
_YEARS = range(2000, 2100)


@dataclass(frozen=True)
class Opening:
    """What a list is to show: rows that `measure` counts, of those that `among` counts where that is given."""

    measure: str
    among: str
    ground: Ground

    @property
    def text(self) -> str:
        """As it stands in an address."""
        parts = [self.measure, self.among, self.ground.first.strftime(_DAY), self.ground.last.strftime(_DAY)]
        for letter, name in _LIMITS.items():
            value = getattr(self.ground, name)
            if value is not None and (value != "" or letter == "s"):
                parts.append(letter + str(value.split("/")[-2] if letter == "g" else value))
        return "~".join(parts)

    def rows(self, asked: Asked) -> Select[Any]:
        """The ids of these rows."""
        measure, among = LISTED[self.measure], LISTED[self.among] if self.among else None
        source = measure.source
        return source.join(select(source.unit).select_from(source.model)).where(*rows_of(asked, measure, among))


def opening(measure: str, ground: Ground, among: str = "") -> str | None:
    """The address of the list of what the measure counts; None where there is no such list, or not for this person."""
    if measure not in LISTED:
        return None
    same = among in LISTED and LISTED[among].source is LISTED[measure].source
    what = Opening(measure, among if same and among != measure else "", ground)
    return link(SCREENS[LISTED[measure].source.key], **{f"_flt_0_{COLUMN}": what.text})


def read(text: str) -> Opening:
    """What stands in an address. Raises `BadParameter`; a grid out of sight holds nothing."""
    try:
        measure, among, first, last, *limits = text.split("~")
        LISTED[measure], LISTED[among or measure]
        days = [dt.datetime.strptime(day, _DAY).date() for day in (first, last)]
        if any(day.year not in _YEARS for day in days):
            raise ValueError(text)
        values = {_LIMITS[each[0]]: _limit(each[0], each[1:]) for each in limits}
    except (KeyError, ValueError, IndexError) as error:
        raise BadParameter("统计口径的地址不对，请从统计页面重新点开") from error
    return Opening(measure, among, Ground(days[0], days[1], **values))


def _limit(letter: str, value: str) -> Any:
    if letter == "s":
        return value
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise ValueError(value)
    if letter == "g":
        return db.session().scalar(select(Grid.path).where(Grid.id == int(value))) or "/0/"
    return int(value)


def _chosen() -> list[tuple[str, str]]:
    """The search of this request as the one choice of its box."""
    text = request.args.get(f"_flt_0_{COLUMN}", "")
    if not text:
        return []
    what = read(text)
    return [(text, in_words(db.session(), what.measure, what.among, what.ground.first, what.ground.last))]


class CountedField(SelectField):
    """A box with one choice: what the page was opened with. Without it the box is not shown."""

    def __init__(self, **common: Any) -> None:
        super().__init__(choices=_chosen, coerce=str, validate_choice=False, **common)


class Counted(BaseFilter):
    """The rows behind a number of the statistics."""

    name = "统计口径"
    arg_name = "counted"
    field = CountedField

    def apply(self, query: Any, value: Any) -> Any:
        """Narrow the query. Raises `BadParameter` when the text makes no sense on this list."""
        what = read(str(value))
        source = LISTED[what.measure].source
        if source.unit.table is not self.model.__table__:
            raise BadParameter("统计口径不是这个列表的，请从统计页面重新点开")
        return query.filter(self.model.id.in_(what.rows(Asked(db.session(), what.ground))))
