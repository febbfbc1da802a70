"""Who lives together: relation to the head, sex and age, drawn so that they fit each other."""

from collections.abc import Callable
from random import Random
from typing import NamedTuple

_SEXES = ("male", "female")


class Kin(NamedTuple):
    """One person of a family; `age` in full years, `away` when living elsewhere most of the year.

    `relation` to the head: head, spouse, son, daughter, parent, grandchild or child_in_law; `sex`: male or female."""

    relation: str
    sex: str
    age: int
    away: bool = False


class Family(NamedTuple):
    """A composition's name and its people, the head first."""

    composition: str
    people: list[Kin]


def _other(sex: str) -> str:
    return "female" if sex == "male" else "male"


def _couple(rng: Random, low: int, high: int) -> list[Kin]:
    sex = "male" if rng.random() < 0.82 else "female"
    age = rng.randint(low, high)
    return [Kin("head", sex, age), Kin("spouse", _other(sex), max(low - 2, age + rng.randint(-5, 3)))]


def _child(rng: Random, parents: list[Kin], oldest: int = 24) -> Kin:
    youngest_parent = min(kin.age for kin in parents)
    sex = rng.choice(_SEXES)
    age = max(0, min(youngest_parent - rng.randint(21, 34), oldest))
    return Kin("son" if sex == "male" else "daughter", sex, age)


def _single(rng: Random) -> list[Kin]:
    return [Kin("head", rng.choice(("male", "male", "female")), rng.randint(22, 55))]


def _childless(rng: Random) -> list[Kin]:
    return _couple(rng, 25, 59)


def _with_children(rng: Random) -> list[Kin]:
    parents = _couple(rng, 26, 52)
    return parents + [_child(rng, parents) for _ in range(rng.choice((1, 1, 2, 2, 3)))]


def _single_parent(rng: Random) -> list[Kin]:
    parent = Kin("head", rng.choice(_SEXES), rng.randint(28, 50))
    return [parent, _child(rng, [parent])]


def _empty_nest(rng: Random) -> list[Kin]:
    return _couple(rng, 62, 86)


def _elder_alone(rng: Random) -> list[Kin]:
    return [Kin("head", rng.choice(("male", "female", "female")), rng.randint(62, 93))]


def _with_parents(rng: Random) -> list[Kin]:
    people = _couple(rng, 32, 55)
    people.append(_child(rng, people))
    age = people[0].age + rng.randint(22, 32)
    return [*people, Kin("parent", rng.choice(_SEXES), age)]


def _with_young_couple(rng: Random) -> list[Kin]:
    people = _couple(rng, 52, 66)
    son = min(kin.age for kin in people) - rng.randint(22, 26)
    people += [Kin("son", "male", son), Kin("child_in_law", "female", max(21, son - rng.randint(0, 3)))]
    age = max(0, min(kin.age for kin in people[2:]) - rng.randint(21, 26))
    return [*people, Kin("grandchild", rng.choice(_SEXES), age)]


def _left_behind(rng: Random) -> list[Kin]:
    return [*_couple(rng, 62, 74), Kin("grandchild", rng.choice(_SEXES), rng.randint(2, 15))]


def _husband_away(rng: Random) -> list[Kin]:
    husband = Kin("head", "male", rng.randint(27, 52), away=True)
    wife = Kin("spouse", "female", max(23, husband.age - rng.randint(0, 4)))
    return [husband, wife, _child(rng, [husband, wife])]


_RESIDENT: dict[str, tuple[Callable[[Random], list[Kin]], int]] = {
    "with_children": (_with_children, 30),
    "childless": (_childless, 14),
    "empty_nest": (_empty_nest, 14),
    "with_parents": (_with_parents, 9),
    "elder_alone": (_elder_alone, 7),
    "with_young_couple": (_with_young_couple, 7),
    "single": (_single, 6),
    "left_behind": (_left_behind, 5),
    "husband_away": (_husband_away, 5),
    "single_parent": (_single_parent, 3),
}
_NAMES = tuple(_RESIDENT)
_SHARES = tuple(share for _, share in _RESIDENT.values())


def draw_family(rng: Random, kind: str) -> Family:
    """A family for a household of this kind: resident, away, rented or vacant (nobody)."""
    if kind == "vacant":
        return Family("nobody", [])
    if kind == "away":
        return Family("all_away", [kin._replace(away=True) for kin in rng.choice((_with_children, _childless))(rng)])
    if kind == "rented":
        return Family("tenants", rng.choice((_single, _single, _childless, _with_children))(rng))
    name = rng.choices(_NAMES, _SHARES)[0]
    return Family(name, _RESIDENT[name][0](rng))
