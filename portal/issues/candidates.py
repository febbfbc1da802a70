"""The issues that the page of merging or linking offers: open ones like it, with what a person tells them apart by."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.households.models import Household
from portal.issues import links
from portal.issues.models import Issue
from portal.issues.rules import Progress
from portal.issues.similar import similar


@dataclass(frozen=True)
class Candidate:
    """`about`: the household as far as it is in sight, the place and what the two have in common, in words."""

    number: str
    title: str
    progress: Progress
    about: str


def candidates(session: Session, issue: Issue, linked: bool) -> list[Candidate]:
    """The likeliest first; `linked`: also those that hang together with it already."""
    known = set() if linked else {row.id for row, _ in links.linked(session, issue)}
    found = [each for each in similar(session, issue) if each.issue.id not in known]
    homes = _homes(session, {each.issue.household_id for each in found if each.issue.household_id})
    return [
        Candidate(each.issue.number, each.issue.title, each.issue.progress, _about(each.issue, homes, each.why))
        for each in found
    ]


def _homes(session: Session, ids: set[int]) -> dict[int, Household]:
    """Asked for by a statement, which the scope narrows."""
    return {row.id: row for row in session.scalars(select(Household).where(Household.id.in_(ids)))}


def _about(issue: Issue, homes: dict[int, Household], why: str) -> str:
    home = homes.get(issue.household_id or 0)
    where = str(home) if home else issue.place
    return "；".join(each for each in (where, why, f"{issue.registered_at.date()} 登记") if each)
