"""Made-up contexts from the designs' sample.yaml: plain YAML shaped into the frozen context by its annotations."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import yaml

from reports.catalogue import SHELF, load_design
from reports.contexts import Context


def sample(key: str) -> Context:
    """The made-up context of the design's sample.yaml, for previews and tests."""
    design = load_design(key)
    said = yaml.safe_load((SHELF / key / "sample.yaml").read_text("utf-8"))
    if "body" in {field.name for field in fields(design.context)} and "body" not in said:
        said["body"] = design.words(**{name: value for name, value in said.items() if isinstance(value, str)})
    context: Context = shaped(design.context, said)
    return context


def shaped(kind: Any, said: Any) -> Any:
    """`said` as `kind`: a dataclass from a mapping or from a list in the order of its fields, a tuple from a list, a Decimal
    from a number; the rest as it is."""
    if get_origin(kind) in (Union, UnionType):
        return None if said is None else shaped(next(one for one in get_args(kind) if one is not NoneType), said)
    if is_dataclass(kind):
        return _record(kind, said)
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        inner = inner[:1] * len(said) if inner[1:] == (...,) else inner
        return tuple(shaped(one, value) for one, value in zip(inner, said, strict=True))
    if kind is Decimal:
        return Decimal(str(said))
    return said


def _record(kind: Any, said: Any) -> Any:
    hints = get_type_hints(kind)
    named = said if isinstance(said, Mapping) else dict(zip(hints, said, strict=False))
    return kind(**{name: shaped(hints[name], value) for name, value in named.items()})
