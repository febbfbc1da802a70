"""A year of made-up work: visits, issues with legal histories, assessments."""

import itertools
from collections import Counter
from datetime import datetime, time, timedelta
from random import Random

import pytest

from seeds.demo.calendar import add_weekdays
from seeds.demo.histories import draw_history
from seeds.demo.matters import matters_of
from seeds.demo.town import DemoIssue, make_assessments, make_issues, make_visits
from seeds.loading import available_profiles, load_profile
from seeds.schema import Profile
from tests.seeds.town import Town

# What may follow what; the first step is always register.
MAY_FOLLOW = {
    "register": {"assign"},
    "assign": {"handle"},
    "handle": {"revisit"},
    "revisit": {"close", "reopen"},
    "reopen": {"assign"},
    "close": set(),
}


@pytest.fixture(scope="module")
def issues(town: Town) -> list[DemoIssue]:
    return list(make_issues(town.profile, town.households, town.members, town.teams, seed=1, today=town.today))


def test_issues_show_every_state_and_are_numbered_in_order(issues: list[DemoIssue]) -> None:
    assert len(issues) == 240
    assert {issue.state for issue in issues} == {"registered", "assigned", "handled", "reopened", "closed"}
    assert any(issue.state == "handled" and issue.history[-1].action == "revisit" for issue in issues)
    assert len({issue.number for issue in issues}) == 240
    days = Counter(issue.registered_at.date() for issue in issues)
    assert {issue.number for issue in issues} == {
        f"{day:%Y%m%d}{serial:04d}" for day, number in days.items() for serial in range(1, number + 1)
    }
    assert [issue.registered_at for issue in issues] == sorted(issue.registered_at for issue in issues)


def test_histories_are_legal_chains(issues: list[DemoIssue], town: Town) -> None:
    now = datetime.combine(town.today, time(0))
    keys = {member.key for member in town.members}
    for issue in issues:
        steps = issue.history
        assert steps[0].action == "register"
        assert steps[0].at == issue.registered_at > now - timedelta(days=366)
        assert steps[-1].at < now + timedelta(days=1)
        assert {step.actor for step in steps} <= keys
        assert issue.state == steps[-1].state_after
        for before, after in itertools.pairwise(steps):
            assert after.action in MAY_FOLLOW[before.action]
            assert before.at < after.at
            assert (before.satisfaction == "dissatisfied") == (after.action == "reopen")


def test_steps_carry_what_belongs_to_them(issues: list[DemoIssue]) -> None:
    for issue in issues:
        assert (issue.outcome is not None) == (issue.state in {"handled", "closed"})
        assert (issue.department is not None) == (len(issue.history) > 1)
        for step in issue.history:
            assert (step.outcome is not None) == (step.action == "handle")
            assert (step.satisfaction is not None) == (step.action == "revisit")
            assert (step.department is not None) == (step.action == "assign")
            assert step.note


def test_matters_agree_with_the_profile(issues: list[DemoIssue], longcheng: Profile) -> None:
    categories = {category.code: category for category in longcheng.casework.categories}
    matters = matters_of(longcheng)
    for matter in matters:
        limit = longcheng.casework.limit_for(matter.category)
        assert categories[matter.category].department == matter.department
        assert (limit.working_days or 0) == matter.working_days
    parents = {category.parent for category in categories.values()}
    assert {matter.category for matter in matters} == set(categories) - parents
    assert {issue.source for issue in issues} == {source.key for source in longcheng.casework.sources}
    outcomes = {issue.outcome for issue in issues if issue.outcome}
    assert outcomes <= {outcome.key for outcome in longcheng.casework.outcomes}


def test_weekdays_skip_saturday_and_sunday() -> None:
    friday = datetime(2026, 11, 20).date()
    assert add_weekdays(friday, 1).isoformat() == "2026-11-23"
    assert add_weekdays(friday, 5).isoformat() == "2026-11-27"
    assert add_weekdays(friday, 0) == friday


