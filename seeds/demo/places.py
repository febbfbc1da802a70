"""Real places: villages and communities with their statistical codes, county outlines in WGS 84."""

import csv
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

from shapely.geometry import MultiPolygon, shape

from seeds.schema import Profile
from seeds.sections.place import PlaceKind

_FOLDER = Path(__file__).parent
_SUFFIXES = ("居民委员会", "社区居委会", "村民委员会", "居委会", "村委会", "委员会")


@dataclass(frozen=True)
class Place:
    """A village or community of a plan; `code` has 12 digits, `name` is the committee's full name.

    `kind`: what the profile calls it, when it says so; `remark`: what public lists of places say otherwise."""

    plan: str
    county_code: str
    county: str
    township_code: str
    township: str
    code: str
    name: str
    kind: PlaceKind = "any"
    remark: str | None = None

    @property
    def is_community(self) -> bool:
        """Statistical codes number communities (居委会) below 200 and villages (村委会) from 200."""
        return int(self.code[9:12]) < 200 if self.kind == "any" else self.kind == "community"

    @property
    def setting(self) -> Literal["community", "village"]:
        """As `is_community`, in a word."""
        return "community" if self.is_community else "village"

    @property
    def short_name(self) -> str:
        """The name people use: 龙霄社区居委会 -> 龙霄社区, 王大庄村委会 -> 王大庄村."""
        bare = self.name
        for suffix in _SUFFIXES:
            if bare.endswith(suffix):
                bare = bare.removesuffix(suffix)
                break
        ending = "社区" if self.is_community else "村"
        return bare if bare.endswith(("社区", "村", "生活区")) else bare + ending


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


def places_of(profile: Profile) -> list[Place]:
    """The villages and communities of a profile, in order of code: those it names, else those listed for its id.

    Codes that stand for no place people live in (虚拟社区) are left out. Nothing is invented: what the public list does
    not have, or calls by another name, says so in its `remark`."""
    townships = {area.code: area.name for area in profile.areas if len(area.code) == 9}
    named = [area for area in profile.areas if len(area.code) == 12]
    if not named:
        listed = (place for place in read_places(profile.meta.id) if "虚拟" not in place.name)
        return [place for place in listed if not townships or place.township_code in townships]
    known = {place.code: place for place in _all_places()}
    towns = {place.township_code: place.township for place in _all_places()} | townships
    place = profile.place
    return sorted(
        (
            Place(
                profile.meta.id, place.county_code, place.county, area.code[:9], towns.get(area.code[:9], place.name),
                area.code, area.name, area.kind, _difference(area.name, known.get(area.code)),
            )
            for area in named
        ),
        key=lambda made: made.code,
    )  # fmt: skip


def _difference(name: str, listed: Place | None) -> str | None:
    if listed is None:
        return "公开的区划资料中没有查到这个代码，名称和代码取自方案"
    bare = name.removesuffix("村").removesuffix("社区")
    return None if listed.name.startswith(bare) else f"公开的区划资料中这个代码的名称是{listed.name}"


def county_outline(code: str) -> MultiPolygon:
    """Outline of a county by its 6-digit code, longitude and latitude. Raises KeyError for an unknown county."""
    return cast(MultiPolygon, shape(_outlines()[code]))


def is_outlined(code: str) -> bool:
    """Whether the outline of this county is known."""
    return code in _outlines()


@cache
def _outlines() -> dict[str, Any]:
    collection = json.loads((_FOLDER / "counties.geojson").read_text(encoding="utf-8"))
    return {feature["properties"]["code"]: feature["geometry"] for feature in collection["features"]}
