"""Base maps from tile servers: none unless one is configured."""

import re
from dataclasses import dataclass

from geo.errors import ShapeError

_ADDRESS = re.compile(r"(https?://[\w.{}-]+(:\d+)?)?/\S*", re.ASCII)
_KEY = re.compile(r"[0-9A-Za-z]{8,64}")
# One host of the eight: each further one would have to be named in the content security policy.
_TIANDITU = (
    "https://t0.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}&STYLE=default"
    "&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
)


@dataclass(frozen=True)
class TileSource:
    """One tile layer. `template` holds {z} {x} {y}; `base` layers exclude each other, others lie on top of them."""

    name: str
    template: str
    attribution: str
    base: bool = True
    shown: bool = True
    max_zoom: int = 18

    @property
    def origin(self) -> str:
        """Scheme and host for `img-src` in a content security policy; empty for our own server."""
        address = _ADDRESS.match(self.template)
        return (address.group(1) or "") if address else ""


def tianditu_layers(key: str) -> list[TileSource]:
    """天地图 (WMTS in Web Mercator): map and labels shown, imagery and its labels to choose.

    Raises ShapeError for a key that cannot be one.
    """
    if not _KEY.fullmatch(key):
        raise ShapeError("天地图密钥不正确：应为一串字母和数字")
    named = (("vec", "天地图 矢量", True, True), ("cva", "天地图 注记", False, True))
    imagery = (("img", "天地图 影像", True, False), ("cia", "天地图 影像注记", False, False))
    return [
        TileSource(name, _TIANDITU.format(layer=layer, key=key), "天地图", base, shown)
        for layer, name, base, shown in (*named, *imagery)
    ]


def template_layer(template: str, name: str = "底图", attribution: str = "") -> TileSource:
    """A layer from any {z}/{x}/{y} address. Raises ShapeError when the template is not one."""
    if not _ADDRESS.fullmatch(template) or not all(part in template for part in ("{z}", "{x}", "{y}")):
        raise ShapeError("底图地址不正确：应为网址，其中含有 {z}、{x}、{y}，例如 https://地址/{z}/{x}/{y}.png")
    return TileSource(name, template, attribution or name)
