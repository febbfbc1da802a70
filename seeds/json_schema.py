"""The schema of profiles as JSON Schema (draft 7), for editors that complete and check while one types.

It knows shapes, words and lengths, not references between sections: `seeds.loading` remains the judge."""

from functools import cache
from typing import Any

from pydantic import BaseModel

from seeds.inheritance import OWN, WHOLE
from seeds.labels import all_sections, label_of, value_label, words_of
from seeds.schema import Profile

Schema = dict[str, Any]
_LABELLED = {model.__name__: model for model in all_sections()}
_KEPT = ("type", "enum", "const", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength",
         "maxLength", "minItems", "maxItems", "format", "items", "$ref")  # fmt: skip
_DIFFERING = {("AreaTexts", "texts")}
"""Keys whose value says only what differs from another part of the same profile."""
_PART = "Part"
"""Ends the names of sections as a profile with `extends` writes them: everything may be left to the parent."""
_REMOVE: Schema = {"title": "去掉", "description": "去掉从上级方案继承来的这一项", "const": True}


@cache
def json_schema() -> Schema:
    """The whole schema, with Chinese titles and descriptions; the same every time for the same sections."""
    made = Profile.model_json_schema()
    sections = {"Profile": made, **made["$defs"]}
    whole = {name: _section(name, sections[name]) for name in _LABELLED}
    parts = {f"{name}{_PART}": _part(name, whole) for name in whole}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "网格化服务管理方案",
        "description": "一个乡镇（街道）或县的实施方案；写了 extends 的只写与上级方案不同的地方",
        "type": "object",
        "if": {"required": ["extends"]},
        "then": {"$ref": f"#/definitions/Profile{_PART}"},
        "else": {"$ref": "#/definitions/Profile"},
        "definitions": dict(sorted({**whole, **parts}.items())),
    }


def _section(name: str, made: Schema) -> Schema:
    model = _LABELLED[name]
    properties = {key: _property(model, key, made["properties"][key]) for key in model.model_fields}
    required = {"required": made["required"]} if "required" in made else {}
    return {"type": "object", "additionalProperties": False, **required, "properties": properties}


def _property(model: type[BaseModel], key: str, made: Schema) -> Schema:
    label, field = label_of(model, key), model.model_fields[key]
    words = [word for word in dict.fromkeys(words_of(field.annotation)) if value_label(model, word) != str(word)]
    choices = (
        f"。可写：{'；'.join(f'{_written(word)}（{value_label(model, word)}）' for word in words)}" if words else ""
    )
    told = {"title": label.name, "description": f"{label.about}{choices}。例：{label.example}"}
    default = {"default": made["default"]} if made.get("default") not in (None, [], {}) else {}
    shape = _shape(made)
    if (model.__name__, key) in _DIFFERING:
        shape = {"$ref": shape["$ref"] + _PART}
    if "$ref" in shape:
        return {**told, "allOf": [shape]}
    return {**told, **shape, **default}


def _shape(made: Schema) -> Schema:
    """What pydantic says of a value, without its English titles; absent values are left out, not written as null."""
    real = next((option for option in made.get("anyOf", ()) if option.get("type") != "null"), made)
    shape = {key: real[key] for key in _KEPT if key in real}
    if "$ref" in shape:
        return {"$ref": shape["$ref"].replace("$defs", "definitions")}
    return {**shape, "items": _shape(shape["items"])} if "items" in shape else shape


def _part(name: str, whole: dict[str, Schema]) -> Schema:
    """A section as a child writes it: nothing is required but the key that tells rows apart."""
    section = whole[name]
    needed = section.get("required", [])
    properties = {key: _partial(key, made, whole, key not in needed) for key, made in section["properties"].items()}
    if name == "Profile":
        properties = {
            "extends": {"title": "上级方案", "description": "在哪份方案的基础上增改；写它的 id", "type": "string"},
            **properties,
        }
        return {**section, "required": ["extends", *OWN], "properties": properties}
    return {**section, "required": _identity(section), "properties": {**properties, "remove": _REMOVE}}


def _partial(key: str, made: Schema, whole: dict[str, Schema], optional: bool) -> Schema:
    """One key of a child: what merges refers to a part, what is replaced stays whole; lists may be emptied."""
    made = {name: value for name, value in made.items() if name not in ("minItems", "default")}
    if key in OWN:
        return made
    if "allOf" in made and key not in WHOLE:
        return {**made, "allOf": [{"$ref": made["allOf"][0]["$ref"].removesuffix(_PART) + _PART}]}
    below = made.get("items", {}).get("$ref")
    if below and _identity(whole[below.rpartition("/")[2]]):
        return {**made, "items": {"$ref": below + _PART}}
    if not optional:
        return made
    told = {name: made.pop(name) for name in ("title", "description")}
    return {**told, "anyOf": [made, {"type": "object", "properties": {"remove": _REMOVE}, "required": ["remove"]}]}


def _identity(section: Schema) -> list[str]:
    return next(([key] for key in ("key", "code", "area") if key in section.get("required", ())), [])


def _written(word: object) -> str:
    return str(word).lower() if isinstance(word, bool) else str(word)
