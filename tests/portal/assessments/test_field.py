"""A whole field at once: looked at, opened, counted, graded by shares, and seen as a distribution without names."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from portal.assessments import field, freezing, services, settling, signing
from portal.assessments.distribution import distribution_of
from portal.assessments.history import events_of
from portal.assessments.models import Assessment, AssessmentScheme
from portal.assessments.people import unscoped
from portal.assessments.rules import AssessmentState
from portal.consequences.results import Result, field_of, results_of
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.households.models import Household
from portal.members.models import Assignment, Member
from portal.security.scope import Scope, scope_of, set_scope
from tests.fixtures.world import World
from tests.portal.assessments.plan import BY, GRADES, INDICATORS, follow, opened, scheme, score


@pytest.fixture
def town(session: Session, world: World) -> Grid:
    return session.get_one(Grid, world.grids["town"])


def all_of(session: Session, which: AssessmentScheme) -> list[Assessment]:
    return list(session.scalars(select(Assessment).where(Assessment.scheme_id == which.id).order_by(Assessment.id)))


def test_it_is_looked_at_before_anything_is_written(session: Session, world: World, town: Grid) -> None:
    (made,) = follow(session, scheme())
    found = field.preview(session, made, "2026", town)
    assert [(each.name, each.opened, each.counts["走访"], each.total) for each in found] == [
        ("冯西一", False, (1, 3), Decimal("23.8")), ("陈东一", False, (1, 3), Decimal("38.1")),
    ]  # fmt: skip
    assert all_of(session, made) == []


def test_everybody_is_opened_once(session: Session, world: World, town: Grid) -> None:
    (made,) = follow(session, scheme())
    assert field.open_all(session, made, "2026", town, BY) == 2
    assert field.open_all(session, made, "2026", town, BY) == 0
    one = all_of(session, made)[0]
    assert [each.indicator.name for each in one.scores] == ["走访", "办结", "态度"]
    assert [(each.deed, each.by) for each in events_of(session, one)] == [("open", BY)]
    assert one.plan_version_id is not None


@pytest.mark.parametrize("key", ["member_year", "a_key_that_is_longer_than_a_code"])
def test_a_plan_adopted_in_mid_period_opens_nobody_twice(session: Session, world: World, town: Grid, key: str) -> None:
    (made,) = follow(session, scheme(key=key))
    west = session.get_one(Grid, world.grids["west"])
    assert field.open_all(session, made, "2026", west, BY) == 1
    (other,) = follow(session, scheme(key=key, grades=[{**GRADES[0], "minimum": 95}, *GRADES[1:]]))
    assert made.retired
    assert other.id != made.id
    assert [each.opened for each in field.preview(session, other, "2026", town)] == [True, False]
    assert field.open_all(session, other, "2026", town, BY) == 1
    assert [len(all_of(session, each)) for each in (made, other)] == [1, 1]
    assert field.propose_all(session, other, "2026", town, BY) == 2
    assert score(all_of(session, made)[0], "走访").denominator == 3
    with pytest.raises(Refusal, match="改版前的方案"):
        services.open_assessment(
            session, Assessment(scheme=other, period="2026", member=all_of(session, made)[0].member), BY
        )
    assert [each.assessment.scheme_id for each in results_in(session, other, town)] == [made.id, other.id]


def results_in(session: Session, which: AssessmentScheme, area: Grid) -> list[Result]:
    """The results of this year, as if all were final."""
    for each in field_of(session, which, "2026", area):
        each.state = AssessmentState.FINAL
    return results_of(session, which, "2026", area)


def test_a_field_counts_as_each_alone_does(session: Session, world: World, town: Grid) -> None:
    (made,) = follow(session, scheme(indicators=[
        {"key": each, "name": each, "weight": 20, "source": each, "standard": "好"}
        for each in ("record_rate", "visit_rate", "issue_closing_rate", "issue_on_time_rate", "satisfaction_rate")
    ]))  # fmt: skip
    _second_grid(session, world)
    field.open_all(session, made, "2026", town, BY)
    assert field.propose_all(session, made, "2026", town, BY) == 2
    together = {
        each.id: [(row.numerator, row.denominator, row.score) for row in each.scores] for each in all_of(session, made)
    }
    for each in all_of(session, made):
        services.propose_scores(session, each, BY)
        assert [(row.numerator, row.denominator, row.score) for row in each.scores] == together[each.id]
    assert together[all_of(session, made)[0].id][1] == (1, 6, Decimal("16.7"))


def test_grids_of_the_level_that_the_scheme_names(session: Session, world: World, town: Grid) -> None:
    grid = scheme(key="grid_year", name="村考核", subject="grid", roles=[], level="village", indicators=INDICATORS)
    (made,) = follow(session, grid)
    assert [each.name for each in field.preview(session, made, "2026", town)] == ["西村", "东村"]


@pytest.mark.parametrize(("period", "said"), [("2026Q1", "按年度考核"), ("26", "考核期应写作"), ("2098", "还没有开始")])
def test_periods_fit_the_scheme(session: Session, world: World, town: Grid, period: str, said: str) -> None:
    (made,) = follow(session, scheme())
    with pytest.raises(Refusal, match=said):
        field.open_all(session, made, period, town, BY)


def test_a_larger_field_takes_no_more_statements(session: Session, world: World, town: Grid) -> None:
    (made,) = follow(session, scheme())
    field.open_all(session, made, "2025", town, BY)
    few = _counted(session, made, "2025", town)
    for number in range(12):
        session.add(Member(name=f"网格员{number}", sex="male", grid_id=world.grids["west"], assignments=[
            Assignment(grid_id=world.grids["west2"], duty="member", starts_on=dt.date(2025, 1, 1))]))  # fmt: skip
    session.flush()
    field.open_all(session, made, "2026", town, BY)
    assert _counted(session, made, "2026", town) <= few + 1


def test_what_is_counted_does_not_depend_on_who_asks(session: Session, world: World, town: Grid) -> None:
    (made,) = follow(session, scheme())
    _second_grid(session, world)
    field.open_all(session, made, "2026", town, BY)
    one = all_of(session, made)[0]
    scope = Scope((session.get_one(Grid, world.grids["west"]).path,), member_id=world.members["west-head"])
    set_scope(session, scope)
    services.propose_scores(session, one, BY)
    assert score(one, "走访").denominator == 6
    assert scope_of(session) == scope
    with pytest.raises(ZeroDivisionError), unscoped(session):
        raise ZeroDivisionError
    assert scope_of(session) == scope
    set_scope(session, None)


def test_who_carries_more_is_lifted_and_nobody_lowered(session: Session, world: World, town: Grid) -> None:
    (made,) = follow(session, scheme(fairness={"per_household": 1, "lift": 50, "most": 20, "indicators": ["visits"]}))
    for number in range(6):
        session.add(Household(grid_id=world.grids["west1"], code=f"9{number}", head_name="某"))
    session.flush()
    field.open_all(session, made, "2026", town, BY)
    field.propose_all(session, made, "2026", town, BY)
    west, east = all_of(session, made)
    assert west.load is not None
    assert east.load is not None
    assert (west.load["households"], west.load["median"], west.load["factor"]) == (9, "6", "1.2000")
    assert (east.load["households"], east.load["factor"]) == (3, "1")
    assert (score(west, "走访").raw, score(west, "走访").score) == (Decimal("11.1"), Decimal("13.3"))
    assert (score(east, "走访").raw, score(east, "走访").score) == (None, Decimal("33.3"))


def test_shares_of_grades_wait_for_the_whole_field(session: Session, world: World, town: Grid) -> None:
    grades = [
        {**GRADES[0], "minimum": 20, "share": 50},
        *({**each, "minimum": low} for each, low in zip(GRADES[1:], (15, 10, 0), strict=True)),
    ]
    (made,) = follow(session, scheme(grades=grades, indicators=[{**INDICATORS[0], "weight": 100}]))
    field.open_all(session, made, "2026", town, BY)
    field.propose_all(session, made, "2026", town, BY)
    west, east = all_of(session, made)
    assert (west.total, east.total, west.grade, east.grade) == (Decimal("33.3"), Decimal("33.3"), "good", "good")
    settling.tell(session, west, BY)
    settling.correct(session, west.scores[0], Decimal(90), "漏计", BY)
    assert (west.grade, east.grade) == ("excellent", "good")
    settling.reply(session, west, "没有意见", BY)
    signing.sign(session, west, BY, "郑西长")
    with pytest.raises(Refusal, match="还差 1 份"):
        signing.sign(session, west, BY, "周中心")
    settling.tell(session, east, BY)
    signing.sign(session, west, BY, "周中心")
    settling.correct(session, east.scores[0], Decimal(100), "漏计", BY)
    assert (west.grade, east.grade) == ("excellent", "good")


def test_places_of_a_grade_are_those_of_all_whom_a_scheme_and_the_one_it_replaced_assess(
    session: Session, world: World, town: Grid
) -> None:
    """A plan adopted in mid-period: two are assessed as before, two by the new scheme; half of all four may be excellent."""
    grades = [{**GRADES[0], "share": 50}, *GRADES[1:]]
    one_item = {"grades": grades, "indicators": [{**INDICATORS[0], "source": "manual", "weight": 100}]}
    (old,) = follow(session, scheme(**one_item))
    members = list(session.scalars(select(Member).order_by(Member.id)))[:4]
    field_ = [opened(session, old, member=each) for each in members[:2]]
    changed = [{**grades[0], "minimum": 85}, *grades[1:]]
    (new,) = follow(session, scheme(**{**one_item, "grades": changed}))
    field_ += [opened(session, new, member=each) for each in members[2:]]
    assert old.retired
    for each, points in zip(field_, (95, 91, 88, 93), strict=True):
        row = score(each, "走访")
        row.score = Decimal(points)
        services.keep_score(session, row)
    assert [each.grade for each in field_] == ["excellent", "good", "good", "excellent"]
    quotas = {freezing.shown(session, each)["quota"] for each in field_}
    assert quotas == {
        "等次有名额比例：本组（同一考核期按本方案考核的全体）4 人，优秀至多 2 人；同分的不拆开，名额不够时一并归入下一等次"
    }
    settling.tell(session, field_[0], BY)
    settling.reply(session, field_[0], "没有意见", BY)
    signing.sign(session, field_[0], BY, "甲某")
    with pytest.raises(Refusal, match="还差 3 份"):
        signing.sign(session, field_[0], BY, "乙某")


def test_a_distribution_shows_bands_and_no_small_field(session: Session, world: World, town: Grid) -> None:
    (made,) = follow(session, scheme())
    members = list(session.scalars(select(Member).order_by(Member.id)))
    for member, total in zip(members, ("95", "88.5", "90", "59.9", "70"), strict=False):
        session.add(Assessment(scheme=made, period="2026", member=member, state="told", total=Decimal(total)))
        session.flush()
        newest = all_of(session, made)[-1]
        if total != "70":
            assert distribution_of(session, newest) == ()
    bands = distribution_of(session, newest)
    assert [(each.name, each.count, each.own) for each in bands] == [
        ("60 分以下", 1, False), ("60—70 分", 0, False), ("70—80 分", 1, True), ("80—90 分", 1, False), ("90 分以上", 2, False),
    ]  # fmt: skip


def _second_grid(session: Session, world: World) -> None:
    """The west member looks after a grid of the east village as well."""
    session.add(
        Assignment(
            member_id=world.members["west1-member"],
            grid_id=world.grids["east2"],
            duty="member",
            starts_on=dt.date(2026, 1, 1),
        )
    )
    session.flush()


def _counted(session: Session, made: AssessmentScheme, period: str, town: Grid) -> int:
    said: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    engine = session.get_bind()
    session.expire_all()
    event.listen(engine, "before_cursor_execute", count)
    field.propose_all(session, made, period, town, BY)
    event.remove(engine, "before_cursor_execute", count)
    return sum("audit_entry" not in each for each in said)
