"""The profiles that come with the portal load, and say what their plans say."""

from pathlib import Path

import pytest

from seeds.demo.places import read_places
from seeds.loading import available_profiles, load_profile
from seeds.schema import Profile
from seeds.sections.texts import fill_placeholders

PROFILES = available_profiles()


@pytest.mark.parametrize("path", PROFILES.values(), ids=list(PROFILES))
def test_every_profile_loads_and_is_named_after_its_id(path: Path) -> None:
    profile = load_profile(path)
    assert profile.meta.id == path.stem
    towns = {place.township_code for place in read_places(path.stem)}
    assert any(town.startswith(profile.place.code) for town in towns)


@pytest.mark.parametrize("path", PROFILES.values(), ids=list(PROFILES))
def test_every_plan_assesses_its_members_and_nobody_signs_their_own(path: Path) -> None:
    profile = load_profile(path)
    of_members = [each for each in profile.assessment_schemes if each.subject == "member"]
    assert of_members
    for scheme in of_members:
        assert scheme.roles, f"{scheme.name}：没有写考核哪些角色"
        assert not set(scheme.roles) & set(scheme.signers), f"{scheme.name}：被考核的人不能给自己签字"


def test_longcheng_divides_by_households_in_town_and_by_natural_village_outside(longcheng: Profile) -> None:
    grid = longcheng.visiting_level
    community, village = grid.size_rule("community"), grid.size_rule("village")
    assert community
    assert [community.allows(size) for size in (499, 500, 800, 801)] == [False, True, True, False]
    assert village
    assert village.natural_village
    assert longcheng.level_at(2).head_role == "head"


def test_longcheng_keeps_three_ledgers_five_elements_and_the_named_files(longcheng: Profile) -> None:
    assert [ledger.name for ledger in longcheng.ledgers] == ["民生服务台账", "困难群众台账", "社会稳定台账"]
    assert [element.name for element in longcheng.base_information] == ["人", "地", "事", "物", "组织"]
    files = {category.name for category in longcheng.care_categories if category.service_file}
    assert files == {"空巢老人", "残疾人", "低保家庭", "信访老户", "刑满释放人员", "社区矫正对象"}


def test_people_who_could_be_hurt_by_disclosure_are_marked_sensitive(longcheng: Profile) -> None:
    special = [category for category in longcheng.care_categories if category.group == "special"]
    assert special
    assert all(category.sensitive for category in special)


def test_letter_names_grid_member_and_phone_and_fills_a_page(longcheng: Profile) -> None:
    values = {
        "town": "龙城镇",
        "village": "王大庄村",
        "grid": "东组",
        "head": "张三",
        "address": "东组1号",
        "member": "李四",
        "phone": "19900000001",
        "hotline": "12345",
    }
    letter = longcheng.texts.letter
    body = "".join(fill_placeholders(paragraph, values) for paragraph in letter.paragraphs)
    assert all(values[name] in body for name in ("village", "grid", "member", "phone"))
    assert 350 <= len(body) <= 500
    assert longcheng.texts.centre_phone
    assert fill_placeholders(letter.salutation, values) == "尊敬的张三："


def test_limits_are_inherited_from_the_parent_category(longcheng: Profile) -> None:
    assert longcheng.casework.limit_for("emergencies").at_once
    assert longcheng.casework.limit_for("hazards").working_days == 3
    assert longcheng.casework.limit_for("disputes").working_days == 5
