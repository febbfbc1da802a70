"""The page of one visit as a form: what it sends becomes the JSON of an entry, and goes through the same door."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from portal.rounds.stops import Stop
from portal.visits.checking import ABSENCE
from portal.visits.checklists import questions_of
from seeds.sections.checklists import Checklist

ISSUE_ROWS = 5
Given = dict[str, Any]
Sent = MultiDict[str, str]


def blank(stop: Stop, today: str) -> Given:
    """An entry in which nothing is noted yet."""
    return {
        "uid": str(uuid.uuid4()), f"{stop.kind}_id": stop.id, "visited_on": today, "base": stop.last.id if stop.last else 0,
        "answers": {}, "absence": {}, "met": [], "issues": [], "papers": [], **_asked(stop.checklist),
    }  # fmt: skip


def sent_of(form: Sent, stop: Stop, asked: Sequence[tuple[str, Checklist]]) -> Given:
    """What was typed, as the JSON of an entry; what cannot be read stays as it is, for the reader to refuse."""
    plain = {name: form.get(name) for name in ("uid", "visited_on", "way", "satisfaction", "note", "wishes", "next_on")}
    absence = {name: form.get(f"absence_{name}") or None for name in ABSENCE}
    answers = dict(_answers(form, asked))
    return {
        **plain, f"{stop.kind}_id": stop.id, "base": _whole(form.get("base", "0")), "met": [_whole(each) for each in form.getlist("met")],
        "absence": absence if any(absence.values()) else None, "issues": list(_issues(form)), "answers": answers,
        "papers": form.getlist("papers"),
        "repeated": form.get("repeated") == "y",
        **(_asked(stop.checklist) if answers or form.get("asked") else {}),
    }  # fmt: skip


def _asked(reference: str | None) -> Given:
    if reference is None:
        return {"checklist": None, "plan": None}
    version, _, key = reference.partition("/")
    return {"checklist": key, "plan": int(version) or None}


def _answers(form: Sent, asked: Sequence[tuple[str, Checklist]]) -> Iterator[tuple[str, Any]]:
    """Those of the visit's own checklist by question, of the others by reference and question."""
    for place, (reference, checklist) in enumerate(asked):
        for question in questions_of(checklist):
            key = f"{reference}/{question.key}" if place else question.key
            if form.get(f"q_{key}"):
                yield key, form.getlist(f"q_{key}") if question.kind == "choices" else form[f"q_{key}"]


def _issues(form: Sent) -> Iterator[Given]:
    for number in range(ISSUE_ROWS):
        row = {name: form.get(f"issue_{number}_{name}") or "" for name in ("uid", "category", "text", "solved", "done")}
        if row["text"].strip() or row["category"]:
            yield {**row, "solved": row["solved"] == "y"}


def _whole(text: str) -> Any:
    return int(text) if text.isdecimal() and len(text) < 10 else text
