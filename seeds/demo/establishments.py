"""Made-up shops, enterprises and public bodies."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from shapely.geometry.base import BaseGeometry

from seeds.demo.grids import GridPlan
from seeds.demo.identity import draw_mobile
from seeds.demo.layout import walk
from seeds.demo.names import draw_lineage, draw_name
from seeds.demo.vocabulary import Vocabulary
from seeds.sections.fields import Value

_HOMES_PER_UNIT = {"community": 30, "village": 25}


@dataclass(frozen=True, slots=True)
class DemoEstablishment:
    """A made-up unit or business; `kind` is a key of the profile's establishment kinds, `extra` holds its own fields."""

    code: str
    grid_code: str
    kind: str
    name: str
    address: str
    lon: float
    lat: float
    contact: str
    phone: str
    staff: int
    extra: dict[str, Value]


def make_establishments(
    grid: GridPlan, polygon: BaseGeometry, words: Vocabulary, *, seed: int
) -> Iterator[DemoEstablishment]:
    """Establishments of one grid that is visited: a dozen or two in town, a handful in a village, none without homes.

    A dedicated grid has the one it is named after. Raises ValueError for an empty polygon."""
    rng = Random(f"establishments:{seed}:{grid.code}")
    named = [words.trades.named(grid.name)] if grid.dedicated else []
    described = [each for each in named if each] or _ordinary(rng, grid, words)
    points = walk(polygon, len(described), spread=0.6, rng=rng)
    for order, ((kind, name, most), (lon, lat)) in enumerate(zip(described, points, strict=True), 1):
        yield DemoEstablishment(
            code=f"{grid.code}E{order:03d}",
            grid_code=grid.code,
            kind=kind,
            name=name,
            address=f"{grid.address_prefix}{name}",
            lon=lon,
            lat=lat,
            contact=draw_name(rng, draw_lineage(rng), rng.choice(("male", "female"))),
            phone=draw_mobile(rng),
            staff=rng.randint(max(1, most // 4), most),
            extra=words.establishment.draw(rng, kind),
        )


def _ordinary(rng: Random, grid: GridPlan, words: Vocabulary) -> list[tuple[str, str, int]]:
    setting = "community" if grid.setting == "community" else "village"
    usual = grid.households_planned / _HOMES_PER_UNIT[setting]
    return words.trades.draw(rng, setting, min(24, round(usual * rng.uniform(0.75, 1.25))))
