"""东冶镇: the profile says what the plan says, by number and name. How it is lived: `tests.stories`.

Still to come: meetings and training noted, admission and withdrawal of matters decided on screen.
Funds earmarked and never pooled: only said in the centre's duties; nothing in the portal pools or pays them."""

import pytest

from seeds.loading import available_profiles, load_profile
from seeds.schema import Profile


@pytest.fixture(scope="module")
def dongye() -> Profile:
    return load_profile(available_profiles()["dongye"])


def test_town_villages_and_grids_of_villagers_groups(dongye: Profile) -> None:
    assert [level.short for level in dongye.levels] == ["镇", "村", "网格"]
    assert dongye.visiting_level.key == "grid"
    assert [(kind.name, kind.digit) for kind in dongye.grid_kinds] == [("普通网格", "1"), ("专属网格", "2")]
    villages = [area for area in dongye.areas if area.level == "village"]
    assert len(villages) == 24
    assert {area.under for area in villages} == {dongye.place.code} == {"140522109"}
    assert (villages[0].name, villages[-1].name) == ("东冶村", "孤山村")


def test_a_code_has_six_digits_village_kind_sequence(dongye: Profile) -> None:
    scheme = dongye.code_scheme
    assert [segment.digits for segment in scheme.segments] == [3, 1, 2]
    assert (scheme.length_of("village"), scheme.length_of("grid")) == (3, 6)
    assert scheme.next_code("grid", "017", set(), "1") == "017101"
    assert scheme.next_code("grid", "017", {"017201"}, "2") == "017202"
    assert scheme.problem_with("017101", "grid", "017", "1") is None
    assert scheme.problem_with("017301", "grid", "017", "1")
    assert scheme.problem_with("018101", "grid", "017", "1")
    assert scheme.problem_with("01710", "grid", "017", "1")


def test_the_team_is_one_head_one_member_and_n_helpers(dongye: Profile) -> None:
    (team,) = dongye.teams
    assert team.name == "1＋1＋N"
    assert [(post.role, post.minimum, post.maximum) for post in team.posts] == [
        ("head", 1, 1), ("member", 1, 1), ("helper", 1, None),
    ]  # fmt: skip
    named = {role.key: role for role in dongye.roles}
    assert "村党支部书记" in (named["head"].held_by or "")
    assert "政法委员" in (named["leader"].held_by or "")
    assert [role.acts_as for role in (named["head"], named["member"], named["helper"])] == ["head", "member", "helper"]
    assert (len(named["head"].duties), len(named["member"].duties), len(named["helper"].duties)) == (5, 8, 4)


def test_walks_weekly_meets_monthly_confers_weekly_trains_three_times_a_year(dongye: Profile) -> None:
    routines = {routine.key: (routine.kind, routine.times, routine.per) for routine in dongye.routines}
    assert routines["weekly_walk"] == ("patrol", 1, "week")
    assert routines["monthly_meeting"] == ("meeting", 1, "month")
    assert routines["opinion_meeting"] == ("analysis", 1, "week")
    assert routines["training"] == ("training", 3, "year")
    whole = [rule for rule in dongye.visit_frequencies if rule.whole_area]
    assert [(rule.role, rule.times, rule.per) for rule in whole] == [("member", 1, "week")]


def test_five_elements_carry_fields_and_rented_homes_are_known(dongye: Profile) -> None:
    assert [kind.name for kind in dongye.base_information] == ["人", "地", "事", "物", "组织"]
    fields = dongye.fields
    assert {field.group for field in (*fields.household, *fields.resident, *fields.grid)} == {
        "things",
        "people",
        "land",
    }
    assert {field.group for field in fields.establishment} == {"organisations"}
    housing = next(field for field in fields.household if field.key == "housing")
    assert "出租" in [option.name for option in housing.options]
    names = {category.name for category in dongye.care_categories if category.service_file}
    assert names >= {"流动人口", "出租屋", "留守儿童", "留守妇女", "留守老人"}
    assert all(category.sensitive for category in dongye.care_categories if category.group == "special")


def test_matters_are_admitted_and_withdrawn(dongye: Profile) -> None:
    admission = dongye.casework.admission
    assert admission
    assert [item.name for item in admission.items] == [
        "党建", "社会治安", "信访维稳", "矛盾纠纷排查化解", "防火", "防汛", "防疫",
    ]  # fmt: skip
    assert any("行政性、执法性、专业性" in rule for rule in admission.admits)
    assert any("批准退出" in rule for rule in admission.withdraws)


def test_issues_climb_from_grid_to_village_to_town_and_beyond_and_are_revisited(dongye: Profile) -> None:
    assert [step.level for step in dongye.casework.escalation] == ["grid", "village", "town", None]
    assert dongye.casework.limit_for("emergencies").at_once
    assert dongye.casework.revisit.every_issue
    assert dongye.casework.revisit.role == "clerk"


def test_assessment_looks_at_solving_and_at_what_residents_say(dongye: Profile) -> None:
    scheme = next(scheme for scheme in dongye.assessment_schemes if scheme.subject == "member")
    weights = {indicator.key: indicator.weight for indicator in scheme.indicators}
    assert weights["solving"] + weights["satisfaction"] > 50
    assert scheme.grades[-1].name == "不称职"
    assert "解聘" in (scheme.grades[-1].consequence or "")
    assert [strike.measure for strike in dongye.accountability[0].strikes] == ["通报", "约谈", "挂牌督办", "一票否决"]


def test_money_of_the_grids_is_never_pooled(dongye: Profile) -> None:
    centre = next(role for role in dongye.roles if role.key == "centre")
    assert any("专款专人专用" in duty and "不统筹" in duty for duty in centre.duties)
    assert dongye.bonus is None


def test_board_map_and_list_of_matters_can_be_printed(dongye: Profile) -> None:
    texts = dongye.texts
    assert texts.board
    assert {"photo", "phone", "duties"} <= set(texts.board.shows)
    assert texts.grid_map
    assert "网格分布图" in texts.grid_map.title
    matters = next(table for table in dongye.tables if table.name == "网格事项清单")
    assert matters.subject == "admission"
    assert set(matters.forms) == {"xlsx", "pdf"}
