"""The made-up area of a place inside its real county."""

from math import cos, radians, sin

from shapely import affinity, maximum_inscribed_circle, set_precision
from shapely.geometry import MultiPolygon, Point, Polygon

from seeds.demo.places import county_outline, is_outlined, places_of
from seeds.schema import Profile

_CENTRES = {"341322100": (116.928, 34.187)}
"""Longitude and latitude of a township's seat by its code, where it is known; elsewhere the middle of the county is taken."""
_KM_PER_DEGREE = 111.195
_SOMEWHERE, _RADIUS = (112.0, 34.0), 0.25
_AREA_KM2, _MOST_OF_COUNTY = 150.0, 0.5
# (waves around the circle, share of the radius, turn in radians): fixed, so the town never changes.
_RIPPLES = ((2, 0.13, 0.7), (3, 0.09, 2.1), (5, 0.05, 4.0), (9, 0.025, 1.3), (17, 0.015, 5.2), (31, 0.008, 2.8))
_VERTICES = 144
_NARROW = 0.005


def outline_of(profile: Profile) -> MultiPolygon:
    """The area of a profile's place (lon, lat): for a county its real outline, for anything smaller a made-up one.

    Where the outline of the county is not known, the county and where it lies are made up too (see `is_outlined`)."""
    code = profile.place.county_code
    county = county_outline(code) if is_outlined(code) else MultiPolygon([Point(_SOMEWHERE).buffer(_RADIUS)])
    townships = {place.township_code for place in places_of(profile)}
    if len(profile.place.code) == 6 and len(townships) > 3:
        return county
    return town_outline(county, _CENTRES.get(profile.place.code) or _middle(county))


def town_outline(county: MultiPolygon, centre: tuple[float, float]) -> MultiPolygon:
    """A natural-looking area of about 150 km² (in a small county half of it) around `centre`, clipped to `county`.

    Made up: the county line is real where the area touches it, every other edge is invented."""
    blob = _blob()
    wanted = min(_AREA_KM2, _MOST_OF_COUNTY * _area_km2(county))
    low, high = 1.0, 20.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if _area_km2(_clipped(blob, centre, middle, county)) < wanted else (low, middle)
    town = set_precision(_clipped(blob, centre, high, county), 1e-6)
    return MultiPolygon([town]) if isinstance(town, Polygon) else MultiPolygon(town.geoms)


def _middle(county: MultiPolygon) -> tuple[float, float]:
    """The point farthest from the county's border, to about a kilometre."""
    radius = maximum_inscribed_circle(max(county.geoms, key=lambda part: part.area), 0.01)
    return radius.coords[0][0], radius.coords[0][1]


def _blob() -> Polygon:
    """A rippled unit circle around the origin."""
    ring = []
    for step in range(_VERTICES):
        angle = radians(360 * step / _VERTICES)
        radius = 1 + sum(share * sin(waves * angle + turn) for waves, share, turn in _RIPPLES)
        ring.append((radius * cos(angle), radius * sin(angle)))
    return Polygon(ring)


def _clipped(shape: Polygon, centre: tuple[float, float], radius_km: float, county: MultiPolygon) -> Polygon:
    """The shape at this radius, in degrees, cut to the county; of several pieces the one with the centre's bulk."""
    lon, lat = centre
    high = radius_km / _KM_PER_DEGREE
    placed = affinity.translate(affinity.scale(shape, high / cos(radians(lat)), high, origin=(0, 0)), lon, lat)
    cut = placed.intersection(county)
    # The county line has a narrow hook here: a strip no grid could use is left out.
    usable = cut.intersection(cut.buffer(-_NARROW).buffer(_NARROW * 1.1))
    pieces = [piece for piece in getattr(usable, "geoms", [usable]) if isinstance(piece, Polygon)]
    return max(pieces, key=lambda piece: piece.area)


def _area_km2(shape: Polygon | MultiPolygon) -> float:
    return float(shape.area * _KM_PER_DEGREE**2 * cos(radians(shape.centroid.y))) if shape.area else 0.0
