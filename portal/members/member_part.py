"""Members on a sheet: the outer record of a row, repeated on the row of every assignment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.exchange.actors import Actor
from portal.exchange.declaration import Entry, Part
from portal.exchange.facts import Facts
from portal.exchange.records import RecordTable, ids_by, portions, referred_to
from portal.exchange.sheet import Field
from portal.exchange.vocabulary import Options
from portal.foundation.identity import birth_date_of
from portal.foundation.sealed import blind_index, data_key, masked
from portal.grids.choosing import GridChoices
from portal.members.models import Member
from portal.members.rules import Education, Employment, Politics, Sex, identity_problems, sex_of

_REFERRING = {"visit": "次走访", "issue": "件诉求", "assessment": "份考核"}


class MemberPart(Part):
    """Found by identity number, else by name and phone."""

    table = RecordTable(
        Member,
        ("grid_id", "name", "sex", "ethnicity", "politics", "birth_date", "education", "phone", "employment", "id_number",
         "id_number_index", "remark"),
        hidden=frozenset({"id_number"}), listens=True,
    )  # fmt: skip
    noun = "网格员"
    plain: ClassVar = (
        "name",
        "sex",
        "ethnicity",
        "politics",
        "birth_date",
        "education",
        "phone",
        "employment",
        "remark",
    )
    lasting: ClassVar = frozenset({"home", "name", "sex", "ethnicity", "employment"})

    def __init__(self, session: Session, actor: Actor) -> None:
        self._full = actor.full
        self.grids = GridChoices(session)
        self.fields = _fields(self.grids.options)

    def find(self, session: Session, entries: Sequence[Entry]) -> None:
        """By identity number, else by name and phone."""
        indexes = {entry: (index_of(entry.values.get("id_number")),) for entry in entries}
        by_number = ids_by(session, Member, ("id_number_index",), [key for key in indexes.values() if key[0]])
        names = {entry: (entry.values.get("name"), entry.values.get("phone")) for entry in entries}
        by_name = ids_by(session, Member, ("name", "phone"), [key for key in names.values() if None not in key])
        for entry in entries:
            entry.id = by_number.get(indexes[entry]) or by_name.get(names[entry])

    def start(self) -> Facts:
        """Part-time, of the Han."""
        return {**super().start(), "ethnicity": "汉族", "employment": Employment.PART.value}

    def read(self, session: Session, entries: Sequence[Entry]) -> None:
        """Where the record is kept, by code; the identity number with what follows from it."""
        super().read(session, entries)
        for entry in entries:
            given, columns = self.given(entry), entry.columns
            if given.get("home"):
                columns["grid_id"] = self.grids.ids[given["home"]]
            if "id_number" in given:
                columns["id_number"], columns["id_number_index"] = given["id_number"], index_of(given["id_number"])
            if given.get("id_number"):
                columns["birth_date"] = columns["birth_date"] or birth_date_of(columns["id_number"])
                columns["sex"] = columns["sex"] or sex_of(columns["id_number"]).value

    def write(self, facts: Facts) -> dict[str, Any]:
        """The cells of a member; the identity number in stars unless it was asked for in full."""
        number = facts["id_number"]
        shown = number if self._full else masked(number) or None
        return {**super().write(facts), "home": self.grids.codes.get(facts["grid_id"]), "id_number": shown}

    def natural(self, entry: Entry) -> tuple[tuple[Any, ...], ...]:
        """The identity number; else name and phone."""
        columns = entry.columns
        return (
            ((columns["id_number_index"],),) if columns["id_number_index"] else ((columns["name"], columns["phone"]),)
        )

    def judge(self, session: Session, entries: Sequence[Entry]) -> None:
        """An identity number that is nobody else's and fits the rest; what a real-name record needs."""
        wanted = {entry.columns["id_number_index"] for entry in entries if entry.columns["id_number_index"]}
        holders: dict[str, int] = {}
        for portion in portions(wanted):
            statement = select(Member.id_number_index, Member.id).where(Member.id_number_index.in_(portion))
            rows = session.execute(statement, execution_options={"unscoped": True})
            holders |= {str(index): identity for index, identity in rows}
        for entry in entries:
            columns = entry.columns
            if holders.get(columns["id_number_index"] or "") not in (None, entry.id):
                entry.wrong("该身份证号已登记给另一名网格员", "id_number")
            if columns["id_number"]:
                for message, field in identity_problems(columns["id_number"], columns["birth_date"], columns["sex"]):
                    entry.wrong(message, field)
            if not columns["sex"]:
                entry.wrong("性别和身份证号至少填一项", "sex")

    def kept_by(self, session: Session, ids: Sequence[int]) -> dict[int, str]:
        """What tells of a member, and assignments made since."""
        return referred_to(session, "member_id", ids, {"assignment": "条任职", **_REFERRING})


def index_of(number: str | None) -> str | None:
    """The blind index of an identity number."""
    return blind_index(number, "member.id_number", data_key()) if number else None


def _fields(grids: Options) -> tuple[Field, ...]:
    outer: dict[str, Any] = {"repeats": True}
    return (
        Field("home", "档案所属", "choice", required=True, options=grids, width=20, note="档案所在的网格，如村或社区",
              example=grids[0][1] if grids else "", **outer),
        Field("name", "姓名", required=True, longest=64, example="张三", width=10, key_part=True, **outer),
        Field("phone", "电话", "phone", example="13900000000", key_part=True, **outer),
        Field("id_number", "身份证号", "id_number", note="加密保存；带星号的表示保留原值", width=22, sensitive=True, **outer),
        Field("sex", "性别", "choice", options=tuple(Sex.options()), note="填了身份证号的可以不填", example="男", width=8, **outer),
        Field("ethnicity", "民族", longest=16, note="不填为汉族", width=8, **outer),
        Field("birth_date", "出生日期", "date", note="填了身份证号的可以不填", width=13, **outer),
        Field("politics", "政治面貌", "choice", options=tuple(Politics.options()), example="群众", width=12, **outer),
        Field("education", "文化程度", "choice", options=tuple(Education.options()), width=12, **outer),
        Field("employment", "专兼职", "choice", options=tuple(Employment.options()), note="不填为兼职", width=8, **outer),
        Field("remark", "备注", longest=500, width=20, **outer),
    )  # fmt: skip
