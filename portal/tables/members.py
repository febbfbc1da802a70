"""Tables with one row for each post that a member holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from portal.grids.models import Grid
from portal.members.models import Assignment
from portal.members.posts import Posts, posts_of
from portal.members.rules import Employment, Sex
from portal.security.scope import in_force
from portal.tables import wording
from portal.tables.residents import age_on
from portal.tables.work import Family, Found, Part, Work, found_by


@dataclass(frozen=True)
class PostFact:
    """A member in a post."""

    work: Work
    held: Assignment
    posts: Posts

    @property
    def duties(self) -> str:
        """What the plan writes down for the role, one below the other."""
        role = self.posts.named(self.held.role)
        return "\n".join(f"{number}. {each}" for number, each in enumerate(role.duties, 1)) if role else ""


def find(work: Work, limit: int | None) -> Found:
    """The posts held in the ground on the last day, grid by grid."""
    posts = posts_of(work.session)
    statement = (
        select(Assignment)
        .join(Assignment.grid)
        .join(Assignment.member)
        .where(work.inside(Assignment.grid_id), in_force(work.day))
        .order_by(Grid.code, Assignment.duty, Assignment.id)
    )

    def facts(work: Work, held: Sequence[Assignment]) -> Iterator[PostFact]:
        return (PostFact(work, each, posts) for each in held)

    loads = [contains_eager(Assignment.member), contains_eager(Assignment.grid)]
    return found_by(work, statement, limit, facts, loads)


PARTS: dict[str, Part] = {
    "village": lambda fact, _: fact.work.places.village_of(fact.held.grid_id),
    "town": lambda fact, _: fact.work.places.town_of(fact.held.grid_id),
    "grid": lambda fact, _: fact.held.grid.name, "code": lambda fact, _: fact.held.grid.code,
    "name": lambda fact, _: fact.held.member.name, "member": lambda fact, _: fact.held.member.name,
    "role": lambda fact, _: fact.posts.label(fact.held.role, fact.held.duty), "duties": lambda fact, _: fact.duties,
    "phone": lambda fact, _: fact.held.member.phone,
    "sex": lambda fact, _: Sex.label_of(fact.held.member.sex),
    "age": lambda fact, _: age_on(fact.held.member.birth_date, fact.work.day),
    "employment": lambda fact, _: Employment.label_of(fact.held.member.employment),
    "remark": lambda fact, _: fact.held.member.remark,
    "field": lambda fact, key: wording.custom_value(fact.work, {"grid": fact.held.grid}, key),
}  # fmt: skip

GROUPS = {
    "village": lambda fact: fact.work.places.village_of(fact.held.grid_id),
    "grid": lambda fact: fact.held.grid.name,
    "member": lambda fact: fact.held.member.name,
}

FAMILY = Family(find, PARTS, GROUPS)
