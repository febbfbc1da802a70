"""A map on paper: true to scale, every name told, no data never taken for nothing."""

import re
from collections.abc import Sequence
from xml.etree import ElementTree

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import STRtree
from shapely.geometry import LineString, MultiPolygon, Point

from geo.colours import NO_DATA
from geo.division import tile
from geo.errors import ShapeError
from geo.measuring import distance_m
from geo.sheet_labels import Box, Taken, beside, inside
from geo.sheet_map import Area, Line, Outline, SheetMap, Spot, draw
from geo.sheet_projection import Projection
from tests.geo.shapes import LAT, LON, outlines, square

A3 = (392.0, 238.0, 3.6)
MEANINGS = {"town": "镇界", "road": "道路", "school": "学校", "house": "住户", "plain": "普通网格", "own": "专属网格"}
TOWN = square(side=0.05)
GRIDS = tile(TOWN, [1] * 36, seed=7)
NAMES = [f"西关社区\n第{number}网格" for number in range(1, 37)]


def areas(values: Sequence[float | None] = (None,) * 36) -> list[Area]:
    return [Area(name, grid, value=value) for name, grid, value in zip(NAMES, GRIDS, values, strict=True)]


def words(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_thirty_six_grids_are_all_named_on_a3_and_the_drawing_is_always_the_same() -> None:
    page = SheetMap(areas(), [Outline(TOWN, "town")], meanings=MEANINGS)
    svg = draw(page, *A3)
    said = "".join(words(svg))
    assert all(name.replace("\n", "") in said for name in NAMES)
    assert "镇界" in said
    assert "比例尺 1:" in said
    assert "北" in said
    assert svg == draw(page, *A3)


def test_all_that_is_drawn_lies_on_the_paper() -> None:
    roads = [Line(LineString([(LON, LAT + 0.02), (LON + 0.05, LAT + 0.03)]), "road", "龙山路")]
    svg = draw(SheetMap(areas(), [Outline(TOWN, "town")], roads, meanings=MEANINGS), *A3)
    steps = [float(number) for d in re.findall(r' d="M([^"]+)"', svg) for number in re.findall(r"-?[\d.]+", d)]
    assert min(steps) > -6  # signs of the legend are drawn around their own middle
    assert max(steps) < A3[0]


@settings(deadline=None, max_examples=25)
@given(outlines(), st.floats(50, 900), st.floats(50, 600))
def test_a_length_on_paper_is_the_length_on_the_ground_by_the_scale(
    shape: MultiPolygon, wide: float, high: float
) -> None:
    projection = Projection.fitting(shape, 0, 0, wide, high)
    west, south, east, north = shape.bounds
    start, end = Point(west, south), Point(east, north)
    drawn = shapely.distance(projection.on_paper(start), projection.on_paper(end))
    assert drawn == pytest.approx(projection.millimetres(distance_m(start, end)), rel=5e-4)
    x0, y0, x1, y1 = projection.on_paper(shape).bounds
    assert (x0, y0) >= (-1e-6, -1e-6)
    assert x1 <= wide + 1e-6
    assert y1 <= high + 1e-6
    assert projection.millimetres(projection.bar_m) <= wide / 5


@settings(deadline=None, max_examples=25)
@given(outlines(), st.text("东西南北中龙山社区第一网格", min_size=1, max_size=14))
def test_a_name_lies_wholly_inside_its_area(shape: MultiPolygon, name: str) -> None:
    area = Projection.fitting(shape, 0, 0, 60, 60).on_paper(shape)
    label = inside(name, area, 3)
    if label is not None:
        assert area.contains(shapely.box(*label.box))
        assert "".join(label.lines) == name


def test_a_name_breaks_where_it_says_and_only_else_anywhere() -> None:
    roomy = shapely.box(0, 0, 60, 60)
    assert inside("西关社区\n第一网格", roomy, 3).lines == ("西关社区", "第一网格")  # type: ignore[union-attr]
    assert inside("实验小学\n", roomy, 3).lines == ("实验小学",)  # type: ignore[union-attr]
    assert inside("西关社区\n第一网格", shapely.box(0, 0, 6.5, 60), 3).lines == ("西关社", "区第一", "网格")  # type: ignore[union-attr]
    assert inside("西关社区第一网格", shapely.box(0, 0, 2, 2), 3) is None


def test_a_name_keeps_off_the_houses_where_it_can() -> None:
    houses = [Point(30 + across, 30 + down) for across in range(-6, 7, 2) for down in range(-6, 7, 2)]
    label = inside("一网格", shapely.box(0, 0, 60, 60), 3, STRtree(houses))
    assert label is not None
    assert not any(shapely.box(*label.box).contains(house) for house in houses)


def test_names_without_room_get_numbers_that_the_legend_tells() -> None:
    name = "名称很长很长很长很长的网格"
    svg = draw(SheetMap([*areas(), *(Area(f"{name}{n}", square(side=0.001 + n * 1e-4)) for n in range(1, 5))]), *A3)
    said = words(svg)
    for number in range(1, 5):
        assert f"{name}{number}" in said
        assert said.count(str(number)) >= 2


def test_no_data_is_told_apart_from_zero() -> None:
    svg = draw(SheetMap(areas([0.0, None, *[50.0] * 17, *[90.0] * 17]), value_label="入户走访率", unit="%"), *A3)
    fills = re.findall(r'fill="(#[0-9a-f]{6})" fill-rule', svg)
    assert fills[0] != NO_DATA
    assert fills[1] == NO_DATA
    assert fills.count(NO_DATA) == 1
    assert svg.count('stroke="#999999"') == 2  # the area and its sign are hatched, for those who print in grey
    assert {"入户走访率", "暂无数据", "0%", "50%", "90%"} <= set(words(svg))
    assert "暂无数据" not in words(draw(SheetMap(areas([1.0] * 36), value_label="率"), *A3))


def test_fixed_bands_are_the_same_on_every_map_and_zero_and_all_are_bands_of_their_own() -> None:
    bands = (0, 25, 50, 75, 99, 100)
    few = draw(SheetMap(areas([0, 1, 25, 26, 99, 100] * 6), value_label="走访进度", unit="%", bands=bands), *A3)
    fills = re.findall(r'fill="(#[0-9a-f]{6})" fill-rule', few)[:6]
    assert fills[1] == fills[2]
    assert len(set(fills)) == 5
    told = ["0%", "1–25%", "26–50%", "51–75%", "76–99%", "100%"]
    for svg in (few, draw(SheetMap(areas([21.0] * 36), value_label="走访进度", unit="%", bands=bands), *A3)):
        assert [said for said in words(svg) if said in told] == told


def test_names_of_landmarks_stand_on_a_light_plate() -> None:
    spots = [Spot(TOWN.centroid, "school", "中心小学")]
    svg = draw(SheetMap(areas([100.0] * 36), spots=spots, meanings={"school": "学校"}, value_label="率"), *A3)
    assert re.search(r'fill="#ffffff" fill-opacity="0.8"/><text [^>]*>中心小学', svg)


def test_kinds_have_their_own_fills_and_neighbours_differ_where_there_are_none() -> None:
    kinds = [Area(f"{n}", shape, kind="own" if n % 9 == 0 else "plain") for n, shape in enumerate(GRIDS)]
    svg = draw(SheetMap(kinds, meanings=MEANINGS), *A3)
    assert {"普通网格", "专属网格"} <= set(words(svg))
    assert len(set(re.findall(r'fill="(#[0-9a-f]{6})" fill-rule', svg))) == 2
    tints = re.findall(r'fill="(#[0-9a-f]{6})" fill-rule', draw(SheetMap(areas()), *A3))
    for number, grid in enumerate(GRIDS):
        for other in range(number):
            if shapely.length(shapely.intersection(grid, GRIDS[other])) > 1e-4:
                assert tints[number] != tints[other]


def test_landmarks_keep_their_words_clear_of_each_other() -> None:
    spots = [Spot(Point(LON + 0.025, LAT + 0.025 + n * 1e-5), "school", f"第{n}小学") for n in range(9)]
    svg = draw(SheetMap(areas(), spots=[*spots, Spot(Point(LON + 0.01, LAT + 0.01), "house")], meanings=MEANINGS), *A3)
    named = [word for word in words(svg) if word.endswith("小学")]
    assert 1 <= len(named) <= 4
    assert {"学校", "住户"} <= set(words(svg))


def test_words_beside_a_spot_move_round_it_and_give_up_at_last() -> None:
    taken = Taken(100, 100)
    labels = [beside("小学", Point(50, 50), 2, 3, taken) for _ in range(5)]
    assert [label is None for label in labels] == [False] * 4 + [True]
    assert labels[0] is not None
    assert labels[0].x > 50
    assert not taken.take(Box(-1, 0, 5, 5))


def test_markup_in_names_is_only_words() -> None:
    svg = draw(SheetMap([Area('<image href="x"/>&\x07', TOWN)]), *A3)
    assert '<image href="x"/>&' in "".join(words(svg))


def test_without_furniture_there_is_nothing_but_the_map() -> None:
    assert words(draw(SheetMap([Area("一网格", TOWN)]), 80, 80, 3, furniture=False)) == ["一网格"]


def test_a_map_without_an_area_or_without_room_is_refused() -> None:
    with pytest.raises(ShapeError, match="没有可画的边界"):
        draw(SheetMap([Area("空", MultiPolygon())]), *A3)
    spots = [Spot(Point(LON + 0.01, LAT + 0.01), f"{number}") for number in range(60)]
    wordy = {f"{number}": f"非常长的第{number}种说明" for number in range(60)}
    with pytest.raises(ShapeError, match="没有地方画"):
        draw(SheetMap([Area("一网格", TOWN)], spots=spots, meanings=wordy), 100, 60, 3)


def test_where_the_legend_cannot_tell_all_names_it_counts_them() -> None:
    many = [Area(f"名称非常非常长的第{n}个网格", shape) for n, shape in enumerate(tile(TOWN, [1] * 200, seed=1))]
    said = words(draw(SheetMap(many), 100, 60, 3))
    assert any(re.fullmatch(r"另有\d+个网格图上太小，未标名称", word) for word in said)
    assert all(said.count(str(number)) <= 1 for number in range(1, 200))  # only the scale bar has figures
