"""Care categories for made-up families, by the codes that profiles use; ages and situations agree with them."""

from random import Random

from seeds.demo.families import Family, Kin

# (code, chance per person, least age); the figures are made up and low.
_BY_CHANCE = (
    ("disabled", 0.02, 0),
    ("serious_illness", 0.008, 0),
    ("mental_disorder", 0.002, 14),
    ("petitioner", 0.0015, 30),
    ("released", 0.002, 20),
    ("correction", 0.0012, 18),
    ("drug_recovery", 0.001, 20),
)


def person_care(rng: Random, family: Family, kin: Kin) -> tuple[str, ...]:
    """Codes for one person of a family; empty for people who live elsewhere."""
    if kin.away:
        return ()
    codes = [code for code in (_by_situation(rng, family.composition, kin),) if code]
    if kin.age >= 80:
        codes.append("advanced_age")
    codes += [code for code, chance, least in _BY_CHANCE if kin.age >= least and rng.random() < chance]
    return tuple(codes)


def _by_situation(rng: Random, composition: str, kin: Kin) -> str | None:
    if composition == "empty_nest" and kin.age >= 60:
        return "empty_nest"
    if composition == "elder_alone":
        return "extreme_poverty" if rng.random() < 0.08 else "living_alone"
    if composition == "left_behind":
        return "left_behind_child" if kin.age < 16 else "left_behind_elder"
    if composition == "husband_away" and kin.relation == "spouse":
        return "left_behind_woman"
    return None


def household_care(rng: Random, family: Family) -> tuple[str, ...]:
    """Codes for the household as a whole: low income, likelier where someone is old or alone with children."""
    if not family.people or all(kin.away for kin in family.people):
        return ()
    chance = 0.08 if family.composition in {"elder_alone", "single_parent", "left_behind"} else 0.025
    return ("low_income",) if rng.random() < chance else ()
