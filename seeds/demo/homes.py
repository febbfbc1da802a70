"""Households of one grid with address, point and people, in walking order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from shapely.geometry.base import BaseGeometry

from seeds.demo.families import draw_family
from seeds.demo.grids import GridPlan
from seeds.demo.identity import IdNumbers, draw_mobile
from seeds.demo.layout import Point, beside, walk
from seeds.demo.names import draw_lineage, draw_name
from seeds.demo.people import DemoResident, Register, make_residents
from seeds.demo.vocabulary import Vocabulary
from seeds.sections.fields import Value

_KINDS = ("resident", "away", "rented", "vacant")
_SHARES = {"community": (80, 5, 10, 5), "village": (75, 17, 1, 7), "town": (80, 5, 10, 5)}
_FLOORS, _DOORS, _GROUP = 6, 2, 40


@dataclass(frozen=True, slots=True)
class DemoHousehold:
    """A made-up household. `code` is unique in the town; `kind`: resident, away, rented or vacant.

    Vacant homes name their owner as head and have no residents. `care` holds codes of the household as a whole,
    those of persons are with the residents; `extra`: the profile's own fields. `order`: place on the walk, from 1."""

    code: str
    grid_code: str
    order: int
    address: str
    lon: float
    lat: float
    head: str
    phone: str | None
    kind: str
    residents: tuple[DemoResident, ...]
    care: tuple[str, ...]
    extra: dict[str, Value]


def make_households(
    grid: GridPlan, polygon: BaseGeometry, words: Vocabulary, *, count: int | None = None, seed: int, today: date
) -> Iterator[DemoHousehold]:
    """`count` households (as many as planned when not given) inside `polygon` (lon, lat), in walking order. Raises ValueError for an empty polygon."""
    rng = Random(f"homes:{seed}:{grid.code}")
    register = Register(rng, IdNumbers(words.province, grid.serial + 1, rng), words, today)
    count = grid.households_planned if count is None else count
    doors = _flats(grid, polygon, count, rng) if grid.setting == "community" else _houses(grid, polygon, count, rng)
    for order, door in enumerate(doors, 1):
        yield _household(grid, order, door, register)


def _household(grid: GridPlan, order: int, door: tuple[str, Point], register: Register) -> DemoHousehold:
    rng, words = register.rng, register.words
    address, (lon, lat) = door
    kind = rng.choices(_KINDS, _SHARES[grid.setting])[0]
    family = draw_family(rng, kind)
    residents = make_residents(family, register)
    return DemoHousehold(
        code=f"{grid.code}{order:04d}",
        grid_code=grid.code,
        order=order,
        address=address,
        lon=lon,
        lat=lat,
        head=residents[0].name if residents else _owner(rng),
        phone=_phone(rng, residents),
        kind=kind,
        residents=residents,
        care=words.care.of_household(rng, family),
        extra=words.household.draw(rng, kind),
    )


def _owner(rng: Random) -> str:
    return draw_name(rng, draw_lineage(rng), rng.choice(("male", "female")))


def _phone(rng: Random, residents: tuple[DemoResident, ...]) -> str | None:
    if not residents:
        return draw_mobile(rng) if rng.random() < 0.5 else None
    return next((person.phone for person in residents if person.phone), None)


def _flats(grid: GridPlan, polygon: BaseGeometry, count: int, rng: Random) -> list[tuple[str, Point]]:
    """Building by building, stairway by stairway, floor by floor."""
    doors: list[tuple[int, int, int, int]] = []
    building = 0
    while len(doors) < count:
        building += 1
        units = rng.randint(2, 4)
        doors += [
            (building, unit, floor, door)
            for unit in range(1, units + 1)
            for floor in range(1, _FLOORS + 1)
            for door in range(1, _DOORS + 1)
        ]
    corners = walk(polygon, building, spread=0.75, rng=rng)
    points = beside(polygon, [corners[home[0] - 1] for home in doors[:count]], rng, 25)
    return [
        (f"{grid.address_prefix}{building}栋{unit}单元{floor}{door:02d}室", point)
        for (building, unit, floor, door), point in zip(doors, points, strict=False)
    ]


def _houses(grid: GridPlan, polygon: BaseGeometry, count: int, rng: Random) -> list[tuple[str, Point]]:
    """House by house; about forty make a group."""
    points = walk(polygon, count, spread=0.5, rng=rng)
    return [
        (f"{grid.address_prefix}{order // _GROUP + 1}组{order % _GROUP + 1}号", point)
        for order, point in enumerate(points)
    ]
