"""Finding a grid on the map of the whole portal, its households as clusters, and what a member sees of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from portal.security import roles
from tests.fixtures.visitors import Enter, Visitor

pytestmark = pytest.mark.browser

SHOWN = "gridMap.shown.features.map((each) => each.properties.name)"
ZOOM = "gridMap.shown.map.getZoom()"


def on_the_map(visitor: Visitor) -> Visitor:
    """By the button of the home page; the boundaries have come."""
    visitor.open("/")
    visitor.page.locator(".big-buttons").get_by_role("link", name="网格分布图").click()
    expect(visitor.page.locator(".map-label").first).to_be_visible()
    visitor.fits()
    return visitor


def test_a_grid_is_found_zoomed_to_and_its_households_stand_in_clusters(enter: Enter) -> None:
    page = on_the_map(enter(roles.CENTRE)).page
    page.locator("[data-points=households]").check()
    expect(page.locator(".map-dot.leaflet-marker-icon")).to_have_count(12)
    far = page.evaluate(ZOOM) - 5
    page.evaluate(f"gridMap.shown.map.setZoom({far}, {{animate: false}})")
    expect(page.locator(".cluster-households")).to_have_text("12")
    page.locator("#map-search").fill("东村第一")
    page.locator("#map-found li").first.click()
    expect(page.locator(".map-card h2")).to_have_text("东村第一网格")
    assert page.evaluate(ZOOM) > far + 3


def test_a_member_finds_only_the_own_grid_on_the_phone(enter: Enter) -> None:
    page = on_the_map(enter(roles.MEMBER, phone=True)).page
    assert page.evaluate(SHOWN) == ["西村第一网格"]
    page.locator("#map-search").fill("东村")
    expect(page.locator("#map-found")).to_contain_text("没有叫这个名称的网格")
