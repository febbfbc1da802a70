"""What a template receives: plain, cleaned values, and the drawings made from them."""

import re
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from math import ceil
from typing import Any

from markupsafe import Markup

from reports.assessment_reports import AssessmentReport, ReportPart
from reports.characters import clean
from reports.charts import bars, figure, full_marks, graded, spread, trend
from reports.contexts import AssessmentSheet, Context, Letter, Peers, ScoreRow
from reports.fetcher import photo_uri
from reports.notices import Drawing
from reports.qr import qr_uri


def plain(context: Context) -> dict[str, Any]:
    """The context as dicts, tuples, cleaned strings, written-out scores and inline pictures: a template holds no object to call."""
    values: dict[str, Any] = {one.name: _plain(getattr(context, one.name)) for one in fields(context)}  # type: ignore[arg-type]
    return values | _drawings(context)


def wording(values: dict[str, Any]) -> str:
    """Every character of `plain` values that comes to paper, for the check against the fonts; drawings are left out."""
    return "".join(_strings(values))


_SPACED_PHONE = re.compile(r"(?<!\d)(?:1\d{2} \d{4} \d{4}|0\d{2,3}[ -]\d{3,4} ?\d{4}|400 \d{3} \d{4})(?!\d)")
# Characters a line, one fewer than the sheet has because of what may not begin a line, and lines of body text.
_TYPE_SIZES = {"large": (31, 16), "middle": (33, 18)}
_INDENT = 2
_UNDRAWN = {"type_size", "qr_text", "qr", "photo", "bars", "trend", "spread", "graded"}


def _drawings(context: Any) -> dict[str, Any]:
    if isinstance(context, AssessmentSheet):
        return {
            "bars": bars(context.rows),
            "trend": trend(context.history),
            "spread": _spread(context.peers),
            "compared": context.peers.count,
        }
    if isinstance(context, AssessmentReport):
        return {"parts": tuple(_plain(part) | _part_drawings(part) for part in context.parts)}
    codes = {"qr": qr_uri(context.qr_text)} if hasattr(context, "qr_text") else {}
    if isinstance(context, Letter):
        body = tuple(closed(clean(each)) for each in context.body)
        return codes | {"body": body, "type_size": type_size(body)}
    return codes


def _part_drawings(part: ReportPart) -> dict[str, Markup]:
    return {
        "graded": graded(part.grades, part.unit) if part.grades else Markup(""),
        "spread": _spread(Peers(part.unit, part.bands)),
        "bars": bars(part.averages) if part.averages else Markup(""),
    }


def _spread(peers: Peers) -> Markup:
    return spread(peers.bands, peers.unit) if peers.bands else Markup("")


def type_size(body: Sequence[str]) -> str:
    """The largest type in which the paragraphs surely fit the letter's sheet: "large", "middle" or "usual"."""
    for name, (across, lines) in _TYPE_SIZES.items():
        if sum(ceil((len(paragraph) + _INDENT) / across) for paragraph in body) <= lines:
            return name
    return "usual"


def closed(text: str) -> str:
    """Telephone numbers without their inner spaces: justified text would tear these open, and break lines at them."""
    return _SPACED_PHONE.sub(lambda match: match[0].replace(" ", ""), text)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Decimal):
        return figure(value)
    if isinstance(value, bytes):
        return photo_uri(value) if value else ""
    if isinstance(value, tuple):
        return tuple(_plain(one) for one in value)
    if isinstance(value, Drawing):
        return Markup(value.svg)
    if isinstance(value, ScoreRow):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)} | {"full": full_marks(value.full)}
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    return value


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value.striptags() if isinstance(value, Markup) else value]
    if isinstance(value, dict):
        return [text for name, one in value.items() if name not in _UNDRAWN for text in _strings(one)]
    return [text for one in value for text in _strings(one)] if isinstance(value, tuple) else []
