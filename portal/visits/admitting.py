"""Whether the campaigns of a home admit a visit: asked wherever one is written, changed or deleted, by whatever door."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from portal.foundation.errors import Refusal
from portal.visits.doors import EVERYBODY, KINDS, Call, Doors, Home, Kind, Problem, column_of, ids_of
from portal.visits.models import Visit
from portal.visits.rules import REACHED, VisitWay


def call_of(visit: Visit) -> Call | None:
    """A visit, stored or about to be; None while its home is not stored."""
    home = visit.household or visit.establishment
    if home is None or home.id is None:
        return None
    kind: Kind = "household" if visit.household is not None else "establishment"
    met = frozenset(each.id for each in visit.met)
    return Call((kind, home.id), visit.visited_on, visit.way, visit.absence is not None, met, visit.id)


def way_problems(session: Session, visit: Visit) -> Iterator[Problem]:
    """What campaigns have against one visit about to be written. A stored one is asked anew when its home, day, way or what is known of
    the absent change; and no call may be left to which nobody went before."""
    now = call_of(visit) if visit.visited_on else None
    state: Any = inspect(visit)
    went = _stored(session, visit) if state.persistent else None
    if now is None or (went and went.same(now) and not state.attrs.absence.history.has_changes()):
        return
    problem = Doors.of(session, [now.home]).problem(now)
    if problem:
        yield problem
    if went:
        yield from ((sentence, "way") for sentence in left_behind(session, [went], [now]).values())


def left_behind(session: Session, gone: Collection[Call], instead: Collection[Call] = ()) -> dict[int, str]:
    """{visit id: why not} of the stored visits (`gone`) that cannot be deleted, or become others (`instead`): a telephone call counts
    because they had been there."""
    went = [each for each in gone if each.way != VisitWay.REFUSED]
    if not went:
        return {}
    doors = Doors.of(session, {each.home for each in (*went, *instead)})
    left = {each.visit_id for each in gone}
    made = [each for each in _reaching(session, list(doors.tasks)) if each.visit_id not in left]
    bare = [each for each in made if each.way == VisitWay.PHONE and not each.noted]
    doors.gone = {each.visit_id for each in (*gone, *bare)}  # two bare calls are no ground for each other
    for each in (*(each for each in made if each not in bare), *instead):
        if not doors.problem(each):
            doors.hear(each)
    found: dict[int, str] = {}
    for call in bare:
        for each in went if doors.before_telephoning(call) else ():
            if each.goes_before(call) and each.visit_id is not None:
                found[each.visit_id] = f"{call.day} 的电话走访以 {each.day} 的这次走访为前提，请先修改或删除那一条"
    return found


def _stored(session: Session, visit: Visit) -> Call:
    """A visit as it is stored, whatever it is about to become."""
    table: Any = Visit.__table__
    columns = (table.c.household_id, table.c.establishment_id, table.c.visited_on, table.c.way)
    row = session.execute(select(*columns).where(table.c.id == visit.id)).one_or_none()
    if row is None:
        raise Refusal("这条走访刚刚被别人删除了")
    home: Home = ("household", row.household_id) if row.household_id else ("establishment", row.establishment_id)
    return Call(home, row.visited_on, row.way, visit_id=visit.id)


def _reaching(session: Session, homes: Sequence[Home]) -> Iterator[Call]:
    for kind in KINDS:
        ids = ids_of(homes, kind)
        reached = select(Visit).where(column_of(Visit, kind).in_(ids), Visit.way.in_(REACHED)).order_by(Visit.id)
        for visit in session.scalars(reached, execution_options=EVERYBODY) if ids else ():
            call = call_of(visit)
            if call is not None:
                yield call
