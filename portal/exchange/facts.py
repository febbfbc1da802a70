"""What a record holds, as plain values: its version, and as text that can be read back."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from shapely import Point

from portal.foundation.sealed import data_key

Facts = dict[str, Any]


def version_of(table: str, facts: Mapping[str, Any], hidden: Collection[str] = ()) -> str:
    """Twelve hex digits that change with the record. Keyed: nothing can be guessed from them about values shown as stars."""
    said = {name: _plain(value) for name, value in facts.items() if name not in hidden}
    kept = {name: value for name, value in said.items() if value not in (None, "", [], {})}
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    return hmac.new(data_key(), f"{table}|{text}".encode(), hashlib.sha256).hexdigest()[:12]


def as_text(facts: Mapping[str, Any]) -> str:
    """Facts as JSON, to be read back by `from_text`."""
    return json.dumps({name: _marked(value) for name, value in facts.items()}, ensure_ascii=False)


def from_text(text: str) -> Facts:
    """What `as_text` wrote."""
    return {name: _unmarked(value) for name, value in json.loads(text).items()}


def _plain(value: Any) -> Any:
    """A value as the version sees it; points to a centimetre."""
    if isinstance(value, Point):
        return [round(value.x, 7), round(value.y, 7)]
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, (list, tuple, set)):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, (dt.date, dt.datetime)) else value


def _marked(value: Any) -> Any:
    if isinstance(value, Point):
        return {"point": [value.x, value.y]}
    if isinstance(value, dt.datetime):
        return {"time": value.isoformat()}
    if isinstance(value, dt.date):
        return {"day": value.isoformat()}
    if isinstance(value, Decimal):
        return {"number": str(value)}
    return {"many": list(value)} if isinstance(value, tuple) else {"is": value}


def _unmarked(value: dict[str, Any]) -> Any:
    ((kind, said),) = value.items()
    match kind:
        case "point":
            return Point(said)
        case "time":
            return dt.datetime.fromisoformat(said)
        case "day":
            return dt.date.fromisoformat(said)
        case "number":
            return Decimal(said)
        case "many":
            return tuple(said)
    return said
