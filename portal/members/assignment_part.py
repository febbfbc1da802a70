"""Assignments on a sheet: the inner record of a member's row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.exchange.actors import Actor
from portal.exchange.declaration import Entry, Part
from portal.exchange.facts import Facts
from portal.exchange.records import RecordTable, ids_by, portions
from portal.exchange.sheet import Field
from portal.exchange.vocabulary import Options
from portal.foundation.clock import today
from portal.grids.choosing import GridChoices
from portal.grids.models import Grid, GridLevel
from portal.members.models import Assignment, Member
from portal.members.posts import posts_of
from portal.members.rules import Duty
from portal.members.services import check_assignment
from portal.plans.current import profile_or_none

_PLAIN = "duty."
"""Before the key of a duty that is held without a role of the profile."""


def _check(session: Session, assignment: Assignment) -> None:
    """The rules of assigning, with those already stored from this file."""
    assignment.grid = session.get_one(Grid, assignment.grid_id)
    assignment.member = session.get_one(Member, assignment.member_id)
    check_assignment(session, assignment)


class AssignmentPart(Part):
    """Found by grid, duty and first day of the member."""

    table = RecordTable(
        Assignment,
        ("member_id", "grid_id", "duty", "role", "starts_on", "ends_on"),
        owner="member_id",
        listens=True,
        check=_check,
    )
    noun = "任职"
    plain: ClassVar = ("starts_on", "ends_on")
    lasting: ClassVar = frozenset({"grid", "post", "starts_on"})

    def __init__(self, session: Session, actor: Actor) -> None:
        self._appoints = actor.may("can_appoint", "AssignmentView")
        self.grids = GridChoices(session)
        profile = profile_or_none(session)
        roles = [each for each in profile.roles if each.acts_as] if profile else []
        self._duties = {each.key: str(each.acts_as) for each in roles}
        names = {each.name for each in roles}
        plain = [(_PLAIN + key, f"{label}（未指定角色）" if label in names else label) for key, label in Duty.options()]
        self.fields = _fields(self.grids.options, (*((each.key, each.name) for each in roles), *plain))

    def find(self, session: Session, entries: Sequence[Entry]) -> None:
        """By member, grid, duty and day."""
        keys = {
            entry: self._key(entry) for entry in entries if entry.parent is not None and entry.parent.id is not None
        }
        names = ("member_id", "grid_id", "duty", "starts_on")
        found = ids_by(session, Assignment, names, [key for key in keys.values() if None not in key])
        for entry, key in keys.items():
            entry.id = found.get(key)

    def _key(self, entry: Entry) -> tuple[Any, ...]:
        values = entry.values
        owner = entry.parent.id if entry.parent is not None else None
        grid_id = self.grids.ids.get(values.get("grid") or "")
        return owner, grid_id, self._post(values.get("post"))[0], values.get("starts_on") or today()

    def _post(self, key: str | None) -> tuple[str, str | None]:
        """(duty, role of the profile) behind an option."""
        if key is None:
            return Duty.MEMBER.value, None
        return (key.removeprefix(_PLAIN), None) if key.startswith(_PLAIN) else (self._duties[key], key)

    def start(self) -> Facts:
        """A member from today."""
        return {**super().start(), "duty": Duty.MEMBER.value, "starts_on": today()}

    def read(self, session: Session, entries: Sequence[Entry]) -> None:
        """Grid by code; duty by the role."""
        super().read(session, entries)
        for entry in entries:
            given = self.given(entry)
            if entry.parent is not None and entry.parent.id is not None:
                entry.columns["member_id"] = entry.parent.id
            if given.get("grid"):
                entry.columns["grid_id"] = self.grids.ids[given["grid"]]
            if given.get("post"):
                entry.columns["duty"], entry.columns["role"] = self._post(given["post"])

    def write(self, facts: Facts) -> dict[str, Any]:
        """The cells of an assignment."""
        post = facts["role"] if facts["role"] in self._duties else _PLAIN + facts["duty"]
        return {**super().write(facts), "grid": self.grids.codes.get(facts["grid_id"]), "post": post}

    def unfit(self, before: Facts, stored: Facts) -> str:
        """A role that the profile has no more."""
        gone = before.get("role") is not None and before["role"] not in self._duties
        return "“角色”原来的角色已不在方案中" if gone else super().unfit(before, stored)

    def natural(self, entry: Entry) -> tuple[tuple[Any, ...], ...]:
        """Grid, duty and first day of the member."""
        columns, owner = entry.columns, entry.parent
        if owner is None:
            return ()
        place = (owner.id,) if owner.id is not None else owner.part.natural(owner)[0]
        return ((*place, columns["grid_id"], columns["duty"], columns["starts_on"]),)

    def judge(self, session: Session, entries: Sequence[Entry]) -> None:
        """A grid in use, a period that runs forward, duties of the town only from who may appoint."""
        for entry in entries:
            columns = entry.columns
            if not columns["grid_id"]:
                entry.wrong("填了任职的其他各栏，任职网格必填", "grid")
            if columns["ends_on"] and columns["ends_on"] < columns["starts_on"]:
                entry.wrong(f"结束日期 {columns['ends_on']} 早于开始日期 {columns['starts_on']}", "ends_on")
            problem = self.grids.problem(columns["grid_id"])
            if problem and "grid_id" in entry.changes and columns["ends_on"] is None:
                entry.wrong(problem, "grid")
            if columns["duty"] in (Duty.CENTRE, Duty.LEADER) and not self._appoints:
                entry.wrong(f"只有综治中心可以安排“{Duty.label_of(columns['duty'])}”", "post")
        self._judge_posts(session, [entry for entry in entries if {"grid_id", "duty", "role"} & entry.changes.keys()])

    def _judge_posts(self, session: Session, entries: Sequence[Entry]) -> None:
        """Every post is one that the plan has for the grid; of a duty alone it is the one that acts so, if there is only one."""
        posts, places = posts_of(session), _places(session, [entry.columns["grid_id"] for entry in entries])
        for entry in entries if posts else ():
            columns, place = entry.columns, places.get(entry.columns["grid_id"])
            if place is None:
                continue
            role = posts.role_in(columns["role"], columns["duty"], *place)
            if role is None or role not in posts.fitting(*place):
                names = "、".join(each.name for each in posts.fitting(*place))
                entry.wrong(
                    f"实施方案里这个网格可选的角色：{names}" if names else "实施方案没有为这一级网格设角色", "post"
                )
            else:
                columns["role"], columns["duty"] = role.key, str(role.acts_as)


def _places(session: Session, ids: Sequence[int | None]) -> dict[int, tuple[str, str]]:
    """(key of the level, kind) of these grids by id."""
    found: dict[int, tuple[str, str]] = {}
    for portion in portions({each for each in ids if each is not None}):
        statement = select(Grid.id, GridLevel.key, Grid.kind).join(Grid.level).where(Grid.id.in_(portion))
        found |= {row[0]: (row[1], row[2]) for row in session.execute(statement)}
    return found


def _fields(grids: Options, posts: Options) -> tuple[Field, ...]:
    return (
        Field("grid", "任职网格", "choice", options=grids, width=20, note="没有任职的，这一格起不填", example=grids[-1][1] if grids else ""),
        Field("post", "角色", "choice", options=posts, note="不填为网格员", width=14, formerly=("职责",)),
        Field("starts_on", "任职开始", "date", note="不填为导入当天", example="2026-01-01", width=13),
        Field("ends_on", "任职结束", "date", note="仍在任则不填", width=13),
    )  # fmt: skip
