"""Fields of a town's own over REST: plain JSON values, judged as the profile says."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields

from portal.foundation.errors import Refusal
from portal.plans.custom import asked_of
from portal.web.custom import Custom, fits, level_of, value_of
from portal.web.text import cleaned
from seeds.sections.fields import CustomField, is_empty

_TYPES: dict[str, dict[str, Any]] = {
    "integer": {"type": "integer"}, "decimal": {"type": "number"}, "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
}  # fmt: skip


class CustomJson(fields.Field[Any]):
    """The value of one field."""

    def __init__(self, definition: CustomField) -> None:
        super().__init__(allow_none=True, dump_default=None, metadata=described(definition))
        self.definition = definition

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return value_of(obj, self.definition)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, str):
            value = cleaned("phone" if self.definition.kind == "phone" else "", value)
        problem = None if is_empty(value) else self.definition.problem_with(value)
        if problem:
            raise ValidationError(problem)
        return value


def described(field: CustomField) -> dict[str, Any]:
    """A field as OpenAPI describes it."""
    made: dict[str, Any] = {**_TYPES.get(field.kind, {"type": "string"}), "title": field.label, "nullable": True}
    keys = [option.key for option in field.options]
    if field.kind == "choices":
        made |= {"type": "array", "items": {"type": "string", "enum": keys}}
    elif keys:
        made["enum"] = keys
    said = {"description": field.hint, "minimum": field.minimum, "maximum": field.maximum, "maxLength": field.longest}
    return made | {name: value for name, value in said.items() if value is not None}


def without_unasked(custom: Custom, body: dict[str, Any], item: Any = None) -> dict[str, Any]:
    """The body without empty fields that are not asked of this kind of record, or on its level. Raises `Refusal` for filled ones."""
    kind, level = body.get("kind", getattr(item, "kind", None)), None if "level" in body else level_of(item)
    unasked = [field for field in custom.fields if field.attribute in body and not asked_of(field, kind, level)]
    for field in unasked:
        if not is_empty(body[field.attribute]):
            raise Refusal(f"“{field.name}”不适用于这一类别", field.attribute)
    return {name: value for name, value in body.items() if name not in {field.attribute for field in unasked}}


def check_required(custom: Custom, item: Any, given: Any = None) -> None:
    """Raise `Refusal` for an open required field left empty (of a change, `given`: its keys, only for one that it empties), and for
    one filled that holds in other areas or on other levels."""
    for field in custom.asked:
        if given is not None and field.attribute not in given:
            continue
        empty = is_empty(getattr(item, field.attribute))
        if not fits(item, field):
            if (field.areas or field.levels) and not empty:
                raise Refusal(f"“{field.name}”不适用于这个网格", field.attribute)
        elif field.required and not field.sensitive and empty:
            raise Refusal(f"“{field.name}”必须填写", field.attribute)
