"""The field of a scheme: all whom it assesses in an area and a period. Looked at before, opened and counted at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, insert, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.assessments import marks
from portal.assessments.counting import Counting, Pair, Subject, pairs_of
from portal.assessments.history import note_all
from portal.assessments.lineage import of_lineage
from portal.assessments.models import Assessment, AssessmentIndicator, AssessmentScheme, AssessmentScore
from portal.assessments.people import unscoped
from portal.assessments.rules import HOW_WRITTEN, AssessmentState, Deed, days_of, total_of
from portal.assessments.scoring import count_scores
from portal.assessments.sections import item_named, section_now
from portal.assessments.services import must_fit
from portal.assessments.totals import score_totals
from portal.assessments.turns import hold_field, take_turns
from portal.figures.grounds import WALKERS
from portal.foundation import audit
from portal.foundation.clock import now
from portal.foundation.errors import Refusal
from portal.grids.models import Grid, GridLevel
from portal.grids.rules import GridStatus
from portal.members.models import Assignment, Member
from portal.plans.current import profile_or_none, version_in_force
from seeds.schema import Profile
from seeds.sections.assessment import AssessmentScheme as Section

Days = tuple[dt.date, dt.date]
_UNSCOPED = {"unscoped": True}


@dataclass(frozen=True)
class Candidate:
    """A member or a grid that the scheme is for. `counts`: {indicator: (numerator, denominator)} of what is counted today;
    `total`: what these alone would come to, of 100; None without data."""

    name: str
    place: str
    member_id: int | None
    grid_id: int | None
    opened: bool
    counts: dict[str, tuple[int, int]]
    total: Decimal | None


@dataclass(frozen=True)
class Person:
    """Who could be assessed."""

    name: str
    place: str
    path: str
    member_id: int | None
    grid_id: int | None


def preview(session: Session, scheme: AssessmentScheme, period: str, area: Grid) -> list[Candidate]:
    """Everybody in the area with what the data say today, in the order of the grids; nothing is written."""
    days, people = _asked(session, scheme, period, area)
    if not people:
        return []
    section, profile = section_now(session, scheme), profile_or_none(session)
    taken = _opened(session, scheme, period)
    subjects = [Subject(n, each.member_id, "" if each.member_id else each.path) for n, each in enumerate(people)]
    counts: list[dict[str, tuple[int, int]]] = [{} for _ in people]
    with unscoped(session):
        counting = Counting(session, subjects, *days)
        for indicator in scheme.indicators:
            found = [counting.pair(pair) for pair in _pairs(profile, section, indicator)]
            for n in range(len(people)) if found else ():
                counts[n][indicator.name] = (sum(each[n][0] for each in found), sum(each[n][1] for each in found))
    return [
        Candidate(each.name, each.place, each.member_id, each.grid_id, (each.member_id, each.grid_id) in taken, counts[n],
                  _total(scheme, section, counts[n]))
        for n, each in enumerate(people)
    ]  # fmt: skip


def open_all(session: Session, scheme: AssessmentScheme, period: str, area: Grid, by: str) -> int:
    """Open an assessment for everybody in the area who has none yet; how many. A second time opens nobody twice, also of two
    people at once."""
    hold_field(session, scheme)
    _days, people = _asked(session, scheme, period, area)
    taken = _opened(session, scheme, period)
    version = version_in_force(session)
    rows = [
        {"scheme_id": scheme.id, "period": period, "member_id": each.member_id, "grid_id": each.grid_id, "state": AssessmentState.DRAFT,
         "opened_by": by[:64], "plan_version_id": version.id if version else None}
        for each in people if (each.member_id, each.grid_id) not in taken
    ]  # fmt: skip
    if not rows:
        return 0
    ids = list(session.scalars(insert(Assessment.__table__).returning(Assessment.__table__.c.id), rows))
    scores = [{"assessment_id": one, "indicator_id": item.id} for one in ids for item in scheme.indicators]
    session.execute(insert(AssessmentScore.__table__), scores)
    note_all(
        session, [{"assessment_id": one, "deed": Deed.OPEN, "by": by, "after": AssessmentState.DRAFT} for one in ids]
    )
    audit.record(
        session,
        audit.Deed.CREATE,
        "assessment",
        None,
        f"{period} {scheme.name}：{area.name}",
        {"开始考核": f"{len(ids)} 份"},
    )
    return len(ids)


def propose_all(session: Session, scheme: AssessmentScheme, period: str, area: Grid, by: str) -> int:
    """Count all drafts of the area that the session sees at once, those by a scheme that this one took the place of with the
    others; how many there were. Totals and grades follow."""
    _days, people = _asked(session, scheme, period, area)
    inside = {(each.member_id, each.grid_id) for each in people}
    hold_field(session, scheme)
    wanted = select(Assessment.id, Assessment.member_id, Assessment.grid_id).join(Assessment.scheme)
    drafts = of_lineage(scheme.code), Assessment.period == period, Assessment.state == AssessmentState.DRAFT
    ids = [row.id for row in session.execute(wanted.where(*drafts)) if (row.member_id, row.grid_id) in inside]
    take_turns(session, ids)
    loads = (
        selectinload(Assessment.scores).joinedload(AssessmentScore.indicator), joinedload(Assessment.member), joinedload(Assessment.grid),
    )  # fmt: skip
    own = select(Assessment).where(Assessment.id.in_(ids), Assessment.state == AssessmentState.DRAFT)
    rows = session.scalars(own.options(*loads).order_by(Assessment.id), execution_options={"populate_existing": True})
    found = list(rows)
    count_scores(session, found, by)
    score_totals(session, found)
    return len(found)


def days_asked(session: Session, scheme: AssessmentScheme, period: str) -> Days:
    """The first and last day of the period. Raises `Refusal` when it reads otherwise, lies ahead or does not fit the scheme, and for
    a scheme that another took the place of."""
    days = days_of(period)
    if days is None:
        raise Refusal(HOW_WRITTEN, "period")
    if scheme.retired:
        raise Refusal(f"“{scheme.name}”已被新方案取代，只用于原有的考核；请选择现行的考核方案", "scheme")
    if days[0] > now().date():
        raise Refusal("考核期还没有开始", "period")
    must_fit(section_now(session, scheme), period)
    return days


def _asked(session: Session, scheme: AssessmentScheme, period: str, area: Grid) -> tuple[Days, list[Person]]:
    days = days_asked(session, scheme, period)
    section, profile = section_now(session, scheme), profile_or_none(session)
    if section is not None and section.subject == "grid":
        return days, _grids(session, section, profile, area)
    return days, _members(session, section, profile, area, days)


def _grids(session: Session, section: Section, profile: Profile | None, area: Grid) -> list[Person]:
    """Grids of the level that the scheme names, else of the one that is walked."""
    level = section.level or (profile.visiting_level.key if profile else "grid")
    rows = session.execute(
        select(Grid.id, Grid.name, Grid.full_name, Grid.path)
        .join(GridLevel, Grid.level_id == GridLevel.id)
        .where(
            GridLevel.key == level, Grid.status == GridStatus.ACTIVE, Grid.path.startswith(area.path, autoescape=True)
        )
        .order_by(Grid.code)
    )
    return [Person(row.name, row.full_name, row.path, None, row.id) for row in rows]


def _members(
    session: Session, section: Section | None, profile: Profile | None, area: Grid, days: Days
) -> list[Person]:
    """Members who held one of the scheme's roles in the area at some time in the period, each once; of every role that has an
    area to look after where the scheme names none."""
    roles = {each.key: each for each in profile.roles if section and each.key in section.roles} if profile else {}
    duty: ColumnElement[bool] = Assignment.duty.in_(WALKERS)
    if roles:
        unnamed = [and_(Assignment.role.is_(None), Assignment.duty == each.acts_as, GridLevel.key == each.level)
                   for each in roles.values() if each.acts_as]  # fmt: skip
        duty = or_(Assignment.role.in_(roles), *unnamed)
    rows = session.execute(
        select(Member.id, Member.name, Grid.full_name, Grid.path)
        .join(Assignment, Assignment.member_id == Member.id)
        .join(Grid, Assignment.grid_id == Grid.id)
        .join(GridLevel, Grid.level_id == GridLevel.id)
        .where(duty, Grid.path.startswith(area.path, autoescape=True), Assignment.starts_on <= days[1])
        .where(or_(Assignment.ends_on.is_(None), Assignment.ends_on >= days[0]))
        .order_by(Grid.code, Member.id)
    )
    found: dict[int, Person] = {}
    for row in rows:
        found.setdefault(row.id, Person(row.name, row.full_name, row.path, row.id, None))
    return list(found.values())


def _opened(session: Session, scheme: AssessmentScheme, period: str) -> set[tuple[int | None, int | None]]:
    """Who has one already, also by a scheme that this one took the place of, whoever asks."""
    wanted = select(Assessment.member_id, Assessment.grid_id).join(Assessment.scheme)
    rows = session.execute(
        wanted.where(of_lineage(scheme.code), Assessment.period == period), execution_options=_UNSCOPED
    )
    return {(row.member_id, row.grid_id) for row in rows}


def _pairs(profile: Profile | None, section: Section | None, indicator: AssessmentIndicator) -> Sequence[Pair]:
    return pairs_of(profile, item_named(section, indicator.name), indicator.source)


def _total(scheme: AssessmentScheme, section: Section | None, counts: dict[str, tuple[int, int]]) -> Decimal | None:
    """Without what people judge, and without the load."""
    scores = []
    for each in scheme.indicators:
        points = marks.counted(*counts.get(each.name, (0, 0)), each.full_score, ())
        mark = marks.mark(points, Decimal(1), item_named(section, each.name), each.full_score)
        scores.append((mark.score, each.full_score, each.weight))
    return total_of(scores)
