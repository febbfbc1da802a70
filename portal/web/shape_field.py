"""A form field for a boundary or a point: a map over a text area that takes GeoJSON or WKT."""

from __future__ import annotations

from typing import Any

from flask import url_for
from markupsafe import Markup, escape
from shapely import to_geojson
from shapely.geometry.base import BaseGeometry
from wtforms import TextAreaField
from wtforms.widgets import html_params

from geo.errors import ShapeError
from geo.reading import read_boundary, read_point
from portal.foundation.geometry import place_problem


class MapWidget:
    """A map over a text area: draw on the map, or paste GeoJSON or WKT into the text. A point, which may be left open, is
    folded away until somebody wants it; wide pages unfold it."""

    def __call__(self, field: ShapeField, **kwargs: Any) -> Markup:
        attributes = html_params(
            id=field.id, name=field.name, rows=3, spellcheck="false", **{"class": "form-control shape-text"}
        )
        box = Markup(
            '<div class="shape-field" data-kind="{}" data-context="{}"><div class="shape-map"></div>'
            "<details><summary>坐标文本（GeoJSON 或 WKT，WGS 84 经纬度）</summary><textarea {}>{}</textarea></details></div>"
        ).format(field.kind, field.context_url(), Markup(attributes), escape(field._value()))
        if field.kind == "boundary":
            return box
        unfolded = Markup(" open") if field.errors or field._value() else ""
        return Markup('<details class="shape-fold"{}><summary>在地图上标位置（可以不标）</summary>{}</details>').format(
            unfolded, box
        )


class ShapeField(TextAreaField):
    """A boundary or a point. `kind`: boundary | location."""

    widget = MapWidget()

    def __init__(self, kind: str = "boundary", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind = kind

    def context_url(self) -> str:
        """Where the widget fetches the surrounding grids."""
        return url_for("GridMapView.boundaries")

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return to_geojson(self.data) if isinstance(self.data, BaseGeometry) else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Text -> shape. A bad shape is a Chinese message on this field."""
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            self.data = None
            return
        try:
            self.data = read_boundary(text) if self.kind == "boundary" else read_point(text)
        except ShapeError as error:
            self.data = None
            raise ValueError(str(error)) from error
        problem = place_problem(self.data)
        if problem:
            self.data = None
            raise ValueError(problem)
