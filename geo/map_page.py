"""What a map page is made of: the contract with the script `gridMap(map, options)`."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from geo.tiles import TileSource


@dataclass(frozen=True)
class Endpoints:
    """Addresses that answer with GeoJSON FeatureCollections; an empty one is not fetched.

    `boundaries`: polygons with id, code, name, full_name, level, kind and one property a colour scheme's key; beside them
    `classes` {level: {scheme's key: [legend entries]}} for schemes without entries of their own, and `undrawn`, the number
    of grids without a boundary.
    `households`, `issues`: points with id, name (may be missing), state; beside them `message`, shown when not empty, and
    `complete` (false: more lie in this part of the map than were sent; the script asks again with `bbox`).
    """

    boundaries: str
    households: str = ""
    issues: str = ""


@dataclass(frozen=True)
class LegendEntry:
    """One colour of a scheme; for figures `up_to` is the class's upper bound, for kinds `value` the exact value."""

    label: str
    colour: str
    value: str | None = None
    up_to: float | None = None


@dataclass(frozen=True)
class ColourScheme:
    """How boundaries are coloured: by the property `key` of each feature.

    A feature whose property is null has `no_data_colour` and `no_data_label`; 0 is a figure like any other.
    """

    key: str
    label: str
    entries: Sequence[LegendEntry]
    unit: str = ""
    no_data_colour: str = "#d9d9d9"
    no_data_label: str = "暂无数据"


@dataclass(frozen=True)
class LinkTemplates:
    """Addresses with `{id}` where the feature's id goes, for the links on a card; empty ones are not shown.

    Of a grid: itself, its households, its issues, printing its letters. `draw`: where boundaries are drawn.
    """

    grid: str = ""
    grid_households: str = ""
    grid_issues: str = ""
    grid_letters: str = ""
    household: str = ""
    issue: str = ""
    draw: str = ""


@dataclass(frozen=True)
class MapPage:
    """One map page. Positions for Folium are (lat, lon); `bounds` are west, south, east, north in degrees.

    `level` is the level shown first, `grid` the id of the grid whose card is open at first.
    """

    title: str
    center: tuple[float, float]
    endpoints: Endpoints
    schemes: Sequence[ColourScheme]
    level_names: Mapping[int, str]
    bounds: tuple[float, float, float, float] | None = None
    tiles: Sequence[TileSource] = ()
    search_label: str = "按网格名称查找"
    links: LinkTemplates = field(default_factory=LinkTemplates)
    labels: Mapping[str, str] = field(default_factory=dict)
    name: str = "grid"
    zoom: int = 13
    level: int | None = None
    grid: int | None = None

    def options(self) -> dict[str, Any]:
        """The second argument of `gridMap`, as plain JSON values:

        title, bounds ([[south, west], [north, east]] or null), endpoints {boundaries, households, issues},
        schemes [{key, label, unit, entries [{label, colour, value, up_to}], no_data_colour, no_data_label}] (the
        first is shown; without entries, classes come with the boundaries), levels [{level, name}] from the highest
        down, search_label, links (see `LinkTemplates`), labels {any words the script shows}, has_tiles (false: the
        script draws boundaries on a plain ground), level and grid (what is shown first, or null).
        """
        box = self.bounds
        return {
            "title": self.title,
            "bounds": [[box[1], box[0]], [box[3], box[2]]] if box else None,
            "endpoints": asdict(self.endpoints),
            "schemes": [asdict(scheme) for scheme in self.schemes],
            "levels": [{"level": level, "name": name} for level, name in sorted(self.level_names.items())],
            "search_label": self.search_label,
            "links": asdict(self.links),
            "labels": dict(self.labels),
            "has_tiles": bool(self.tiles),
            "level": self.level,
            "grid": self.grid,
        }


@dataclass(frozen=True)
class MapAssets:
    """Addresses of our own static files, in loading order: Leaflet first, the script with `gridMap` last."""

    js_urls: Sequence[str]
    css_urls: Sequence[str]
