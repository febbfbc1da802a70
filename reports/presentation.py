"""What a template receives: plain, cleaned values, and the drawings made from them."""

from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from reports.characters import clean
from reports.charts import bars, figure, spread, trend
from reports.contexts import AssessmentSheet, Card, Context, Letter
from reports.fetcher import photo_uri
from reports.qr import qr_uri


def plain(context: Context) -> dict[str, Any]:
    """The context as dicts, tuples, cleaned strings and written-out scores, so that a template holds no object to call."""
    values: dict[str, Any] = {one.name: _plain(getattr(context, one.name)) for one in fields(context)}  # type: ignore[arg-type]
    return values | _drawings(context)


def wording(values: dict[str, Any]) -> str:
    """Every character of `plain` values that comes to paper, for the check against the fonts; drawings are left out."""
    return "".join(_strings({name: value for name, value in values.items() if name not in _UNDRAWN}))


_UNDRAWN = {"qr_text", "qr", "photo", "bars", "trend", "spread"}


def _drawings(context: Context) -> dict[str, Any]:
    if isinstance(context, AssessmentSheet):
        bands = context.peers.bands if context.peers else ()
        return {
            "bars": bars(context.rows),
            "trend": trend(context.history),
            "spread": spread(bands, context.total) if bands else "",
        }
    if isinstance(context, Card):
        return {"qr": qr_uri(context.qr_text), "photo": photo_uri(context.photo) if context.photo else ""}
    return {"qr": qr_uri(context.qr_text)} if isinstance(context, Letter) else {}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Decimal):
        return figure(value)
    if isinstance(value, tuple):
        return tuple(_plain(one) for one in value)
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    return value


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ()
    return [text for one in inner for text in _strings(one)]