def test_issues_without_anybody_in_charge_are_refused(town: Town) -> None:
    with pytest.raises(ValueError, match="网格员"):
        list(make_issues(town.profile, town.households, town.members, {}, seed=1, today=town.today))


def test_visits_span_one_year_and_leave_some_homes_unreached(town: Town) -> None:
    visits = list(make_visits(town.households, town.teams, seed=1, today=town.today))
    days = {visit.at.date() for visit in visits}
    assert min(days) >= town.today - timedelta(days=365)
    assert max(days) < town.today
    assert {visit.way for visit in visits} == {"home", "phone", "absent", "refused"}
    assert all((visit.satisfaction is not None) == (visit.way in {"home", "phone"}) for visit in visits)
    reached = {visit.household_code for visit in visits}
    assert 0.6 < len(reached) / len(town.households) < 0.9
    vacant_grid = town.grids[-1].code
    assert vacant_grid not in {visit.grid_code for visit in visits}
    homes = {home.code: home for home in town.households}
    assert not any(visit.way == "home" for visit in visits if homes[visit.household_code].kind == "vacant")


def test_visitors_belong_to_the_grid(town: Town) -> None:
    held = {(member.key, held.grid_code) for member in town.members for held in member.assignments}
    for visit in make_visits(town.households[:500], town.teams, seed=1, today=town.today):
        assert (visit.member_key, visit.grid_code) in held


def test_every_member_is_assessed_one_without_data(town: Town, longcheng: Profile) -> None:
    scheme = longcheng.assessment_schemes[0]
    assessments = list(make_assessments(longcheng, town.members, scheme, seed=1, period="2025"))
    assert len(assessments) == sum(member.role == "member" for member in town.members)
    assert Counter(item.total is None for item in assessments)[True] == 1
    assert {item.grade for item in assessments} == {"excellent", "good", "pass", "fail", None}
    for item in assessments:
        if item.total is not None:
            scores = {score.indicator: score.score for score in item.scores if score.score is not None}
            assert scheme.total(scores) == item.total
            assert scheme.grade_of(item.total).key == item.grade


def test_grades_start_at_their_minimum(longcheng: Profile) -> None:
    scheme = longcheng.assessment_schemes[0]
    assert [scheme.grade_of(total).name for total in (100, 90, 89.9, 80, 60, 59.9, 0)] == [
        "优秀", "优秀", "良好", "良好", "合格", "不合格", "不合格",
    ]  # fmt: skip
    full = {item.key: item.full_score for item in scheme.indicators}
    assert scheme.total(full) == 100
    with pytest.raises(KeyError):
        scheme.total({})


def test_work_is_the_same_every_time(town: Town, issues: list[DemoIssue]) -> None:
    assert (
        list(make_issues(town.profile, town.households, town.members, town.teams, seed=1, today=town.today)) == issues
    )
    first, second = (
        list(make_visits(town.households[:300], town.teams, seed=seed, today=town.today)) for seed in (1, 2)
    )
    assert first != second


@pytest.mark.parametrize("key", sorted(available_profiles()))
@pytest.mark.parametrize(
    "story", ["registered", "assigned", "handled", "revisited", "reopened", "closed", "closed_after_reopening"]
)
def test_every_story_can_be_told_in_every_plans_workflow(key: str, story: str) -> None:
    profile = load_profile(available_profiles()[key])
    flow, matter = profile.casework.workflow, matters_of(profile)[0]
    actors = dict.fromkeys(("register", "assign", "handle", "revisit", "reopen", "close"), "somebody")
    steps = draw_history(Random(3), story, datetime(2026, 3, 2, 9), matter, actors, ("solved",), flow=flow)
    state = flow.initial.key
    for taken in steps[1:]:
        step = flow.step(taken.step or "")
        assert step is not None
        assert state in step.sources
        assert (step.effect, step.target or state) == (taken.action, taken.state_after)
        state = taken.state_after
