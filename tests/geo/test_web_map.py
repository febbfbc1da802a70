import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.map_page import ColourScheme, Endpoints, LegendEntry, LinkTemplates, MapAssets, MapPage
from geo.tiles import TileSource, tianditu_layers
from geo.web_map import render, script_json

ASSETS = MapAssets(["/static/leaflet.js", "/static/grid_map.js"], ["/static/leaflet.css"])
PAGE = MapPage(
    title="龙城镇网格分布图",
    center=(34.19, 116.95),
    bounds=(116.9, 34.1, 117.0, 34.3),
    endpoints=Endpoints("/map/boundaries", "/map/households", "/map/issues"),
    schemes=[ColourScheme("households", "户数", [LegendEntry("300 户以下", "#c7e9b4", up_to=300)], unit="户")],
    level_names={2: "村", 1: "镇"},
    links=LinkTemplates(grid="/grid/show/{id}"),
)


def options_in(script: str) -> dict[str, object]:
    (found,) = re.findall(r"gridMap\(map_grid, (.*)\);", script)
    options: dict[str, object] = json.loads(found)
    return options


def test_no_address_outside_this_machine_is_named() -> None:
    rendered = render(PAGE, ASSETS)
    everything = rendered.html + rendered.script + "".join(rendered.css_urls) + "".join(rendered.js_urls)
    assert not re.search(r"https?:|//[a-z]|cdn|jsdelivr|googleapis", everything)


def test_with_tiles_only_their_addresses_are_named() -> None:
    layers = tianditu_layers("0123456789abcdef")
    script = render(replace(PAGE, tiles=layers), ASSETS).script
    assert set(re.findall(r"https?://[^/\"]+", script)) == {layer.origin for layer in layers}
    assert script.count("L.tileLayer(") == 4


def test_the_script_is_handed_the_whole_contract() -> None:
    options = options_in(render(PAGE, ASSETS).script)
    assert options == json.loads(json.dumps(PAGE.options()))
    assert options["bounds"] == [[34.1, 116.9], [34.3, 117.0]]
    assert options["levels"] == [{"level": 1, "name": "镇"}, {"level": 2, "name": "村"}]
    assert options["has_tiles"] is False


def test_the_map_is_made_before_it_is_handed_over() -> None:
    rendered = render(PAGE, ASSETS)
    assert 'id="map_grid"' in rendered.html
    assert "<script" not in rendered.html
    assert "<" not in rendered.script
    assert rendered.script.index("L.map(") < rendered.script.index("gridMap(")
    assert rendered.js_urls == ("/static/leaflet.js", "/static/grid_map.js")


def test_the_same_page_renders_to_the_same_text() -> None:
    page = replace(PAGE, tiles=tianditu_layers("0123456789abcdef"))
    assert render(page, ASSETS) == render(page, ASSETS)


@given(st.text())
def test_no_text_gets_out_of_the_script(text: str) -> None:
    embedded = script_json({"name": text + "</script><!--\u2028"})
    assert not set("<>&\u2028\u2029") & set(embedded)
    assert json.loads(embedded)["name"].startswith(text)


@pytest.mark.parametrize("where", ["title", "name", "attribution"])
def test_markup_in_names_stays_text(where: str) -> None:
    bad = "</script><img src=x onerror=alert(1)>"
    source = TileSource(bad if where == "name" else "底图", "/t/{z}/{x}/{y}", bad if where == "attribution" else "我们")
    script = render(replace(PAGE, title=bad, tiles=[source]), ASSETS).script
    assert "<" not in script
    assert where == "title" or "\\u0026lt;img" in script
