"""An entry of a round from JSON. What cannot be read is refused in a sentence that names the field."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from shapely import Point

from portal.delivery.rules import Paper
from portal.foundation.clock import CHINA
from portal.foundation.errors import BadParameter, Refusal, refuse_all
from portal.rounds.entries import Absence, RaisedIssue, RoundEntry
from portal.visits.rules import Satisfaction, VisitWay
from portal.web.text import cleaned

MOST_ISSUES, MOST_PEOPLE, MOST_ANSWERS = 20, 100, 300
_UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_LABELS = {
    "uid": "记录编号", "visited_on": "走访日期", "way": "方式", "household_id": "住户", "establishment_id": "单位", "met": "见到的人",
    "satisfaction": "满意程度", "note": "记录", "wishes": "意见建议", "next_on": "下次走访", "checklist": "清单", "answers": "清单的答案",
    "absence": "不在家的情况", "issues": "诉求", "base": "已知的上次走访", "plan": "方案版本", "phone": "联系电话", "since": "外出时间",
    "address": "现住地址", "occupation": "职业", "until": "预计返回", "contact": "联系人", "category": "类别", "title": "标题",
    "text": "内容", "done": "办理情况", "recorded_at": "记录时间", "papers": "送到的信和卡",
}  # fmt: skip
_PLACE = "位置应为经度（lon）和纬度（lat）"
T = TypeVar("T")


def uid_of(given: Any) -> str:
    """The id of an entry that may not be readable otherwise; empty when even that is not there."""
    uid = given.get("uid") if isinstance(given, dict) else None
    return uid if isinstance(uid, str) and _UID.fullmatch(uid) else ""


def place_given(given: Mapping[str, str]) -> Point | None:
    """Where somebody stands, from `lon` and `lat` in degrees; None without both. Raises `BadParameter`."""
    if not given.get("lon") or not given.get("lat"):
        return None
    try:
        lon, lat = float(given["lon"]), float(given["lat"])
    except ValueError:
        raise BadParameter(_PLACE) from None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise BadParameter(_PLACE)
    return Point(lon, lat)


def day_given(text: str | None) -> dt.date:
    """The day of a visit from a form. Raises `Refusal`."""
    return _needed({"visited_on": text}, "visited_on", _day)


def read_entry(given: Any) -> RoundEntry:
    """The entry of one JSON object. Raises everything that cannot be read at once, each on its field."""
    if not isinstance(given, dict):
        raise Refusal("每条记录应为一个 JSON 对象")
    uid = uid_of(given)
    if not uid:
        raise Refusal("记录编号（uid）应为 UUID", "uid")
    readers: dict[str, Callable[[], Any]] = {
        "visited_on": lambda: _needed(given, "visited_on", _day),
        "way": lambda: _needed(given, "way", _one(VisitWay)),
        "household_id": lambda: _maybe(given, "household_id", _number),
        "establishment_id": lambda: _maybe(given, "establishment_id", _number),
        "met": lambda: tuple(dict.fromkeys(_number(each, "met") for each in _list(given, "met", MOST_PEOPLE))),
        "satisfaction": lambda: _maybe(given, "satisfaction", _one(Satisfaction)),
        "note": lambda: _text(given, "note", 1000),
        "wishes": lambda: _text(given, "wishes", 1000),
        "next_on": lambda: _maybe(given, "next_on", _day),
        "checklist": lambda: _text(given, "checklist", 32),
        "answers": lambda: _answers(given),
        "absence": lambda: _absence(given.get("absence")),
        "issues": lambda: _each([partial(read_issue, each) for each in _list(given, "issues", MOST_ISSUES)]),
        "papers": lambda: _papers(given),
        "base": lambda: _maybe(given, "base", _number) or 0,
        "plan": lambda: _maybe(given, "plan", _number),
        "repeated": lambda: given.get("repeated") is True,
        "recorded_at": lambda: _maybe(given, "recorded_at", _moment),
    }
    return RoundEntry(uid, **dict(zip(readers, _each(list(readers.values())), strict=True)))


def read_issue(given: Any) -> RaisedIssue:
    """One need, as it was typed; without a title the text gives one. Raises `Refusal`."""
    if not isinstance(given, dict):
        raise Refusal("诉求应为 JSON 对象", "issues")
    uid, text = uid_of(given), _text(given, "text", 4000) or ""
    if not uid:
        raise Refusal("诉求的记录编号（uid）应为 UUID", "issues")
    title = _text(given, "title", 100) or next(iter(text.splitlines()), "")[:30]
    done = _text(given, "done", 1000) or ""
    return RaisedIssue(uid, _text(given, "category", 32) or "", title, text, given.get("solved") is True, done)


def _each(readers: Sequence[Callable[[], Any]]) -> tuple[Any, ...]:
    """What all of them read. Raises everything that is wrong at once."""
    found: list[Any] = []

    def take(read: Callable[[], Any]) -> None:
        found.append(read())

    refuse_all(*(partial(take, read) for read in readers))
    return tuple(found)


def _absence(given: Any) -> Absence | None:
    if given is None:
        return None
    if not isinstance(given, dict):
        raise _wrong("absence", "格式不对")
    found = Absence(
        phone=_text(given, "phone", 20), since=_maybe(given, "since", _day), address=_text(given, "address", 200),
        occupation=_text(given, "occupation", 64), until=_maybe(given, "until", _day), contact=_text(given, "contact", 64),
    )  # fmt: skip
    return found if found != Absence() else None


def _answers(given: Mapping[str, Any]) -> dict[str, Any]:
    found = given.get("answers") or {}
    if not isinstance(found, dict) or len(found) > MOST_ANSWERS:
        raise _wrong("answers", "格式不对")
    return {str(key): cleaned("answer", value) if isinstance(value, str) else value for key, value in found.items()}


def _papers(given: Mapping[str, Any]) -> tuple[str, ...]:
    found = _list(given, "papers", len(Paper))
    if any(not isinstance(each, str) or each not in list(Paper) for each in found):
        raise _wrong("papers", "请从列表中选择")
    return tuple(dict.fromkeys(found))


def _wrong(name: str, why: str) -> Refusal:
    return Refusal(f"{_LABELS[name]}{why}", name)


def _maybe(given: Mapping[str, Any], name: str, read: Callable[[Any, str], T]) -> T | None:
    value = given.get(name)
    return None if value is None or value == "" else read(value, name)


def _needed(given: Mapping[str, Any], name: str, read: Callable[[Any, str], T]) -> T:
    found = _maybe(given, name, read)
    if found is None:
        raise Refusal(f"请填写{_LABELS[name]}", name)
    return found


def _list(given: Mapping[str, Any], name: str, most: int) -> list[Any]:
    value = given.get(name) or []
    if not isinstance(value, list):
        raise _wrong(name, "格式不对")
    if len(value) > most:
        raise _wrong(name, f"一次最多 {most} 项")
    return value


def _text(given: Mapping[str, Any], name: str, longest: int) -> str | None:
    value = given.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise _wrong(name, "应为文字")
    text = cleaned(name, value)
    if text and len(text) > longest:
        raise _wrong(name, f"最长 {longest} 个字")
    return text


def _number(value: Any, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**9:
        raise _wrong(name, "应为编号（整数）")
    return value


def _day(value: Any, name: str) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _wrong(name, "应写作 2026-03-01 的样子，且为真实的日期") from None


def _moment(value: Any, name: str) -> dt.datetime:
    """In the portal's own time zone and without one, as the database keeps it."""
    try:
        moment = dt.datetime.fromisoformat(value)
        return (moment.astimezone(CHINA) if moment.tzinfo else moment).replace(tzinfo=None, microsecond=0)
    except (TypeError, ValueError, OverflowError):
        raise _wrong(name, "格式不对") from None


def _one(choices: type[VisitWay] | type[Satisfaction]) -> Callable[[Any, str], str]:
    def read(value: Any, name: str) -> str:
        if not isinstance(value, str) or value not in list(choices):
            raise _wrong(name, "请从列表中选择")
        return value

    return read
