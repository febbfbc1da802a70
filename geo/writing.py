"""Shapes -> GeoJSON text (RFC 7946) with few digits, simplified so that neighbours still meet."""

import json
from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.features import Feature

STORED_DIGITS = 7  # 1 cm: what a boundary is kept with
SHOWN_DIGITS = 6  # 10 cm: enough for any screen


def features_to_geojson(features: Sequence[Feature], tolerance_degrees: float = 0.0, digits: int = SHOWN_DIGITS) -> str:
    """A FeatureCollection; each feature's `name` is put into its properties. See `feature_texts` for the tolerance."""
    return collection_of(feature_texts(features, tolerance_degrees, digits))


def feature_texts(features: Sequence[Feature], tolerance_degrees: float = 0.0, digits: int = SHOWN_DIGITS) -> list[str]:
    """Each feature as GeoJSON text.

    With a tolerance, polygons that form a coverage are simplified together, so shared borders stay shared;
    give one level of the grid tree at a time for that. Others are simplified one by one, never to nothing.
    """
    shapes = [feature.geometry for feature in features]
    simplified = _simplified(shapes, tolerance_degrees) if tolerance_degrees > 0 else shapes
    texts = shapely.to_geojson(_rounded(simplified, digits))
    return [_member(feature, text) for feature, text in zip(features, texts, strict=True)]


def collection_of(texts: Sequence[str], extra: Mapping[str, object] | None = None) -> str:
    """A FeatureCollection of features that are text already; `extra` are foreign members beside them (RFC 7946, 6.1)."""
    beside = "".join(f",{_json(name)}:{_json(value)}" for name, value in (extra or {}).items())
    return f'{{"type":"FeatureCollection","features":[{",".join(texts)}]{beside}}}'


def _member(feature: Feature, geometry: str) -> str:
    properties = _json({"name": feature.name, **feature.properties})
    return f'{{"type":"Feature","properties":{properties},"geometry":{geometry}}}'


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _rounded(shapes: Sequence[BaseGeometry], digits: int) -> "np.ndarray[tuple[int], np.dtype[np.object_]]":
    """Point by point, not by `set_precision`: a vertex two neighbours share must round the same way in both."""
    return shapely.transform(_as_array(shapes), lambda coordinates: np.round(coordinates, digits))


def _simplified(shapes: Sequence[BaseGeometry], tolerance: float) -> list[BaseGeometry]:
    array = _as_array(shapes)
    areal = all(isinstance(shape, Polygon | MultiPolygon) for shape in shapes)
    if areal and len(shapes) > 1 and shapely.coverage_is_valid(array):
        return list(shapely.coverage_simplify(array, tolerance))
    return list(shapely.simplify(array, tolerance, preserve_topology=True))


def _as_array(shapes: Sequence[BaseGeometry]) -> "np.ndarray[tuple[int], np.dtype[np.object_]]":
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array
