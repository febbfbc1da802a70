"""Form fields that FAB does not have: choices by label, shapes on a map, remote pickers, native date inputs."""

from __future__ import annotations

from typing import Any

from flask import url_for
from markupsafe import Markup, escape
from shapely import to_geojson
from shapely.geometry.base import BaseGeometry
from wtforms import DateField, Field, SelectField, TextAreaField, ValidationError, validators
from wtforms.widgets import DateInput, Select, html_params

from geo.errors import ShapeError
from geo.reading import read_boundary, read_point
from portal.foundation.choices import Choice
from portal.foundation.identity import phone_problem


def extra_fields(view: Any, columns: Any, searching: bool = False) -> dict[str, Field]:
    """Fields for those columns of a view that need one of ours."""
    made: dict[str, Field] = {}
    for name in columns or ():
        field = _field(view, name, searching)
        if field is not None:
            made[name] = field
    return made


def _field(view: Any, name: str, searching: bool) -> Field | None:
    data, label = view.datamodel, view.label_columns.get(name, name)
    common = {"label": label, "description": view.description_columns.get(name, "")}
    optional = searching or (not data.is_relation(name) and name in data.list_columns and data.is_nullable(name))
    checks = [validators.Optional()] if optional else [validators.InputRequired(message=f"请填写{label}")]
    if name in view.choices:
        return choice_field(view.choices[name], optional, default=data.get_col_default(name), **common)
    if data.is_boundary(name):
        return ShapeField(kind="boundary", validators=[validators.Optional()], **common)
    if data.is_location(name):
        return ShapeField(kind="location", validators=[validators.Optional()], **common)
    if name in view.pickers:
        required = not searching and not data.is_nullable(name)
        return PickerField(interface=data, relation=name, required=required, **common)
    if data.is_date(name) and not data.is_datetime(name):
        return DateField(validators=checks, widget=_Date(), **common)
    if name == "phone" and not searching:
        return _phone_field(checks, common)
    return None


class _Date(DateInput):
    def __call__(self, field: Field, **kwargs: Any) -> Markup:
        kwargs["class"] = "form-control"
        return super().__call__(field, **kwargs)


class _Select(Select):
    def __call__(self, field: Field, **kwargs: Any) -> Markup:
        kwargs["class"] = "form-control"
        return super().__call__(field, **kwargs)


def choice_field(choices: type[Choice], optional: bool, default: Any = None, **common: Any) -> SelectField:
    """A select box of labels; an optional one starts with an empty choice that is stored as nothing."""
    options = [("", "请选择")] * optional + choices.options()
    checks = [validators.Optional()] if optional else [validators.InputRequired()]
    return SelectField(
        choices=options, coerce=_key, default=None if optional else default, validators=checks, widget=_Select(), **common
    )


def _key(value: Any) -> Any:
    return str(value) if value else None


def _phone_field(checks: list[Any], common: dict[str, Any]) -> Field:
    from flask_appbuilder.fieldwidgets import BS3TextFieldWidget
    from wtforms import TelField

    return TelField(validators=[*checks, _phone], widget=BS3TextFieldWidget(), **common)


def _phone(_form: Any, field: Field) -> None:
    problem = phone_problem((field.data or "").strip()) if field.data else None
    if problem:
        raise ValidationError(problem)


class MapWidget:
    """A map over a text area: draw on the map, or paste GeoJSON or WKT into the text."""

    def __call__(self, field: ShapeField, **kwargs: Any) -> Markup:
        attributes = html_params(
            id=field.id, name=field.name, rows=3, spellcheck="false", **{"class": "form-control shape-text"}
        )
        return Markup(
            '<div class="shape-field" data-kind="{}" data-context="{}"><div class="shape-map"></div>'
            "<details><summary>坐标文本(GeoJSON 或 WKT,WGS 84 经纬度)</summary><textarea {}>{}</textarea></details></div>"
        ).format(field.kind, field.context_url(), Markup(attributes), escape(field._value()))


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


class PickerWidget:
    """A select box that searches on the server; see static/portal/picker.js."""

    def __call__(self, field: PickerField, **kwargs: Any) -> Markup:
        attributes = html_params(
            id=field.id, name=field.name, data_url=field.search_url(), **{"class": "remote-picker form-control"}
        )
        chosen = field.chosen()
        option = Markup('<option value="{}" selected>{}</option>').format(chosen.id, str(chosen)) if chosen else Markup()
        return Markup('<select {}><option value=""></option>{}</select>').format(Markup(attributes), option)


class PickerField(Field):
    """A row of a related, possibly large table. Only rows the person may see can be chosen."""

    widget = PickerWidget()

    def __init__(self, interface: Any = None, relation: str = "", required: bool = False, **kwargs: Any) -> None:
        checks = [validators.InputRequired(message=f"请选择{kwargs.get('label', '')}")] if required else [validators.Optional()]
        super().__init__(validators=checks, **kwargs)
        self.interface = interface
        self.relation = relation

    def search_url(self) -> str:
        """Where choices are searched."""
        table = self.interface.get_related_model(self.relation).__tablename__
        return url_for("PickerView.search", table=table)

    def chosen(self) -> Any:
        """The row chosen now."""
        return self.data

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Id -> row, through the scoped session."""
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not text:
            return
        related = self.interface.get_related_interface(self.relation)
        self.data = related.get(int(text)) if text.isascii() and text.isdecimal() and len(text) < 16 else None
        if self.data is None:
            raise ValueError("所选内容不存在,或不在您的管辖范围内")
