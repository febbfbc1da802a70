"""Real places: villages and communities with their statistical codes, county outlines in WGS 84."""

import csv
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from shapely.geometry import MultiPolygon, shape

_FOLDER = Path(__file__).parent
_SUFFIXES = ("居民委员会", "社区居委会", "村民委员会", "居委会", "村委会", "委员会")


@dataclass(frozen=True)
class Place:
    """A village or community of a plan; `code` has 12 digits, `name` is the committee's full name."""

    plan: str
    county_code: str
    county: str
    township_code: str
    township: str
    code: str
    name: str

    @property
    def is_community(self) -> bool:
        """Statistical codes number communities (居委会) below 200 and villages (村委会) from 200."""
        return int(self.code[9:12]) < 200

    @property
    def short_name(self) -> str:
        """The name people use: 龙霄社区居委会 -> 龙霄社区, 王大庄村委会 -> 王大庄村."""
        bare = self.name
        for suffix in _SUFFIXES:
            if bare.endswith(suffix):
                bare = bare.removesuffix(suffix)
                break
        ending = "社区" if self.is_community else "村"
        return bare if bare.endswith(("社区", "村")) else bare + ending


@cache
def _all_places() -> tuple[Place, ...]:
    with (_FOLDER / "places.csv").open(encoding="utf-8", newline="") as rows:
        return tuple(
            Place(
                row["plan"],
                row["county_code"],
                row["county"],
                row["township_code"],
                row["township"],
                row["village_code"],
                row["village"],
            )
            for row in csv.DictReader(rows)
        )


def read_places(plan: str) -> list[Place]:
    """Places of one plan in order of code; empty when the plan is unknown."""
    return sorted((place for place in _all_places() if place.plan == plan), key=lambda place: place.code)


def county_outline(code: str) -> MultiPolygon:
    """Outline of a county by its 6-digit code, longitude and latitude. Raises KeyError for an unknown county."""
    collection = json.loads((_FOLDER / "counties.geojson").read_text(encoding="utf-8"))
    outlines = {feature["properties"]["code"]: feature["geometry"] for feature in collection["features"]}
    return cast(MultiPolygon, shape(outlines[code]))
