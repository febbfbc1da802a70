"""A made-up town area inside a real county."""

from math import cos, radians, sin

from shapely import affinity, set_precision
from shapely.geometry import MultiPolygon, Polygon

_CENTRE = (116.928, 34.187)
_KM_PER_DEGREE = 111.195
_AREA_KM2 = 150.0
# (waves around the circle, share of the radius, turn in radians): fixed, so the town never changes.
_RIPPLES = ((2, 0.13, 0.7), (3, 0.09, 2.1), (5, 0.05, 4.0), (9, 0.025, 1.3), (17, 0.015, 5.2), (31, 0.008, 2.8))
_VERTICES = 144
_NARROW = 0.005


def town_outline(county: MultiPolygon) -> MultiPolygon:
    """A natural-looking area of about 150 km² around the seat of 萧县, clipped to `county` (lon, lat).

    Made up: the county line is real where the town touches it, every other edge is invented."""
    shape = _blob()
    low, high = 3.0, 20.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if _area_km2(_clipped(shape, middle, county)) < _AREA_KM2 else (low, middle)
    town = set_precision(_clipped(shape, high, county), 1e-6)
    return MultiPolygon([town]) if isinstance(town, Polygon) else MultiPolygon(town.geoms)


def _blob() -> Polygon:
    """A rippled unit circle around the origin."""
    ring = []
    for step in range(_VERTICES):
        angle = radians(360 * step / _VERTICES)
        radius = 1 + sum(share * sin(waves * angle + turn) for waves, share, turn in _RIPPLES)
        ring.append((radius * cos(angle), radius * sin(angle)))
    return Polygon(ring)


def _clipped(shape: Polygon, radius_km: float, county: MultiPolygon) -> Polygon:
    """The shape at this radius, in degrees, cut to the county; of several pieces the one with the centre's bulk."""
    lon, lat = _CENTRE
    high = radius_km / _KM_PER_DEGREE
    placed = affinity.translate(affinity.scale(shape, high / cos(radians(lat)), high, origin=(0, 0)), lon, lat)
    cut = placed.intersection(county)
    # The county line has a narrow hook here: a strip no grid could use is left out.
    usable = cut.intersection(cut.buffer(-_NARROW).buffer(_NARROW * 1.1))
    pieces = [piece for piece in getattr(usable, "geoms", [usable]) if isinstance(piece, Polygon)]
    return max(pieces, key=lambda piece: piece.area)


def _area_km2(shape: Polygon) -> float:
    return float(shape.area * _KM_PER_DEGREE**2 * cos(radians(_CENTRE[1])))
