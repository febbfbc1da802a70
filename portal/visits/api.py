"""Visits over REST."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import select

from portal.foundation.errors import Refusal
from portal.households.models import Resident
from portal.visits.checking import ABSENCE
from portal.visits.models import Visit, VisitAbsence
from portal.visits.views import VisitInterface, VisitView
from portal.web.api import PortalApi
from portal.web.text import cleaned

MOST = 300
_BESIDES = ("checklist", "answers", "met", "absence")
_DAYS = ("since", "until")


class VisitApi(PortalApi):
    """`/api/v1/visit/`.

    Besides its columns a visit takes `checklist` with `answers` ({question: answer}), `met` (ids of residents) and `absence` ({phone,
    since, address, occupation, until, contact}).
    """

    screen = VisitView
    resource_name = "visit"
    datamodel: Any = VisitInterface(Visit)
    list_columns: ClassVar = [
        "id", "uid", "visited_on", "way", "satisfaction", "note", "wishes", "next_on", "household.id", "household.head_name",
        "establishment.id", "establishment.name", "member.id", "member.name",
    ]  # fmt: skip
    show_columns: ClassVar = [
        *list_columns, "checklist", "answers", "recorded_at", "met.id", "met.name", *(f"absence.{name}" for name in ABSENCE),
    ]  # fmt: skip
    add_columns: ClassVar = VisitView.add_columns
    edit_columns: ClassVar = VisitView.edit_columns

    def _loaded(self, schema: Any, body: dict[str, Any], **how: Any) -> Visit:
        """The visit that the body makes, with what is no column of its own."""
        visit: Visit = super()._loaded(schema, {key: each for key, each in body.items() if key not in _BESIDES}, **how)
        with self.datamodel.session.no_autoflush:
            if "checklist" in body:
                visit.checklist = _text(body, "checklist", 32)
            if "answers" in body:
                visit.answers = _object(body, "answers") or None
            if "met" in body:
                visit.met = self._met(body["met"] or [])
            if "absence" in body:
                visit.absence = _absence(_object(body, "absence"))
        return visit

    def _met(self, ids: Any) -> list[Resident]:
        numbers = isinstance(ids, list) and all(type(each) is int and 0 < each < 10**9 for each in ids)
        if not numbers or len(ids) > MOST:
            raise Refusal("“见到的人”应为居民编号的列表", "met")
        found = list(self.datamodel.session.scalars(select(Resident).where(Resident.id.in_(ids))))
        if len(found) != len(set(ids)):
            raise Refusal("“见到的人”里有人不存在，或不在您的管辖范围内", "met")
        return found


def _object(body: dict[str, Any], name: str) -> dict[str, Any]:
    found = body[name] or {}
    if not isinstance(found, dict) or len(found) > MOST:
        raise Refusal(f"“{_LABELS[name]}”应为 JSON 对象", name)
    return found


def _absence(given: dict[str, Any]) -> VisitAbsence | None:
    unknown = next((key for key in given if key not in ABSENCE), None)
    if unknown is not None:
        raise Refusal(f"“不在家登记”没有“{unknown[:32]}”这一项", "absence")
    values = {name: _day(given, name) if name in _DAYS else _text(given, name, 200) for name in given}
    return VisitAbsence(**values) if any(values.values()) else None


def _text(given: dict[str, Any], name: str, longest: int) -> str | None:
    value = given[name]
    text = cleaned(name, value) if isinstance(value, str) else None
    if (value is not None and not isinstance(value, str)) or len(text or "") > longest:
        raise Refusal(f"“{_LABELS[name]}”应为文字，最长 {longest} 个字", name)
    return text


def _day(given: dict[str, Any], name: str) -> dt.date | None:
    if not given[name]:
        return None
    try:
        return dt.date.fromisoformat(given[name])
    except (TypeError, ValueError):
        raise Refusal(f"“{_LABELS[name]}”应写作 2026-03-01 的样子，且为真实的日期", name) from None


_LABELS = {
    "checklist": "清单", "answers": "清单的答案", "absence": "不在家登记", "phone": "联系电话", "since": "外出时间", "address": "现住地址",
    "occupation": "职业", "until": "预计返回", "contact": "联系人",
}  # fmt: skip
