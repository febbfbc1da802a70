"""Residents on a sheet: the inner record of a row. What is sensitive is written and shown only for those who may reveal it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.exchange import custom
from portal.exchange.actors import Actor
from portal.exchange.declaration import Asked, Entry, Part
from portal.exchange.facts import Facts
from portal.exchange.records import Link, RecordTable, portions
from portal.exchange.sheet import Field
from portal.foundation.identity import birth_date_of
from portal.foundation.sealed import blind_index, data_key, masked
from portal.households.care_choices import CareChoices
from portal.households.household_part import HouseholdPart
from portal.households.models import Resident, resident_care
from portal.households.rules import CareSubject, Relation
from portal.members.rules import Sex, identity_problems, sex_of
from portal.plans.custom import custom_fields

ELSEWHERE = "该身份证号已登记在您的管辖范围之外"


class ResidentPart(Part):
    """Found by identity number, else by name (and birth date) in the household."""

    table = RecordTable(
        Resident,
        ("household_id", "name", "relation", "sex", "ethnicity", "birth_date", "phone", "id_number", "id_number_index",
         "occupation", "extra"),
        hidden=frozenset({"id_number"}), owner="household_id",
        links=(Link("care", resident_care, "resident_id", "care_category_id"),),
    )  # fmt: skip
    noun = "居民"
    before = "resident."
    plain: ClassVar = ("name", "relation", "sex", "ethnicity", "birth_date", "occupation")
    lasting: ClassVar = frozenset({"name", "relation"})

    def __init__(self, session: Session, actor: Actor) -> None:
        self._full = actor.full
        self.care = CareChoices(session, actor, CareSubject.PERSON, "ResidentView", "居民")
        self.asked = Asked.of(session, custom_fields(session, "resident", retired=True))
        self.custom = self.asked.on_sheets(actor)
        self.fields = (*_fields(self.care.options), *custom.columns(self.custom, before=self.before))
        self._holders: dict[str, tuple[int, int]] = {}

    def find(self, session: Session, entries: Sequence[Entry]) -> None:
        """By identity number in the same household, else by name there."""
        self._look_up(session, entries)
        homes = {entry.parent.id for entry in entries if entry.parent is not None and entry.parent.id is not None}
        living: dict[tuple[int, str], list[tuple[int, Any]]] = {}
        for portion in portions(homes):
            statement = select(Resident.household_id, Resident.name, Resident.id, Resident.birth_date)
            for home, name, identity, born in session.execute(statement.where(Resident.household_id.in_(portion))):
                living.setdefault((home, name), []).append((identity, born))
        for entry in entries:
            if entry.parent is None or entry.parent.id is None:
                continue
            home = entry.parent.id
            holder = self._holders.get(_index(entry.values.get("id_number")) or "")
            if holder is not None:
                entry.id = holder[0] if holder[1] == home else None
            else:
                entry.id = _one_of(
                    living.get((home, entry.values.get("name") or ""), []), entry.values.get("birth_date")
                )

    def _look_up(self, session: Session, entries: Sequence[Entry]) -> None:
        """Who holds these identity numbers, in scope or not: index -> (resident, household)."""
        wanted = {index for entry in entries if (index := _index(entry.values.get("id_number")))}
        self._holders = {}
        for portion in portions(wanted):
            statement = select(Resident.id_number_index, Resident.id, Resident.household_id)
            rows = session.execute(
                statement.where(Resident.id_number_index.in_(portion)), execution_options={"unscoped": True}
            )
            self._holders |= {str(index): (identity, home) for index, identity, home in rows}

    def start(self) -> Facts:
        """Somebody who lives in the household."""
        return {**super().start(), "relation": Relation.OTHER.value, "extra": {}, "care": ()}

    def read(self, session: Session, entries: Sequence[Entry]) -> None:
        """Identity number with what follows from it; categories, of which those that the actor may not see stay."""
        super().read(session, entries)
        for entry in entries:
            given, columns = self.given(entry), entry.columns
            if entry.parent is not None and entry.parent.id is not None:
                columns["household_id"] = entry.parent.id
            if "own_phone" in given:
                columns["phone"] = given["own_phone"]
            if "id_number" in given:
                columns["id_number"], columns["id_number_index"] = given["id_number"], _index(given["id_number"])
            if given.get("id_number"):
                columns["birth_date"] = columns["birth_date"] or birth_date_of(columns["id_number"])
                columns["sex"] = columns["sex"] or sex_of(columns["id_number"]).value
            if "care" in given:
                columns["care"] = self.care.taken(given["care"], columns["care"])

    def write(self, facts: Facts) -> dict[str, Any]:
        """The cells of a resident; the identity number in stars unless it was asked for in full."""
        number = facts["id_number"]
        return {
            **super().write(facts), "own_phone": facts["phone"], "id_number": number if self._full else masked(number) or None,
            "care": self.care.written(facts["care"]),
        }  # fmt: skip

    def natural(self, entry: Entry) -> tuple[tuple[Any, ...], ...]:
        """Identity number; name and birth date in the household."""
        columns, home = entry.columns, entry.parent
        names: list[tuple[Any, ...]] = []
        if columns["id_number_index"]:
            names.append((columns["id_number_index"],))
        if home is not None and entry.token is None:
            place = (home.id,) if home.id is not None else home.part.natural(home)[0]
            names.append((*place, columns["name"], columns["birth_date"]))
        return tuple(names)

    def judge(self, session: Session, entries: Sequence[Entry]) -> None:
        """An identity number that is nobody else's and fits the rest; one head a household; the town's own fields."""
        self._look_up(session, entries)
        for entry in entries:
            columns = entry.columns
            if not columns["name"]:
                entry.wrong("填了居民的其他各栏，姓名必填", "name")
            holder = self._holders.get(columns["id_number_index"] or "")
            if holder is not None and holder[0] != entry.id:
                entry.wrong(_held_by(session, holder[0]), "id_number")
            if columns["id_number"]:
                for message, field in identity_problems(columns["id_number"], columns["birth_date"], columns["sex"]):
                    entry.wrong(message, field)
            for said in self.care.problems((entry.current or {}).get("care", ()), columns["care"]):
                entry.wrong(said, "care")
            self.asked.judge(self, entry, None, _path_of(entry.parent))
        self._judge_heads(session, entries)

    def _judge_heads(self, session: Session, entries: Sequence[Entry]) -> None:
        """A head too many. Who stops being the head in the same file makes room."""
        ids = {entry.id for entry in entries if entry.id is not None}
        homes = {entry.parent.id for entry in entries if entry.parent is not None and entry.parent.id is not None}
        heads: dict[int, str] = {}
        for portion in portions(homes):
            statement = select(Resident.household_id, Resident.id, Resident.name).where(
                Resident.household_id.in_(portion), Resident.relation == Relation.HEAD
            )
            heads |= {home: name for home, identity, name in session.execute(statement) if identity not in ids}
        in_file: dict[Entry, str] = {}
        for entry in entries:
            if entry.bad or entry.parent is None or entry.columns["relation"] != Relation.HEAD:
                continue
            other = in_file.get(entry.parent) or heads.get(entry.parent.id or 0)
            if other is not None:
                entry.wrong(f"一户只能有一名户主，这户已有“{other}”", "relation")
            else:
                in_file[entry.parent] = entry.columns["name"]


def _held_by(session: Session, resident_id: int) -> str:
    """Whose identity number it is already, as far as the actor may know."""
    found = session.execute(select(Resident.name, Resident.household_id).where(Resident.id == resident_id)).first()
    return f"该身份证号已登记给“{found.name}”" if found else ELSEWHERE


def _path_of(home: Entry | None) -> str | None:
    """The path of the grid of a household of this file."""
    grids = home.part.grids if home is not None and isinstance(home.part, HouseholdPart) else None
    return grids.paths.get(home.columns.get("grid_id") or 0) if home is not None and grids is not None else None


def _index(number: str | None) -> str | None:
    return blind_index(number, "resident.id_number", data_key()) if number else None


def _one_of(alike: list[tuple[int, Any]], born: Any) -> int | None:
    """Of the people with the same name in a household the one that is meant."""
    if len(alike) == 1:
        return alike[0][0]
    return next((identity for identity, day in alike if born is not None and day == born), None)


def _fields(care: tuple[tuple[str, str], ...]) -> tuple[Field, ...]:
    return (
        Field("name", "姓名", longest=64, note="居民必填；没有居民的空户，这一格起不填", example="张三", width=10, key_part=True),
        Field("relation", "与户主关系", "choice", options=tuple(Relation.options()), note="不填为其他", example="户主", width=12),
        Field("id_number", "身份证号", "id_number", note="加密保存；带星号的表示保留原值", example="", width=22, sensitive=True),
        Field("sex", "性别", "choice", options=tuple(Sex.options()), note="填了身份证号的可以不填", example="男", width=8),
        Field("birth_date", "出生日期", "date", note="填了身份证号的可以不填", example="1960-02-01", width=13),
        Field("ethnicity", "民族", longest=16, example="汉族", width=8),
        Field("own_phone", "本人电话", "phone", width=14),
        Field("occupation", "职业", longest=64, width=12),
        Field("care", "关爱类别", "choices", options=care, note="多个用顿号分开", width=18),
    )  # fmt: skip
