import json

import shapely
from shapely.geometry import MultiPolygon, Point, Polygon

from geo.features import Feature
from geo.reading import read_boundary, read_features
from geo.writing import STORED_DIGITS, collection_of, feature_texts, features_to_geojson
from tests.geo.shapes import square


def wavy_neighbours() -> list[Feature]:
    border = [(116.9 + 0.0002 * (number % 2), 34.2 + number / 1000) for number in range(11)]
    west = Polygon([(116.89, 34.2), *border, (116.89, 34.21)])
    east = Polygon([(116.91, 34.2), *border, (116.91, 34.21)])
    return [Feature("西", MultiPolygon([west])), Feature("东", MultiPolygon([east]))]


def test_digits_are_kept_and_no_more() -> None:
    place = Feature("井", Point(116.123456789, 34.2))
    (stored,), (shown,) = feature_texts([place], digits=STORED_DIGITS), feature_texts([place])
    assert json.loads(stored)["geometry"]["coordinates"] == [116.1234568, 34.2]
    assert json.loads(shown)["geometry"]["coordinates"] == [116.123457, 34.2]


def test_what_is_written_reads_back() -> None:
    text = features_to_geojson([Feature("东关", square(), {"code": "1", "households": 3})])
    (found,) = read_features(text)
    assert (found.name, found.properties["households"]) == ("东关", 3)
    assert read_boundary(text).equals_exact(square(), 1e-6)


def test_neighbours_still_meet_after_simplification() -> None:
    features = wavy_neighbours()
    west, east = (found.geometry for found in read_features(features_to_geojson(features, 0.001)))
    before = sum(shapely.get_num_coordinates(feature.geometry) for feature in features)
    assert shapely.get_num_coordinates(west) + shapely.get_num_coordinates(east) < before / 2
    assert west.intersection(east).area == 0
    assert shapely.coverage_is_valid([west, east])


def test_shapes_that_overlap_are_simplified_alone_and_survive() -> None:
    features = [Feature("大", square()), Feature("小", square(side=0.001))]
    found = read_features(features_to_geojson(features, tolerance_degrees=1.0))
    assert [feature.name for feature in found] == ["大", "小"]


def test_no_features_make_an_empty_collection() -> None:
    assert json.loads(features_to_geojson([], 0.1)) == {"type": "FeatureCollection", "features": []}


def test_levels_are_joined_into_one_collection_with_members_beside_the_features() -> None:
    texts = [*feature_texts([Feature("镇", square())], 0.001), *feature_texts(wavy_neighbours())]
    collection = json.loads(collection_of(texts, {"undrawn": 2}))
    assert [feature["properties"]["name"] for feature in collection["features"]] == ["镇", "西", "东"]
    assert collection["undrawn"] == 2
