"""A map page built with Folium from our own static files only: nothing is asked of any other host but tiles.

The page carries no shapes. On load it calls the global function `gridMap(map, options)` of our own script, which
fetches them; `MapPage.options` is the contract between the two.
"""

import json
from dataclasses import dataclass
from html import escape
from typing import Any, TypeVar

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template

from geo.map_page import MapAssets, MapPage
from geo.tiles import TileSource

Named = TypeVar("Named", bound=Element)


@dataclass(frozen=True)
class RenderedMap:
    """What a template needs: `html` for the body, `script` for inside a <script> with a nonce after `js_urls`."""

    html: str
    script: str
    css_urls: tuple[str, ...]
    js_urls: tuple[str, ...]


class OfflineMap(folium.Map):
    """Folium's map without its CDN files: the same scripts and styles, from where the caller keeps them."""

    def __init__(self, assets: MapAssets, name: str, **options: Any) -> None:
        self.default_js = [(url, url) for url in assets.js_urls]
        self.default_css = [(url, url) for url in assets.css_urls]
        super().__init__(tiles=None, **options)
        _named(self, name)


class RemoteLayers(MacroElement):
    """The call of `gridMap(map, options)` once the map stands."""

    _template = Template(
        "{% macro script(this, kwargs) %}gridMap({{ this._parent.get_name() }}, {{ this.json }});{% endmacro %}"
    )

    def __init__(self, options: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca leaves it untyped
        self._name = "RemoteLayers"
        self.json = script_json(options)


def render(page: MapPage, assets: MapAssets) -> RenderedMap:
    """The page's map as HTML and script; Folium's own header, with its styles and links, is left out.

    The same page renders to the same text, so that it can be cached.
    """
    built = OfflineMap(
        assets,
        page.name,
        location=page.center,
        zoom_start=page.zoom,
        prefer_canvas=True,
        attribution_control=bool(page.tiles),
    )
    if page.bounds is not None:
        west, south, east, north = page.bounds
        built.fit_bounds([[south, west], [north, east]])
    for number, source in enumerate(page.tiles):
        _named(_layer(source), f"{page.name}_{number}").add_to(built)
    if page.tiles:
        _named(folium.LayerControl(), page.name).add_to(built)
    RemoteLayers(page.options()).add_to(built)
    root = built.get_root()
    assert isinstance(root, Figure)
    root.render()
    return RenderedMap(root.html.render(), root.script.render(), tuple(assets.css_urls), tuple(assets.js_urls))


def _layer(source: TileSource) -> folium.TileLayer:
    """Leaflet shows names and attributions as HTML, and both may come from a settings page: escaped here."""
    return folium.TileLayer(
        source.template,
        attr=escape(source.attribution),
        name=escape(source.name),
        overlay=not source.base,
        show=source.shown,
        max_zoom=source.max_zoom,
    )


def _named(element: Named, name: str) -> Named:
    """Folium draws random ids; fixed ones keep the page the same from one request to the next."""
    element._id = name
    return element


def script_json(value: object) -> str:
    """JSON that may stand inside a <script>: no way out of it, nor out of a JavaScript string."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
