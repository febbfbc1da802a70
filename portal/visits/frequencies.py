"""When a household is to be visited again: by the plan's frequencies, or by the day agreed on at the last visit.

One definition for the day list, the home page, lists and tables. A vacant home is due only where a day was agreed on. Walks of the
whole area (巡查) are no visits of single homes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, and_, exists, false, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from portal.households.lived_in import lived_in
from portal.households.models import CareCategory, Household, Resident, household_care, resident_care
from portal.members.models import Assignment
from portal.members.posts import posts_of
from portal.plans.current import profile_or_none
from portal.security.scope import in_force, scope_of
from portal.visits.models import Visit
from portal.visits.rules import REACHED, NextVisit, interval, next_visit
from seeds.sections.register import VisitFrequency


def rules_for(session: Session, roles: Collection[str] | None = None) -> tuple[VisitFrequency, ...]:
    """The plan's frequencies for single households. `roles`: only those for holders of these roles and those for nobody in
    particular; None for all."""
    profile = profile_or_none(session)
    rules = [each for each in profile.visit_frequencies if not each.whole_area] if profile else []
    return tuple(each for each in rules if roles is None or each.role is None or each.role in roles)


def own_rules(session: Session, day: dt.date) -> tuple[VisitFrequency, ...]:
    """The frequencies that count for who is signed in: those for the roles they hold that day; all of them for who holds none that
    any is for, and so looks after those who visit."""
    scope = scope_of(session)
    if scope is None or scope.member_id is None:
        return rules_for(session)
    held = set(session.scalars(select(Assignment.role).where(Assignment.member_id == scope.member_id, in_force(day))))
    known = {role.key for role in posts_of(session).roles if role.key in held}
    return (rules_for(session, known) if known else ()) or rules_for(session)


def due_by(rules: Iterable[VisitFrequency], day: dt.date) -> ColumnElement[bool]:
    """Whether a household is due on `day` or was before: a condition on `Household`, for counts and lists."""
    late = (and_(_concerns(rule), ~_reached_after(day - interval(rule.times, rule.per))) for rule in rules)
    return or_(false(), *late, agreed_by(Household.id, Visit.household_id, day))


def late_by(rules: Iterable[VisitFrequency], day: dt.date) -> ColumnElement[bool]:
    """Whether it was due before `day`; who was never reached is due, not late."""
    before = day - dt.timedelta(days=1)
    late = (and_(_concerns(rule), ~_reached_after(before - interval(rule.times, rule.per))) for rule in rules)
    ever = exists().where(Visit.household_id == Household.id, Visit.way.in_(REACHED))
    return or_(and_(ever, or_(false(), *late)), agreed_by(Household.id, Visit.household_id, before))


def agreed_by(home: Any, column: Any, day: dt.date) -> ColumnElement[bool]:
    """Whether at the newest visit somebody promised to come again by `day`. `home`, `column`: the id, and what names it in `Visit`."""
    later = aliased(Visit)
    after = or_(later.visited_on > Visit.visited_on, and_(later.visited_on == Visit.visited_on, later.id > Visit.id))
    same = getattr(later, column.key) == column
    promised = select(column).where(Visit.next_on <= day, column.is_not(None), ~exists().where(same, after))
    found: ColumnElement[bool] = home.in_(promised)
    return found


def next_visits(
    session: Session, households: Collection[int], rules: Collection[VisitFrequency], day: dt.date
) -> dict[int, NextVisit]:
    """{household id: when it is to be visited next} of those that a rule or an agreed day speaks of, in four queries."""
    reached = _last_reached(session, households) if rules else {}
    agreed = _agreed(session, households)
    care = _care(session, households, rules)
    homes = select(Household.id).where(Household.id.in_(households), lived_in())
    lived = set(session.scalars(homes)) if rules else set()
    found = {}
    for household in households:
        own = [
            interval(rule.times, rule.per)
            for rule in rules
            if household in lived and (rule.category is None or rule.category in care.get(household, ()))
        ]
        when = next_visit(min(own, default=None), reached.get(household), agreed.get(household), day)
        if when is not None:
            found[household] = when
    return found


def _concerns(rule: VisitFrequency) -> ColumnElement[bool]:
    if rule.category is None:
        return lived_in()
    return lived_in() & Household.id.in_(select(_holders(CareCategory.code == rule.category).subquery().c.household_id))


def _holders(condition: ColumnElement[bool]) -> CompoundSelect[Any]:
    """(household, code) of the care categories that meet the condition, of a home itself or of who lives there."""
    homes = select(household_care.c.household_id, CareCategory.code).join(
        CareCategory, CareCategory.id == household_care.c.care_category_id
    )
    people = (
        select(Resident.household_id, CareCategory.code)
        .join(resident_care, resident_care.c.resident_id == Resident.id)
        .join(CareCategory, CareCategory.id == resident_care.c.care_category_id)
    )
    return union_all(homes.where(condition), people.where(condition))


def _reached_after(day: dt.date) -> ColumnElement[bool]:
    return exists().where(Visit.household_id == Household.id, Visit.way.in_(REACHED), Visit.visited_on > day)


def _last_reached(session: Session, households: Collection[int]) -> dict[int, dt.date]:
    statement = select(Visit.household_id, func.max(Visit.visited_on))
    rows = session.execute(
        statement.where(Visit.household_id.in_(households), Visit.way.in_(REACHED)).group_by(Visit.household_id)
    )
    return {household: day for household, day in rows if household is not None}


def _agreed(session: Session, households: Collection[int]) -> dict[int, dt.date]:
    """The day agreed on at the newest visit, where one was."""
    place = func.row_number().over(partition_by=Visit.household_id, order_by=(Visit.visited_on.desc(), Visit.id.desc()))
    ranked = (
        select(Visit.household_id, Visit.next_on, place.label("place"))
        .where(Visit.household_id.in_(households))
        .subquery()
    )
    rows = session.execute(select(ranked).where(ranked.c.place == 1, ranked.c.next_on.is_not(None)))
    return {row.household_id: row.next_on for row in rows}


def _care(session: Session, households: Collection[int], rules: Iterable[VisitFrequency]) -> dict[int, set[str]]:
    asked = {rule.category for rule in rules} - {None}
    if not asked:
        return {}
    holders = _holders(CareCategory.code.in_(asked)).subquery()
    rows = session.execute(select(holders).where(holders.c.household_id.in_(households)))
    found: dict[int, set[str]] = {}
    for household, code in rows:
        found.setdefault(household, set()).add(code)
    return found
