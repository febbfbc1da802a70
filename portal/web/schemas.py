"""From models to REST schemas: shapes as GeoJSON objects, keys checked against their `Options`, related rows only if visible."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_appbuilder.api.convert import Model2SchemaConverter
from marshmallow import ValidationError, fields, validate
from marshmallow_sqlalchemy.fields import Related
from shapely.geometry import mapping

from geo.errors import ShapeError
from geo.reading import read_boundary, read_point
from portal.foundation.choices import Options
from portal.foundation.geometry import place_problem
from portal.foundation.identity import phone_problem
from portal.web.custom_schemas import CustomJson
from portal.web.plain_fields import MAX_WHOLE
from portal.web.relation_fields import UNKNOWN
from portal.web.text import cleaned

WORDS = {
    "required": "必须填写", "null": "不能为空", "invalid": "格式不对", "invalid_utf8": "不是文字", "type": "格式不对",
    "format": "格式不对", "too_large": "数值太大", "special": "不是数字",
}  # fmt: skip
DATES = "应写作 2026-03-01 的样子，且为真实的日期"


class ShapeJson(fields.Field[Any]):
    """A boundary or a point as a GeoJSON geometry."""

    def __init__(self, boundary: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.boundary = boundary

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else mapping(value)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, (dict, str)):
            raise ValidationError("应为 GeoJSON 图形")
        try:
            shape = read_boundary(value) if self.boundary else read_point(value)
        except ShapeError as error:
            raise ValidationError(str(error)) from error
        problem = place_problem(shape)
        if problem:
            raise ValidationError(problem)
        return shape


class CleanText(fields.String):
    """A text, cleaned for its column (`portal.web.text`)."""

    def __init__(self, column: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.column = column

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = cleaned(self.column, super()._deserialize(value, attr, data, **kwargs))
        if text is None and not self.allow_none:
            raise ValidationError(WORDS["required"])
        problem = phone_problem(text) if text and self.column == "phone" else None
        if problem:
            raise ValidationError(problem)
        return text

    def _validate(self, value: Any) -> None:
        if value is not None:
            super()._validate(value)


class Offered:
    """Validator: a key that the options know now; those of a profile change while schemas stand."""

    def __init__(self, options: Options) -> None:
        self.options = options

    def __call__(self, key: str) -> str:
        """The key. Raises `ValidationError`."""
        if key not in dict(self.options.options(retired=True)):
            raise ValidationError(f"应为 {'、'.join(each for each, _label in self.options.options())} 之一")
        return key


class VisibleRow(Related):
    """The id of a related row; FAB's would create a row that does not exist."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 10**9:
            raise ValidationError("应为编号（整数）")
        row = self.session.get(self.related_model, value)
        if row is None:
            raise ValidationError(UNKNOWN)
        return row


class PortalConverter(Model2SchemaConverter):
    """FAB's converter with our fields and Chinese messages. The API sets what its screen says of the columns."""

    choices: ClassVar[Mapping[str, Options]] = {}
    optional: ClassVar[tuple[str, ...]] = ()

    def convert(self, columns: Any, model: Any = None, nested: bool = True, parent_schema_name: Any = None) -> Any:
        """A schema of these columns."""
        schema = super().convert(columns, model, nested, parent_schema_name)
        schema.error_messages.update(
            unknown="没有这个字段，或不能修改", type="应为 JSON 对象", required=WORDS["required"]
        )
        return schema

    def _column2field(self, datamodel: Any, column: Any, nested: bool = True, parent_schema_name: Any = None) -> Any:
        name = column.name
        custom = datamodel.custom(name)
        if custom is not None:
            return CustomJson(custom)
        if datamodel.is_relation(name):
            if nested and column.children:
                # Two relations may lead to one class: each nested schema carries its own name.
                return super()._column2field(datamodel, column, nested, f"{parent_schema_name}.{name}")
            open_ = datamodel.is_nullable(name) or (datamodel.obj is self.datamodel.obj and name in self.optional)
            required = datamodel.is_relation_many_to_one(name) and not open_
            return VisibleRow(required=required, allow_none=not required, error_messages=WORDS)
        field = self._plain(datamodel, name)
        if field is None:
            field = super()._column2field(datamodel, column, nested, parent_schema_name)
            if field is not None:
                field.error_messages.update(WORDS)
                field.error_messages.update({"invalid": DATES} if datamodel.is_date(name) else {})
                if datamodel.is_integer(name):
                    field.validators.append(validate.Range(-MAX_WHOLE, MAX_WHOLE, error=WORDS["too_large"]))
        return field

    def _plain(self, datamodel: Any, name: str) -> Any:
        if name not in datamodel.list_columns:
            return None
        nullable = bool(datamodel.is_nullable(name))
        own = datamodel.obj is self.datamodel.obj
        needed = not nullable and datamodel.list_columns[name].default is None and not (own and name in self.optional)
        common: dict[str, Any] = {"required": needed, "allow_none": nullable, "error_messages": WORDS}
        if datamodel.is_boundary(name) or datamodel.is_location(name):
            return ShapeJson(datamodel.is_boundary(name), **common)
        if own and name in self.choices:
            return fields.String(validate=Offered(self.choices[name]), **common)
        if datamodel.is_string(name):
            longest = datamodel.get_max_length(name)
            checks = [validate.Length(max=longest, error=f"最长 {longest} 个字")] if longest > 0 else []
            return CleanText(name, validate=checks, **common)
        return None
