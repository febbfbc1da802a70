"""What the rules find in the data, and that nobody is told of what they may not see."""

from __future__ import annotations

import datetime as dt

import pytest
from shapely import Point
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.figures.findings import Finding, findings, pressing, spans
from portal.figures.periods import calendar_period
from portal.figures.wishes import Wish
from portal.households.models import CareCategory, Resident
from portal.issues.models import Issue, IssueEvent
from portal.security import roles
from portal.security.scope import Scope, set_scope
from tests.fixtures.people import SignIn
from tests.fixtures.profiles import put_in_force
from tests.fixtures.world import World
from tests.portal.figures.campaign import at, open_campaign

MARCH = calendar_period("2026-03")
DAY = dt.date(2026, 3, 31)
assert MARCH is not None
ASKED = Wish(MARCH, None, None)


def found(session: Session, key: str, day: dt.date = DAY) -> list[Finding]:
    return next(each for rule, each in findings(session, ASKED, day) if rule.key == key)


@pytest.fixture(autouse=True)
def _inside_a_request(app: object) -> object:
    with app.test_request_context():  # type: ignore[attr-defined]
        yield


def add_issues(session: Session, world: World, number: int, day: dt.date, grid: str = "west1") -> list[int]:
    made = []
    for n in range(number):
        issue = Issue(
            number=f"9{day:%m%d}{grid[-1]}{n:04}", grid_id=world.grids[grid], category_id=world.others["category"], title="井盖", text="坏了",
            registered_at=dt.datetime.combine(day, dt.time(9)), source="visit", location=Point(116.91 + n * 0.0005, 34.19),
        )  # fmt: skip
        session.add(issue)
        session.flush()
        made.append(issue.id)
    return made


def test_a_period_under_way_is_compared_with_as_much_of_the_earlier_ones() -> None:
    assert MARCH is not None
    span, past = spans(MARCH, dt.date(2026, 3, 10), 3)
    assert (span.first, span.last) == (dt.date(2026, 3, 1), dt.date(2026, 3, 10))
    assert [(each.first.month, (each.last - each.first).days) for each in past] == [(2, 9), (1, 9), (12, 9)]


def test_a_category_that_rises_is_found_with_its_numbers(session: Session, world: World) -> None:
    assert found(session, "rising") == []
    add_issues(session, world, 6, dt.date(2026, 3, 20))
    rise = found(session, "rising")
    assert [(each.text, each.now) for each in rise] == [("“镇和村 · 居住环境”明显增多", "10 件")]
    assert "平均 0.0 件" in rise[0].earlier


def test_open_issues_close_together_are_one_place(session: Session, world: World) -> None:
    ids = add_issues(session, world, 5, dt.date(2026, 3, 20))
    places = found(session, "clusters")
    assert [(each.text, each.now, len(each.rows)) for each in places] == [
        ("试验镇/西村/西村第一网格一带集中", "5 件", 5)
    ]
    session.execute(update(Issue).where(Issue.id.in_(ids[:2])).values(stage="closed", state="closed", outcome="solved"))
    assert found(session, "clusters") == []
    set_scope(session, Scope(paths=(at(session, world, "east").grid,)))
    assert found(session, "clusters") == []


def test_issues_without_progress_and_those_that_come_back(session: Session, world: World) -> None:
    assert [(each.text, each.now) for each in found(session, "stale")] == [
        ("水利站：久无进展的诉求", "1 件"), ("未交办：久无进展的诉求", "1 件"),
    ]  # fmt: skip
    assert found(session, "reopened") == []
    for day in (10, 12):
        session.add(IssueEvent(
            issue_id=world.issues["west1-assigned"], at=dt.datetime(2026, 3, day, 9), actor="某", action="reopen", to_state="reopened",
        ))  # fmt: skip
    session.flush()
    assert [each.now for each in found(session, "reopened")] == ["1 件"]


def test_dissatisfaction_is_compared_with_earlier_periods(session: Session, world: World) -> None:
    for month, answers in ((1, "ssssssssss"), (3, "ddssss")):
        for n, answer in enumerate(answers):
            session.add(IssueEvent(
                issue_id=world.issues["west1-assigned"], at=dt.datetime(2026, month, 5, 9, n), actor="某", action="revisit",
                to_state="handled", satisfaction="satisfied" if answer == "s" else "dissatisfied",
            ))  # fmt: skip
    session.flush()
    told = found(session, "dissatisfied")
    assert [each.text for each in told] == ["管辖范围内合计不满意增多", "西村不满意增多"]
    assert (told[0].now, told[0].earlier) == ("33.3%（2/6 次）", "以往 0.0%")


def test_homes_in_care_are_counted_without_sensitive_ones(session: Session, world: World) -> None:
    assert found(session, "care") == []
    alone = session.query(CareCategory).filter_by(code="alone").one()
    for home in ("west1-2", "west2-2"):
        session.query(Resident).filter_by(household_id=world.households[home]).one().care = [alone]
    session.flush()
    assert [(each.text, each.now) for each in found(session, "care")] == [("西村：久未走访的关爱户", "2 户")]


def test_who_has_not_been_met_when_the_campaign_ends(session: Session, world: World) -> None:
    campaign = open_campaign(session, world)
    assert found(session, "phase") == []
    told = found(session, "phase", dt.date(2026, 4, 27))
    assert [(each.now, each.earlier) for each in told] == [("2 个", "应走访 5 个"), ("4 个", "应走访 6 个")]
    late = found(session, "phase", dt.date(2026, 11, 22))
    assert ["“全程”2026-04-30 已经结束" in each.text for each in late] == [True, True]
    campaign.state, campaign.closed_at, campaign.closed_by = "closed", dt.datetime(2026, 11, 22, 9), "周中心"
    session.flush()
    assert found(session, "phase", dt.date(2026, 11, 22)) == []


def test_an_ended_phase_presses_until_the_next_has_ended() -> None:
    ends = [("动员", dt.date(2026, 3, 10)), ("走访", dt.date(2026, 4, 10)), ("整改", dt.date(2026, 5, 10))]

    def told(day: dt.date) -> list[str]:
        return [name for name, _ in pressing(ends, day, day + dt.timedelta(days=7))]

    assert told(dt.date(2026, 3, 2)) == []
    assert told(dt.date(2026, 3, 31)) == ["动员"]
    assert told(dt.date(2026, 4, 10)) == ["动员", "走访"]
    assert told(dt.date(2026, 4, 30)) == ["走访"]
    assert told(dt.date(2027, 1, 1)) == ["整改"]


@pytest.mark.parametrize("role", [roles.CENTRE, roles.LEADER, roles.HEAD])
def test_the_page_tells_rules_thresholds_and_findings_in_sight(sign_in: SignIn, role: str) -> None:
    page = sign_in(role).get("/analysis/?period=2026-03").text
    for words in ("诉求类别上升", "地点集中", "久无进展", "判断规则", "门槛", "不给居民或网格员打分", "诉求类别对比"):
        assert words in page
    assert ("东村" in page) is False


def test_a_plan_says_from_which_numbers_on_a_rule_fires(session: Session, world: World, sign_in: SignIn) -> None:
    add_issues(session, world, 3, DAY)
    assert found(session, "clusters") == []
    put_in_force(session, warnings={"cluster_issues": 3, "care_days": 45}, campaigns=[], tables=[])
    assert [each.now for each in found(session, "clusters")] == ["3 件"]
    page = sign_in(roles.CENTRE).get("/analysis/").text
    assert "300 米以内有 3 件以上" in page
    assert "45 天以上没有入户或电话联系" in page
