"""A boundary is changed on the map with the mouse, refused when it cuts into a neighbour, and taken as pasted text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from shapely import MultiPolygon, Point, Polygon, box
from shapely.geometry import shape
from sqlalchemy import select

from portal.grids.models import Grid
from portal.security import roles
from tests.fixtures.live import LivePortal
from tests.fixtures.visitors import Enter, Visitor
from tests.fixtures.world import SOUTH, WEST

pytestmark = pytest.mark.browser

CORNER = Point(WEST + 0.02, SOUTH + 0.04)
"""The north-east corner of 西村第一网格, where its neighbour begins."""

AT = """([longitude, latitude]) => {
  const map = document.querySelector('.shape-field').shapeField.map;
  const at = map.latLngToContainerPoint([latitude, longitude]);
  const frame = map.getContainer().getBoundingClientRect();
  return [frame.left + at.x, frame.top + at.y];
}"""


def boundary(portal: LivePortal, key: str) -> MultiPolygon:
    """What the database holds."""
    (row,) = portal.rows(select(Grid.boundary).where(Grid.id == portal.world.grids[key]))
    found: MultiPolygon = row[0]
    return found


def drawn(page: Page) -> Any:
    """The shape in the form."""
    return shape(json.loads(page.locator("textarea[name=boundary]").input_value()))


def drag(page: Page, start: Point, dx: int, dy: int) -> None:
    """Drag the vertex at `start` by so many pixels."""
    page.locator(".leaflet-pm-icon-edit").click()
    expect(page.locator(".leaflet-marker-icon.marker-icon").first).to_be_visible()
    x, y = page.evaluate(AT, [start.x, start.y])
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx / 2, y + dy / 2, steps=4)
    page.mouse.move(x + dx, y + dy, steps=4)
    page.mouse.up()


def edit(enter: Enter, portal: LivePortal, key: str = "west1") -> Visitor:
    """The centre's staff before the form of a grid, its map drawn and fitted."""
    visitor = enter(roles.CENTRE)
    visitor.open(f"/gridview/edit/{portal.world.grids[key]}")
    expect(visitor.page.locator(".shape-state")).to_have_text("已绘制 1 块")
    expect(visitor.page.locator(".shape-label").first).to_be_attached()
    visitor.page.locator(".shape-map").evaluate("map => map.scrollIntoView({block: 'center'})")
    return visitor


def test_a_vertex_is_dragged_and_the_shape_saved_and_shown(enter: Enter, live_portal: LivePortal) -> None:
    before = boundary(live_portal, "west1")
    visitor = edit(enter, live_portal)
    drag(visitor.page, CORNER, -60, 30)
    wanted = drawn(visitor.page)
    visitor.press("保存")
    visitor.told("已保存")
    after = boundary(live_portal, "west1")
    assert after.area < before.area
    assert after.symmetric_difference(wanted).area < 1e-12
    answer = visitor.context.request.get(f"/map/boundaries?parent={live_portal.world.grids['west']}").json()
    shown = {each["properties"]["id"]: shape(each["geometry"]) for each in answer["features"]}
    assert shown[live_portal.world.grids["west1"]].symmetric_difference(after).area < 1e-10


def test_a_vertex_dragged_across_the_neighbour_is_refused_on_the_field(enter: Enter, live_portal: LivePortal) -> None:
    before, other = boundary(live_portal, "west1"), boundary(live_portal, "west2")
    visitor = edit(enter, live_portal)
    visitor.allowed.add(422)
    south_east = Point(WEST + 0.02, SOUTH)
    drag(visitor.page, south_east, 70, -40)
    wanted = drawn(visitor.page)
    assert wanted.intersection(other).area > 1e-7
    visitor.press("保存")
    expect(visitor.field("boundary").locator(".wrong")).to_contain_text("边界与同级网格“西村第二网格”重叠")
    assert boundary(live_portal, "west1") == before
    assert drawn(visitor.page) == wanted
    expect(visitor.page.locator(".shape-state")).to_have_text("已绘制 1 块")
    visitor.fits()


def text_of(kind: str, form: Polygon) -> str:
    """The shape as somebody would paste it."""
    if kind == "WKT":
        return str(form.wkt)
    return json.dumps({"type": "Feature", "properties": {}, "geometry": form.__geo_interface__})


@pytest.mark.parametrize(("kind", "north"), [("GeoJSON", 0.03), ("WKT", 0.035)])
def test_a_pasted_shape_is_drawn_and_saved(enter: Enter, live_portal: LivePortal, kind: str, north: float) -> None:
    form = box(WEST + 0.06, SOUTH, WEST + 0.08, SOUTH + north)
    visitor = edit(enter, live_portal, "east2")
    visitor.field("boundary").locator("summary").click()
    visitor.page.fill("textarea[name=boundary]", text_of(kind, form))
    expect(visitor.page.locator(".shape-state")).to_have_text("已绘制 1 块")
    visitor.press("保存")
    visitor.told("已保存")
    assert boundary(live_portal, "east2").equals(form)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("这里是村东头", "看不懂这段图形文字"),
        ('{"type": "Polygon"', "不是正确的 GeoJSON"),
        ("POINT (116.95 34.19)", "边界需要面（多边形）"),
        ("POLYGON ((116.96 34.18, 116.98 34.21, 116.98 34.18, 116.96 34.21, 116.96 34.18))", "边界自己相交"),
    ],
)
def test_nonsense_is_answered_with_a_sentence_on_the_field(
    enter: Enter, live_portal: LivePortal, text: str, sentence: str
) -> None:
    before = boundary(live_portal, "east1")
    visitor = edit(enter, live_portal, "east1")
    visitor.allowed.add(422)
    visitor.field("boundary").locator("summary").click()
    visitor.page.fill("textarea[name=boundary]", text)
    visitor.press("保存")
    expect(visitor.field("boundary").locator(".wrong")).to_contain_text(sentence)
    assert visitor.page.locator("textarea[name=boundary]").input_value() == text
    assert boundary(live_portal, "east1") == before
