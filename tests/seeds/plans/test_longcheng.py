"""龙城镇: the profile says what the plan says, by number and name (`tests.seeds.test_profiles` says some of it too). How it is lived:
`tests.stories`."""

import pytest

from seeds.loading import available_profiles, load_profile
from seeds.schema import Profile
from seeds.sections.texts import fill_placeholders


@pytest.fixture(scope="module")
def longcheng() -> Profile:
    return load_profile(available_profiles()["longcheng"])


def test_town_and_village_centres_over_the_places_public_lists_know(longcheng: Profile) -> None:
    assert [level.name for level in longcheng.levels] == [
        "镇网格化服务管理中心", "村（社区）网格化服务管理中心", "基本网格",
    ]  # fmt: skip
    # The plan speaks of 18 communities and 7 villages; public lists now have 6 and 3.
    assert "18 个社区、7 个行政村" in (longcheng.level_at(2).note or "")
    kinds = [area.kind for area in longcheng.areas if area.level == "village"]
    assert (kinds.count("community"), kinds.count("village")) == (6, 3)


def test_communities_have_500_to_800_households_a_grid_and_natural_villages_stay_whole(longcheng: Profile) -> None:
    rules = {rule.place: rule for rule in longcheng.visiting_level.sizes}
    assert (rules["community"].minimum, rules["community"].maximum) == (500, 800)
    assert rules["village"].natural_village
    assert "不拆分自然村" in (rules["village"].note or "")


def test_building_heads_stand_beside_the_member(longcheng: Profile) -> None:
    roles = {role.key: role for role in longcheng.roles}
    assert (roles["helper"].name, roles["helper"].level, roles["helper"].acts_as) == (
        "楼栋长（信息员）",
        "grid",
        "helper",
    )
    assert "书记、主任兼任" in (roles["head"].held_by or "")
    assert "一年一聘" in (roles["member"].held_by or "")
    assert [team.level for team in longcheng.teams] == ["village", "grid"]


def test_one_plus_five_plus_n(longcheng: Profile) -> None:
    assert [kind.name for kind in longcheng.base_information] == ["人", "地", "事", "物", "组织"]
    kept = {subject for kind in longcheng.base_information for subject in kind.kept_with}
    assert kept == {"resident", "household", "establishment", "grid", "issue"}
    fields = longcheng.fields
    groups = {field.group for field in (*fields.household, *fields.resident, *fields.establishment, *fields.grid)}
    assert groups == {kind.key for kind in longcheng.base_information}
    files = [category.name for category in longcheng.care_categories if category.service_file]
    assert files == ["空巢老人", "低保家庭", "残疾人", "信访老户", "刑满释放人员", "社区矫正对象"]


def test_the_eight_things_to_collect_have_fields(longcheng: Profile) -> None:
    """人口、房屋、社保、诉求、就业、收入、安全、稳定; the last is a ledger of issues."""
    household = {field.key: field for field in longcheng.fields.household}
    resident = {field.key: field for field in longcheng.fields.resident}
    assert {"housing", "wishes", "income", "safety_note"} <= set(household)
    assert {"residence", "insurance", "employment"} <= set(resident)
    assert household["income"].sensitive
    assert resident["service_measures"].sensitive
    assert longcheng.ledgers[2].name == "社会稳定台账"


def test_three_ledgers_are_tables_too(longcheng: Profile) -> None:
    titles = {ledger.name for ledger in longcheng.ledgers}
    assert titles == {"民生服务台账", "困难群众台账", "社会稳定台账"}
    tables = {table.name: table for table in longcheng.tables}
    assert titles <= set(tables)
    assert [tables[ledger.name].only for ledger in longcheng.ledgers] == [
        (f"ledger:{ledger.key}",) for ledger in longcheng.ledgers
    ]


def test_every_household_gets_a_letter_and_a_card(longcheng: Profile) -> None:
    targets = {rate.name: rate.target for rate in longcheng.rates}
    assert targets["《致群众一封信》发放率"] == targets["服务联系卡发放率"] == 100
    assert "一封信" in fill_placeholders(longcheng.texts.letter.title, {"town": "龙城镇"})
    assert longcheng.texts.card.title == "网格服务联系卡"


def test_board_and_handbook_are_made(longcheng: Profile) -> None:
    board, handbook = longcheng.texts.board, longcheng.texts.handbook
    assert board
    assert {"photo", "phone", "duties"} <= set(board.shows)
    assert handbook
    assert "工作手册" in handbook.title
    assert len(handbook.chapters) == 7


def test_issues_go_up_and_misconduct_has_consequences(longcheng: Profile) -> None:
    assert [step.level for step in longcheng.casework.escalation] == ["grid", "village", "town", None]
    measures = [strike.measure for each in longcheng.accountability for strike in each.strikes]
    assert measures == ["约谈帮促", "按规定辞退", "依纪依规严肃处理"]
    assert {scheme.subject for scheme in longcheng.assessment_schemes} == {"member", "grid"}
