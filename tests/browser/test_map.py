"""The grid map in a real browser, at a desk and on a phone."""

import pytest
from playwright.sync_api import Page, expect

from portal.security import roles
from tests.browser.conftest import Visit
from tests.fixtures.world import World

pytestmark = pytest.mark.browser

FILLED = """() => {
  const canvas = document.querySelector('#map_grid canvas');
  const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  let filled = 0;
  for (let at = 3; at < pixels.length; at += 4) filled += pixels[at] > 0;
  return filled / (pixels.length / 4);
}"""
CENTRE_OF = """(name) => {
  const layer = gridMap.shown.shown.getLayers().find((each) => each.feature.properties.name === name);
  const at = gridMap.shown.map.latLngToContainerPoint(layer.labelAt);
  const frame = document.querySelector('#map_grid').getBoundingClientRect();
  return [frame.left + at.x, frame.top + at.y];
}"""


def click_grid(page: Page, name: str) -> None:
    page.mouse.click(*page.evaluate(CENTRE_OF, name))


def test_boundaries_are_drawn_with_names_and_a_legend(visit: Visit) -> None:
    page = visit(roles.CENTRE, "/map/")
    assert page.evaluate(FILLED) > 0.1
    assert sorted(page.locator(".map-label").all_inner_texts())[0].startswith("东村第一网格")
    expect(page.locator(".map-legend")).to_contain_text("住户数")
    expect(page.locator(".map-legend")).to_contain_text("暂无数据")


def test_a_click_opens_the_card_of_a_grid_with_its_links(visit: Visit, portal: tuple[str, World]) -> None:
    page = visit(roles.HEAD, "/map/")
    click_grid(page, "西村第一网格")
    card = page.locator(".leaflet-popup .map-card")
    expect(card).to_contain_text("冯西一（网格员）")
    expect(card).to_contain_text("3 户，3 人")
    expect(card).to_contain_text("未办结 2 件，其中 超期 2 件")
    card.get_by_text("查看网格").click()
    page.wait_for_url(f"**/gridview/show/{portal[1].grids['west1']}")


def test_a_grid_is_found_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit(roles.CENTRE, "/map/")
    page.focus("#map-search")
    page.keyboard.type("东村")
    expect(page.locator("#map-found li")).to_have_count(3)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".map-card h2")).to_have_text("东村第二网格")
    expect(page.locator(".map-card")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".map-card")).to_have_count(0)
    expect(page.locator("#map-search")).to_be_focused()


def test_levels_and_colours_can_be_switched(visit: Visit) -> None:
    page = visit(roles.CENTRE, "/map/")
    page.get_by_text("村(社区)", exact=True).click()
    expect(page.locator(".map-label")).to_have_count(2)
    page.select_option("#map-scheme", label="网格类别")
    expect(page.locator(".map-legend")).to_contain_text("普通网格")
    expect(page.locator(".map-legend")).not_to_contain_text("暂无数据")


def test_households_and_issues_are_shown_as_points(visit: Visit) -> None:
    page = visit(roles.MEMBER, "/map/")
    page.check("[data-points=issues]")
    expect(page.locator(".cluster-issues")).to_have_text("2")
    page.uncheck("[data-points=issues]")
    page.check("[data-points=households]")
    page.locator(".map-dot.leaflet-marker-icon").first.click()
    expect(page.locator(".map-point-card")).to_contain_text("west1 路")
    expect(page.locator(".map-legend")).to_contain_text("空户")


def test_on_a_phone_the_card_is_a_sheet_and_nothing_runs_off_the_side(visit: Visit) -> None:
    page = visit(roles.HEAD, "/map/", width=390, height=844)
    click_grid(page, "西村第二网格")
    expect(page.locator(".map-sheet h2")).to_have_text("西村第二网格")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.click(".map-card-close")
    expect(page.locator(".map-sheet")).to_be_hidden()
    expect(page.locator("#map-choices")).to_be_hidden()
    page.click(".map-choices-button")
    expect(page.locator("#map-scheme")).to_be_visible()


def test_an_address_can_open_a_grid(visit: Visit, portal: tuple[str, World]) -> None:
    page = visit(roles.CENTRE, f"/map/?grid={portal[1].grids['west']}")
    expect(page.locator(".map-card h2")).to_have_text("西村")
    expect(page.locator("[name=map-level]:checked")).to_have_value("2")
