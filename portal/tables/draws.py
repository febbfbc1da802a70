"""Tables with one row drawn at random (抽取名单): visitors for the review, visits or issues to verify. In the order of the draw."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from portal.campaigns.models import Sample, SampleItem
from portal.campaigns.rules import SampleResult
from portal.issues.models import Issue
from portal.issues.rules import Stage
from portal.members.models import Assignment, Member
from portal.members.posts import Posts, posts_of
from portal.security.scope import in_force
from portal.tables import reached
from portal.tables.issues import who
from portal.tables.work import Family, Found, Part, Work, found_by, paired
from portal.visits.models import Visit

Counts = dict[int, int]


@dataclass(frozen=True)
class DrawFact:
    """One row drawn: a visitor, a visit or an issue."""

    work: Work
    item: SampleItem
    member: Member | None
    visit: Visit | None
    issue: Issue | None
    post: Assignment | None
    posts: Posts
    visits: Counts
    issues: Counts
    closed: Counts

    @property
    def grid_id(self) -> int | None:
        """Where it belongs."""
        home = self.visit.household or self.visit.establishment if self.visit else None
        held = self.post.grid_id if self.post else self.member.grid_id if self.member else None
        return home.grid_id if home else self.issue.grid_id if self.issue else held

    @property
    def name(self) -> str | None:
        """Of the visitor, of who was visited, or of who told the issue."""
        if self.visit:
            return self.visit.household.head_name if self.visit.household else str(self.visit.establishment)
        return who(self.issue) if self.issue else self.member.name if self.member else None


def find(work: Work, limit: int | None) -> Found:
    """What was drawn in the period, draw by draw."""
    statement = (
        select(SampleItem)
        .join(SampleItem.sample)
        .where(
            work.inside(Sample.grid_id), Sample.period_from <= work.ground.last, Sample.period_to >= work.ground.first
        )
        .order_by(Sample.drawn_at, Sample.id, SampleItem.position)
    )
    if work.ground.campaign_id is not None:
        statement = statement.where(Sample.campaign_id == work.ground.campaign_id)
    return found_by(work, statement, limit, _facts)


def _facts(work: Work, items: Sequence[SampleItem]) -> Iterator[DrawFact]:
    visits = _by_id(work, Visit, [each.visit_id for each in items])
    issues = _by_id(work, Issue, [each.issue_id for each in items])
    members = _by_id(work, Member, [each.member_id for each in items])
    posts, held = posts_of(work.session), _posts(work, members)
    counts = _visits(work, members), _issues(work, members), _issues(work, members, Issue.stage == Stage.CLOSED)
    for each in items:
        yield DrawFact(
            work, each, members.get(each.member_id), visits.get(each.visit_id), issues.get(each.issue_id),
            held.get(each.member_id or 0), posts, *counts,
        )  # fmt: skip


def _by_id(work: Work, model: Any, ids: Collection[int | None]) -> dict[Any, Any]:
    wanted = {each for each in ids if each is not None}
    rows = work.session.scalars(select(model).where(model.id.in_(wanted))) if wanted else ()
    return {row.id: row for row in rows}


def _posts(work: Work, members: Collection[int]) -> dict[int, Assignment]:
    held = (
        select(Assignment).where(Assignment.member_id.in_(members), in_force(work.day)).order_by(Assignment.id.desc())
    )
    return {each.member_id: each for each in work.session.scalars(held)}


def _visits(work: Work, members: Collection[int]) -> Counts:
    counted = select(Visit.member_id, func.count()).where(Visit.member_id.in_(members), *reached.visited(work))
    return paired(work, counted.group_by(Visit.member_id))


def _issues(work: Work, members: Collection[int], *conditions: Any) -> Counts:
    counted = select(Issue.member_id, func.count()).where(
        Issue.member_id.in_(members), *reached.registered(work), *conditions
    )
    return paired(work, counted.group_by(Issue.member_id))


def _of_member(counts: str) -> Part:
    return lambda fact, _: getattr(fact, counts).get(fact.item.member_id, 0) if fact.item.member_id else None


PARTS: dict[str, Part] = {
    "village": lambda fact, _: fact.work.places.village_of(fact.grid_id),
    "town": lambda fact, _: fact.work.places.town_of(fact.grid_id),
    "grid": lambda fact, _: fact.work.places.name_of(fact.grid_id), "name": lambda fact, _: fact.name,
    "role": lambda fact, _: fact.posts.label(fact.post.role, fact.post.duty) if fact.post else None,
    "phone": lambda fact, _: fact.member.phone if fact.member else fact.issue.phone if fact.issue else None,
    "member": lambda fact, _: str(fact.visit.member or "") if fact.visit else fact.name,
    "visits": _of_member("visits"), "issues": _of_member("issues"), "closed": _of_member("closed"),
    "visited_on": lambda fact, _: fact.visit.visited_on if fact.visit else None,
    "code": lambda fact, _: fact.issue.number if fact.issue else None,
    "title": lambda fact, _: fact.issue.title if fact.issue else None,
    "text": lambda fact, _: fact.issue.text if fact.issue else fact.visit.wishes if fact.visit else None,
    "outcome": lambda fact, _: SampleResult.label_of(fact.item.result) if fact.item.result else None,
    "remark": lambda fact, _: fact.item.note,
}  # fmt: skip

GROUPS = {
    "village": lambda fact: fact.work.places.village_of(fact.grid_id),
    "grid": lambda fact: fact.work.places.name_of(fact.grid_id),
}

FAMILY = Family(find, PARTS, GROUPS)
