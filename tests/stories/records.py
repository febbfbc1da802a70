"""Records of work for a story's tables, entered through the services or, where a date must lie in the past, as the database keeps them."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from python_calamine import CalamineWorkbook
from sqlalchemy import select

from portal.campaigns.models import Campaign
from portal.campaigns.services import open_campaign
from portal.households.models import Establishment, Household
from portal.issues.models import Department, Issue, IssueCategory, IssueEvent
from portal.issues.rules import Stage
from portal.members.models import Member
from portal.visits.models import Visit, VisitAbsence
from portal.visits.services import record_visit
from tests.reports.papers import page_texts
from tests.stories.story import Story

FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 3, 31)


def day(number: int) -> dt.date:
    """A day of March 2026, in which these campaigns run."""
    return dt.date(2026, 3, number)


class Records:
    """What was done in one story."""

    def __init__(self, story: Story) -> None:
        self.story, self.session = story, story.session
        self._number = 0

    def open(self, key: str, grid: str) -> Campaign:
        """A campaign of the plan, held in March 2026."""
        made = open_campaign(self.session, key, self.story.grid(grid), FIRST, LAST, "周文员")
        self.session.commit()
        return made

    def visit(self, home: int, on: int, way: str = "home", by: str | None = None, **values: Any) -> Visit:
        """A visit to a household; `absence`: what is known of those not at home."""
        absence = values.pop("absence", None)
        made = record_visit(self.session, Visit(
            household=self.session.get_one(Household, home), visited_on=day(on), way=way, member=self._member(by),
            absence=VisitAbsence(**absence) if absence else None, **values,
        ))  # fmt: skip
        self.session.commit()
        return made

    def call(self, unit: int, on: int) -> Visit:
        """A visit to an establishment."""
        made = record_visit(self.session, Visit(
            establishment=self.session.get_one(Establishment, unit), visited_on=day(on), way="home", checklist=None,
        ))  # fmt: skip
        self.session.commit()
        return made

    def issue(self, home: int, category: str, text: str, on: int, by: str | None = None, **values: Any) -> Issue:
        """An issue registered in March; `notes`: (deed, note) of its steps; `department` by code."""
        self._number += 1
        notes, office = values.pop("notes", ()), values.pop("department", None)
        found = self.session.get_one(Household, home)
        moment = dt.datetime.combine(day(on), dt.time(9))
        issue = Issue(
            number=f"202603{self._number:04}", grid_id=found.grid_id, household_id=home, member=self._member(by), title=text[:20],
            text=text, category=self.session.scalars(select(IssueCategory).where(IssueCategory.code == category)).one(),
            department=self._department(office), source=self.story.plan.casework.sources[0].key, registered_at=moment,
            history=[IssueEvent(at=moment, actor="周文员", action="register", to_state="registered")], **values,
        )  # fmt: skip
        issue.history += [
            IssueEvent(at=moment, actor="周文员", action=deed, to_state="handled", note=note) for deed, note in notes
        ]
        if issue.revisited_at:
            issue.history.append(IssueEvent(
                at=issue.revisited_at, actor="周文员", action="revisit", to_state="handled", satisfaction=issue.satisfaction,
            ))  # fmt: skip
        self.session.add(issue)
        self.session.commit()
        return issue

    def closed(self, on: int) -> dict[str, Any]:
        """What stands in an issue that was closed on that day of March, people asked the day before."""
        moment = dt.datetime.combine(day(on), dt.time(15))
        return {
            "state": "closed", "stage": Stage.CLOSED, "outcome": "solved", "closed_at": moment, "handled_at": moment,
            "revisited_at": moment - dt.timedelta(days=1), "satisfaction": "satisfied",
        }  # fmt: skip

    def _member(self, name: str | None) -> Member | None:
        return self.session.scalars(select(Member).where(Member.name == name)).one() if name else None

    def _department(self, code: str | None) -> Department | None:
        return self.session.scalars(select(Department).where(Department.code == code)).one() if code else None

    def table(self, key: str, **asked: Any) -> list[list[Any]]:
        """The rows of a table as the office fetches it, from the title to the signatures; whole numbers as such."""
        answer = self.story.client.get(f"/tables/{key}/xlsx", query_string=asked)
        assert answer.status_code == 200, answer.text
        rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
        return [[int(cell) if isinstance(cell, float) and cell.is_integer() else cell for cell in row] for row in rows]

    def paper(self, key: str, **asked: Any) -> list[str]:
        """The pages of a table as PDF, without white space."""
        answer = self.story.client.get(f"/tables/{key}/pdf", query_string=asked)
        assert answer.status_code == 200, answer.text
        return page_texts(answer.data)
