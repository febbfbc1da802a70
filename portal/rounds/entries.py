"""One entry of a round: everything that a person notes at one door. Made on a page or in a browser without signal."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from portal.foundation.choices import Choice


class EntryState(Choice):
    """What became of an entry that was sent."""

    STORED = "stored", "已保存"
    KNOWN = "known", "已保存过"
    REFUSED = "refused", "未保存"
    CONFLICT = "conflict", "他人已走访"


@dataclass(frozen=True)
class Absence:
    """What is known of those who were not at home."""

    phone: str | None = None
    since: dt.date | None = None
    address: str | None = None
    occupation: str | None = None
    until: dt.date | None = None
    contact: str | None = None


@dataclass(frozen=True)
class RaisedIssue:
    """A need told at the door. `category`: its code; `solved`: settled there and then, by what `done` says."""

    uid: str
    category: str
    title: str
    text: str
    solved: bool = False
    done: str = ""


@dataclass(frozen=True)
class RoundEntry:
    """One visit with all that came of it; made once, sent as often as need be.

    `uid`: a UUID made where it was recorded. `base`: id of the newest visit of that home which the person could see, 0 for none.
    `plan`: id of the version of the profile whose checklist was shown. `recorded_at`: the clock of the phone; it is only noted.
    `papers`: what was handed over, keys of `portal.delivery.rules.Paper`. `repeated`: whether the person, asked, said that a need in
    the words of an open one is another one.
    """

    uid: str
    visited_on: dt.date
    way: str
    household_id: int | None = None
    establishment_id: int | None = None
    met: tuple[int, ...] = ()
    satisfaction: str | None = None
    note: str | None = None
    wishes: str | None = None
    next_on: dt.date | None = None
    checklist: str | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    absence: Absence | None = None
    issues: tuple[RaisedIssue, ...] = ()
    papers: tuple[str, ...] = ()
    base: int = 0
    plan: int | None = None
    repeated: bool = False
    recorded_at: dt.datetime | None = None


@dataclass(frozen=True)
class Recorded:
    """What became of an entry. `visit`: id of the visit stored, or of the one that stands against it, none where a need repeats an
    open one; `field`: what is wrong."""

    uid: str
    state: EntryState
    message: str = ""
    visit: int | None = None
    field: str | None = None

    def as_json(self) -> dict[str, Any]:
        """As the browser gets it."""
        return {
            "uid": self.uid, "state": self.state.value, "message": self.message, "visit": self.visit, "field": self.field,
        }  # fmt: skip
