"""Tables with one row an assessment. Only final ones: a draft is nobody's result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.assessments.freezing import coverage_of
from portal.assessments.lineage import of_lineage
from portal.assessments.models import Assessment
from portal.assessments.rules import AssessmentState
from portal.figures import rates
from portal.grids.models import Grid
from portal.members.models import Assignment, Member
from portal.members.posts import posts_of
from portal.security.scope import in_force
from portal.tables import wording
from portal.tables.bonus import bonuses
from portal.tables.shares import share
from portal.tables.work import Family, Found, Part, Work, found_by
from portal.visits.rules import Rate


@dataclass(frozen=True)
class Post:
    """Where a member works, and as what."""

    grid_id: int
    name: str


@dataclass(frozen=True)
class ResultFact:
    """An assessment of a member or a grid."""

    work: Work
    result: Assessment
    post: Post
    bonus: Decimal | None = None
    rates: Mapping[str, Rate] = field(default_factory=dict)


def schemes(work: Work) -> list[str]:
    """Keys of the schemes whose results the table shows: its own, that of the bonus, else all of its period."""
    if work.table.scheme:
        return [work.table.scheme]
    bonus = work.profile.bonus
    if bonus and any(column.source == "bonus" for column in work.table.columns):
        return [bonus.scheme]
    same = [each.key for each in work.profile.assessment_schemes if each.period == work.table.period]
    return same or [each.key for each in work.profile.assessment_schemes]


def of_period(work: Work) -> list[Any]:
    """Final results of these schemes in this period, also by a scheme that another has replaced since."""
    first = work.ground.first
    made: list[Any] = [Assessment.state == AssessmentState.FINAL, of_lineage(*schemes(work))]
    if work.table.period == "year":
        made.append(Assessment.period == f"{first.year}")
    elif work.table.period == "quarter":
        made.append(Assessment.period == f"{first.year}Q{(first.month + 2) // 3}")
    return made


def find(work: Work, limit: int | None) -> Found:
    """The results of the ground, by grid and name: no order of points."""
    statement = (
        select(Assessment)
        .join(Assessment.scheme)
        .outerjoin(Member, Assessment.member_id == Member.id)
        .join(Grid, Grid.id == func.coalesce(Assessment.grid_id, Member.grid_id))
        .where(work.inside(Grid.id), *of_period(work))
        .order_by(Grid.code, Member.name, Assessment.id)
    )
    shares = _rates(work)
    paid = bonuses(work, of_period(work)) if any(each.source == "bonus" for each in work.table.columns) else {}

    def facts(work: Work, results: Sequence[Assessment]) -> Iterator[ResultFact]:
        posts = _posts(work, [each.member_id for each in results if each.member_id])
        for each in results:
            kept = each.grid_id or (each.member.grid_id if each.member else 0)
            post = posts.get(each.member_id or 0, Post(kept, ""))
            own = {key: found[key_of] for key, found in shares.items() if (key_of := _line(each)) in found}
            yield ResultFact(work, each, post, paid.get(each.id), own)

    loads = [joinedload(Assessment.member), joinedload(Assessment.grid), joinedload(Assessment.scheme)]
    return found_by(work, statement, limit, facts, loads)


def _line(result: Assessment) -> tuple[str, str]:
    return ("member", str(result.member_id)) if result.member_id else ("grid", str(result.grid_id))


def _rates(work: Work) -> dict[str, dict[tuple[str, str], Rate]]:
    """{rate: {(axis, row): rate}} for every rate that is a column."""
    keys = [column.argument for column in work.table.columns if column.source.startswith("rate:")]
    return {
        key: {
            (axis, row.key): rate
            for axis in ("member", "grid") for row, rate in rates.by(work.session, key, work.ground, axis).items()
        }
        for key in keys
    }  # fmt: skip


def _posts(work: Work, members: Sequence[int]) -> dict[int, Post]:
    """The first post of each member that is held on the last day; of those that ended, the last one."""
    posts = posts_of(work.session)
    statement = (
        select(Assignment).where(Assignment.member_id.in_(members)).order_by(in_force(work.day).desc(), Assignment.id)
    )
    found: dict[int, Post] = {}
    for held in work.session.scalars(statement):
        found.setdefault(held.member_id, Post(held.grid_id, posts.label(held.role, held.duty)))
    return found


def _grid(fact: ResultFact, _: str) -> str:
    return fact.work.places.name_of(fact.post.grid_id)


def _remark(fact: ResultFact, _: str) -> str | None:
    """The comment, and how far the total rests on data."""
    return "；".join(each for each in (fact.result.comment, coverage_of(fact.result)) if each) or None


PARTS: dict[str, Part] = {
    "village": lambda fact, _: fact.work.places.village_of(fact.post.grid_id),
    "town": lambda fact, _: fact.work.places.town_of(fact.post.grid_id), "grid": _grid,
    "name": lambda fact, _: str(fact.result.member or fact.result.grid or ""),
    "member": lambda fact, _: str(fact.result.member or ""), "role": lambda fact, _: fact.post.name,
    "phone": lambda fact, _: fact.result.member.phone if fact.result.member else None,
    "score": lambda fact, _: fact.result.total, "grade": lambda fact, _: wording.grade_of(fact.work, fact.result),
    "bonus": lambda fact, _: fact.bonus, "remark": _remark,
    "rate": lambda fact, key: share(fact.rates.get(key, Rate(0, 0))),
}  # fmt: skip

GROUPS = {"village": lambda fact: fact.work.places.village_of(fact.post.grid_id), "grid": lambda fact: _grid(fact, "")}

FAMILY = Family(find, PARTS, GROUPS)
