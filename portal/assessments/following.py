"""What schemes do when a profile comes into force. A scheme that has been used stays as it was, beside the new one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.assessments.lineage import put_aside_as
from portal.assessments.models import Assessment, AssessmentIndicator, AssessmentScheme
from portal.foundation.clock import today
from portal.plans.following import Follower, Obstacle
from portal.plans.rows import put
from seeds.schema import Profile
from seeds.sections.assessment import AssessmentScheme as Section
from seeds.sections.assessment import Indicator

_LONGEST = 64
_THRESHOLDS = ("excellent_from", "good_from", "pass_from")


class SchemeFollower:
    """Schemes are known by their key. One whose weights, scores or grades change while assessments use it is put aside under
    another code and name, with those assessments; the new one begins empty."""

    tables = ("assessment_scheme", "assessment_indicator", "assessment")

    def changes(self, session: Session, old: Profile | None, new: Profile) -> list[str]:
        """What is added, changed, put aside and deleted."""
        rows, used, found = _rows(session), _used(session), []
        for section in new.assessment_schemes:
            row = rows.get(section.key)
            if row is None:
                found.append(f"新增考核方案“{section.name}”，{len(section.indicators)} 项指标")
            elif _differs(row, section, old) and used.get(row.id):
                found.append(
                    f"考核方案“{section.name}”改了指标或等次：已有的 {used[row.id]} 份考核照旧按原方案计算，新的考核用新方案"
                )
            elif _differs(row, section, old):
                found.append(f"考核方案“{section.name}”改了指标或等次")
        for row in self._gone(session, old, new):
            kept = f"不再使用，已有的 {used[row.id]} 份考核照旧按它计算" if used.get(row.id) else "没有用过，删除"
            found.append(f"考核方案“{row.name}”{kept}")
        return found

    def warnings(self, session: Session, old: Profile | None, new: Profile) -> list[Obstacle]:
        """None."""
        return []

    def obstacles(self, session: Session, old: Profile | None, new: Profile) -> list[Obstacle]:
        """None: what has been used is put aside."""
        return []

    def follow(self, session: Session, old: Profile | None, new: Profile) -> None:
        """Put aside, delete, change and add."""
        used, rows = _used(session), _rows(session)
        for row in self._gone(session, old, new):
            if used.get(row.id):
                _put_aside(session, row)
            else:
                session.delete(row)
        session.flush()
        for section in new.assessment_schemes:
            kept = rows.get(section.key)
            if kept is not None and used.get(kept.id) and _differs(kept, section, old):
                _put_aside(session, kept)
                kept = None
            _write(session, kept or AssessmentScheme(code=section.key), section, old)
        session.flush()

    def _gone(self, session: Session, old: Profile | None, new: Profile) -> list[AssessmentScheme]:
        kept, before = {each.key for each in new.assessment_schemes}, old.assessment_schemes if old else ()
        rows = _rows(session)
        return [rows[each.key] for each in before if each.key not in kept and each.key in rows]


def thresholds(section: Section) -> tuple[Decimal, Decimal, Decimal]:
    """The lowest totals of excellent, good and pass. A grade that the plan does not have gets a place just above the next lower
    one or, at the top, at 100; `services.score_total` never gives it."""
    lowest, step = {grade.key: Decimal(str(grade.minimum)) for grade in section.grades}, Decimal("0.1")
    above = lowest.get("excellent", Decimal(100))
    passing = lowest.get("pass", lowest.get("good", above))
    good = min(lowest.get("good", ((passing + above) / 2).quantize(step)), above - step)
    return above, good, min(passing, good - step)


def _rows(session: Session) -> dict[str, AssessmentScheme]:
    return {row.code: row for row in session.scalars(select(AssessmentScheme))}


def _used(session: Session) -> dict[int, int]:
    table = Assessment.__table__
    counted = session.execute(select(table.c.scheme_id, func.count()).group_by(table.c.scheme_id))
    return {int(scheme): int(count) for scheme, count in counted}


def _differs(row: AssessmentScheme, section: Section, old: Profile | None) -> bool:
    """Whether totals or grades by the section could differ from those by the row. Indicators of the town's own stay and count."""
    own = _own(row, section, old)
    stored = {each.name: (each.weight, each.full_score, each.source) for each in row.indicators if each.name not in own}
    wanted = {each.name: _counted(each) for each in section.indicators}
    return stored != wanted or tuple(getattr(row, name) for name in _THRESHOLDS) != thresholds(section)


def _own(row: AssessmentScheme, section: Section, old: Profile | None) -> set[str]:
    """Names of the indicators that neither the profile before nor the new one has."""
    before = next((each for each in old.assessment_schemes if each.key == section.key), None) if old else None
    known = {item.name for each in (before, section) if each for item in each.indicators}
    return {each.name for each in row.indicators} - known


def _counted(item: Indicator) -> tuple[Decimal, Decimal, str]:
    return Decimal(str(item.weight)), Decimal(str(item.full_score)), item.source


def _put_aside(session: Session, row: AssessmentScheme) -> None:
    """Free code and name for the new scheme; the old one is told apart by the day until which it was in use."""
    taken = set(session.scalars(select(AssessmentScheme.code)))
    number = next(each for each in range(1, 10_000) if put_aside_as(row.code, each) not in taken)
    until = f"（至 {today()}）" if number == 1 else f"（至 {today()}，第 {number} 次）"
    row.code, row.name = put_aside_as(row.code, number), row.name[: _LONGEST - len(until)] + until
    session.flush()


def _write(session: Session, row: AssessmentScheme, section: Section, old: Profile | None) -> None:
    excellent, good, passing = thresholds(section)
    put(session, row, {"name": section.name, "excellent_from": excellent, "good_from": good, "pass_from": passing})
    session.flush()
    kept = {each.name: each for each in row.indicators}
    for name in kept.keys() - {item.name for item in section.indicators} - _own(row, section, old):
        row.indicators.remove(kept[name])
    for position, item in enumerate(section.indicators, 1):
        weight, full, source = _counted(item)
        values: dict[str, Any] = {
            "position": position, "basis": item.standard[:200], "source": source, "weight": weight, "full_score": full,
        }  # fmt: skip
        put(session, kept.get(item.name) or AssessmentIndicator(name=item.name, scheme=row), values)


def followers() -> tuple[Follower, ...]:
    """In the order in which they follow."""
    return (SchemeFollower(),)
