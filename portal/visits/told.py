"""Who was met and what was answered, in the words of a sheet."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.exchange.records import portions
from portal.households.models import Resident
from portal.plans.current import profile_or_none
from portal.plans.judging import profile_numbered
from portal.visits.checking import checklist_at, checklist_named, parted
from portal.visits.wording import answers_in_words
from seeds.sections.checklists import Checklist

_BETWEEN = re.compile(r"[、，,；;]")


class Living:
    """Who lives in these homes, by name."""

    def __init__(self, session: Session, households: Collection[int]) -> None:
        self._ids: dict[tuple[int, str], list[int]] = {}
        for portion in portions(dict.fromkeys(households)):
            statement = select(Resident.household_id, Resident.name, Resident.id)
            for home, name, identity in session.execute(statement.where(Resident.household_id.in_(portion))):
                self._ids.setdefault((home, name), []).append(identity)

    def find(self, household: int | None, text: str) -> tuple[tuple[int, ...], str]:
        """Their ids by names with a mark between them, and what is wrong, or nothing."""
        names = dict.fromkeys(name for part in _BETWEEN.split(text) if (name := part.strip()))
        if names and household is None:
            return (), "走访单位的不填见到的人"
        found = {name: self._ids.get((household or 0, name), []) for name in names}
        strangers = [name for name, ids in found.items() if not ids]
        if strangers:
            return (), f"{'、'.join(strangers)}不在这一户，请核对姓名"
        alike = [name for name, ids in found.items() if len(ids) > 1]
        if alike:
            return (), f"这一户有几个人叫{'、'.join(alike)}，请在走访页面勾选"
        return tuple(sorted(ids[0] for ids in found.values())), ""


def names_of(session: Session, ids: Collection[int]) -> dict[int, str]:
    """The names of residents in sight."""
    found: dict[int, str] = {}
    for portion in portions(ids):
        for identity, name in session.execute(select(Resident.id, Resident.name).where(Resident.id.in_(portion))):
            found[identity] = name
    return found


class Answers:
    """The answers of checklists in words, each by the version of the profile that its visit was made under."""

    def __init__(self) -> None:
        self._own: dict[tuple[int | None, str], Checklist | None] = {}
        self._others: dict[str, Checklist | None] = {}

    def look_up(self, session: Session, visits: Iterable[Mapping[str, Any]]) -> None:
        """Fetch the checklists of these visits; before `words`."""
        for facts in (each for each in visits if each["answers"]):
            version, key = place = (facts["plan_version_id"], facts["checklist"])
            if place not in self._own:
                profile = (profile_numbered(session, version) if version else None) or profile_or_none(session)
                self._own[place] = checklist_named(profile, key)
            for reference in parted(facts["answers"])[1]:
                if reference not in self._others:
                    self._others[reference] = checklist_at(session, reference)

    def words(self, facts: Mapping[str, Any] | None) -> str | None:
        """`用煤气吗：是；几口人：4`; None without any."""
        if not facts or not facts["answers"]:
            return None
        own, others = parted(facts["answers"])
        lines = answers_in_words(self._own[facts["plan_version_id"], facts["checklist"]], own)
        for reference, answers in others.items():
            lines += answers_in_words(self._others[reference], answers)
        return "；".join("：".join(line) for line in lines) or None
