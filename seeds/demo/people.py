"""Made-up residents: names, birth dates, numbers and standing that agree with their place in the family."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from seeds.demo.families import Family, Kin
from seeds.demo.identity import IdNumbers, draw_mobile
from seeds.demo.names import Lineage, draw_lineage, draw_name, in_law
from seeds.demo.vocabulary import Vocabulary
from seeds.sections.fields import Value


@dataclass(frozen=True, slots=True)
class DemoResident:
    """A made-up person; `relation` is to the head (see `Kin`), `away` means living elsewhere, `care` holds codes, `extra` own fields.

    `political_status`: party, league or masses; `education`: primary, junior, senior, college or bachelor."""

    name: str
    sex: str
    birth_date: date
    ethnicity: str
    political_status: str
    education: str
    id_number: str
    phone: str | None
    relation: str
    away: bool
    care: tuple[str, ...]
    extra: dict[str, Value]


@dataclass(frozen=True, slots=True)
class Register:
    """Where people of one grid are made: its chance, its ID numbers, the words of the profile, and the day."""

    rng: Random
    numbers: IdNumbers
    words: Vocabulary
    today: date


def make_residents(family: Family, register: Register) -> tuple[DemoResident, ...]:
    """The family's people in order, head first; empty for an empty family."""
    if not family.people:
        return ()
    names = _names(register.rng, family.people)
    return tuple(
        _resident(kin, named, register.words.care.of_person(register.rng, family, kin), register)
        for kin, named in zip(family.people, names, strict=True)
    )


def born(rng: Random, age: int, today: date) -> date:
    """A birth date that makes exactly `age` full years on `today`."""
    day = min(today.day, 28)
    return date(today.year - age, today.month, day) - timedelta(days=rng.randrange(364))


def standing(rng: Random, age: int) -> tuple[str, str]:
    """(political status, education) fitting the age."""
    return _political_status(rng, age), _education(rng, age)


def _resident(kin: Kin, named: tuple[str, Lineage], care: tuple[str, ...], register: Register) -> DemoResident:
    rng, today = register.rng, register.today
    name, lineage = named
    birth_date = born(rng, kin.age, today)
    political_status, education = standing(rng, kin.age)
    return DemoResident(
        name=name,
        sex=kin.sex,
        birth_date=birth_date,
        ethnicity=lineage.ethnicity,
        political_status=political_status,
        education=education,
        id_number=register.numbers.issue(birth_date, kin.sex),
        phone=draw_mobile(rng) if 16 <= kin.age < 85 and rng.random() < 0.9 else None,
        relation=kin.relation,
        away=kin.away,
        care=care,
        extra=register.words.resident.draw(rng, "away" if kin.away else "resident", kin.age),
    )


def _names(rng: Random, people: list[Kin]) -> list[tuple[str, Lineage]]:
    """Spouses and mothers bring their own surname; children take their father's."""
    head = draw_lineage(rng)
    spouse = in_law(rng, head)
    paternal = spouse if len(people) > 1 and people[0].sex == "female" and people[1].relation == "spouse" else head
    lineages = [_lineage_of(rng, kin, head, spouse, paternal) for kin in people]
    return [(draw_name(rng, lineage, kin.sex), lineage) for kin, lineage in zip(people, lineages, strict=True)]


def _lineage_of(rng: Random, kin: Kin, head: Lineage, spouse: Lineage, paternal: Lineage) -> Lineage:
    if kin.relation == "spouse":
        return spouse
    if kin.relation == "child_in_law" or (kin.relation == "parent" and kin.sex == "female"):
        return in_law(rng, head)
    return head if kin.relation in {"head", "parent"} else paternal


def _political_status(rng: Random, age: int) -> str:
    if 14 <= age <= 27 and rng.random() < 0.4:
        return "league"
    return "party" if age >= 20 and rng.random() < 0.08 else "masses"


def _education(rng: Random, age: int) -> str:
    for limit, level in ((12, "primary"), (15, "junior"), (18, "senior")):
        if age < limit:
            return level
    if age >= 65:
        return rng.choice(("primary", "primary", "junior"))
    return rng.choice(("junior", "junior", "senior", "senior", "college", "bachelor" if age >= 22 else "senior"))
