"""Made-up people are believable, consistent, valid in form and nobody real."""

from collections import Counter
from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from seeds.demo import PEOPLE_ARE_MADE_UP
from seeds.demo.families import draw_family
from seeds.demo.identity import IdNumbers, check_digit, draw_mobile, made_up_area
from seeds.demo.people import DemoResident, Register, born, make_residents
from seeds.schema import Profile
from tests.seeds.town import TODAY, Town

KINDS = st.sampled_from(["resident", "away", "rented"])
CHILDREN = {"son", "daughter"}


def age_of(person: DemoResident, today: date = TODAY) -> int:
    birth = person.birth_date
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def by_relation(people: tuple[DemoResident, ...], *relations: str) -> list[DemoResident]:
    return [person for person in people if person.relation in relations]


@given(st.integers(0, 10**17 - 1), st.integers(0, 16), st.integers(1, 9))
def test_the_check_digit_notices_every_single_wrong_digit(number: int, place: int, change: int) -> None:
    first_17 = f"{number:017d}"
    wrong = first_17[:place] + str((int(first_17[place]) + change) % 10) + first_17[place + 1 :]
    assert check_digit(first_17) != check_digit(wrong)


def test_the_check_digit_agrees_with_the_example_of_the_standard() -> None:
    # GB 11643-1999, annex A.
    assert check_digit("11010519491231002") == "X"
    assert check_digit("44052418800101001") == "4"


@given(st.dates(date(1920, 1, 1), date(2026, 1, 1)), st.sampled_from(["male", "female"]), st.integers(0, 5000))
def test_id_numbers_carry_birth_date_and_sex_and_never_repeat(birth: date, sex: str, serial: int) -> None:
    numbers = IdNumbers("34", serial, Random(serial))
    issued = [numbers.issue(birth, sex) for _ in range(60)]
    assert len(set(issued)) == 60
    for number in issued:
        # ISO 7064 MOD 11-2: the weighted sum over all 18 characters leaves 1.
        values = [10 if character == "X" else int(character) for character in number]
        assert sum(value * pow(2, 17 - place) for place, value in enumerate(values)) % 11 == 1
        assert number[6:14] == f"{birth:%Y%m%d}"
        assert int(number[16]) % 2 == (sex == "male")
        assert 71 <= int(number[2:4]) <= 89
        assert number.startswith(made_up_area("34", serial))


@given(st.integers(0, 1899), st.integers(0, 3))
def test_grids_that_share_an_area_code_share_no_number(serial: int, round_: int) -> None:
    birth = date(1980, 5, 1)
    first, later = (IdNumbers("34", serial + 1900 * turn, Random(1)) for turn in (round_, round_ + 1))
    assert not {first.issue(birth, "male") for _ in range(60)} & {later.issue(birth, "male") for _ in range(60)}


@given(st.integers())
def test_mobiles_are_right_in_form_and_made_up_on_sight(seed: int) -> None:
    mobile = draw_mobile(Random(seed))
    assert len(mobile) == 11
    assert mobile[:2] in {"13", "15", "17", "18"}
    assert mobile[3:7] == "0000"


@given(st.integers(0, 110), st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.integers())
def test_birth_dates_make_exactly_the_age_asked_for(age: int, today: date, seed: int) -> None:
    birth = born(Random(seed), age, today)
    assert birth <= today
    assert today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day)) == age


@given(st.integers(), KINDS)
def test_ages_agree_with_relations(town: Town, seed: int, kind: str) -> None:
    rng = Random(seed)
    register = Register(rng, IdNumbers("34", 0, rng), town.words, TODAY)
    people = make_residents(draw_family(rng, kind), register)
    head = people[0]
    assert head.relation == "head"
    assert age_of(head) >= 20
    for spouse in by_relation(people, "spouse"):
        assert spouse.sex != head.sex
        assert age_of(spouse) >= 20
        assert abs(age_of(spouse) - age_of(head)) <= 5
    for child in by_relation(people, *CHILDREN):
        assert age_of(head) - age_of(child) >= 18
    for elder in by_relation(people, "parent"):
        assert 18 <= age_of(elder) - age_of(head) <= 40
    for grandchild in by_relation(people, "grandchild"):
        assert age_of(head) - age_of(grandchild) >= 36
    assert all(person.sex == "male" for person in by_relation(people, "son"))
    assert all(person.sex == "female" for person in by_relation(people, "daughter", "child_in_law"))


def test_care_categories_agree_with_age_sex_and_profile(town: Town, longcheng: Profile) -> None:
    categories = {category.code: category for category in longcheng.care_categories}
    for household in town.households:
        assert all(categories[code].applies_to == "household" for code in household.care)
        for person in household.residents:
            for code in person.care:
                assert categories[code].applies_to == "person"
                assert categories[code].fits(age_of(person), person.sex), (code, person)
    used = {code for household in town.households for person in household.residents for code in person.care}
    used |= {code for household in town.households for code in household.care}
    assert used == set(categories)


def test_every_id_number_of_the_town_is_unique(town: Town) -> None:
    numbers = [person.id_number for household in town.households for person in household.residents]
    numbers += [member.id_number for member in town.members]
    assert len(numbers) > 20_000
    assert [number for number, times in Counter(numbers).items() if times > 1] == []


def test_names_include_compound_dotted_and_rare_ones(town: Town) -> None:
    names = [person.name for household in town.households for person in household.residents]
    assert any(name.startswith(("欧阳", "司马", "诸葛", "尉迟")) for name in names)
    assert any("䶮" in name for name in names)
    assert any("堃" in name for name in names)
    dotted = [person for home in town.households for person in home.residents if "·" in person.name]
    assert dotted
    assert {person.ethnicity for person in dotted} == {"维吾尔族"}


def test_the_room_says_that_people_are_made_up() -> None:
    assert PEOPLE_ARE_MADE_UP == "人员均为虚构"
