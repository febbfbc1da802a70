"""Establishments on a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from portal.exchange import custom
from portal.exchange.actors import Actor
from portal.exchange.declaration import Asked, Entry, Part
from portal.exchange.facts import Facts
from portal.exchange.records import RecordTable, ids_by, referred_to
from portal.exchange.sheet import Field
from portal.exchange.vocabulary import Options, options_of
from portal.grids.choosing import GridChoices
from portal.households.household_part import read_point, write_point
from portal.households.location_fields import LOCATION
from portal.households.models import Establishment
from portal.plans.custom import custom_fields
from portal.plans.vocabulary import ESTABLISHMENT_KINDS


class EstablishmentPart(Part):
    """Found by its name in the grid."""

    table = RecordTable(
        Establishment, ("grid_id", "name", "kind", "address", "contact_name", "phone", "location", "remark", "extra")
    )
    noun = "单位"
    plain: ClassVar = ("name", "kind", "address", "contact_name", "phone", "remark")
    lasting: ClassVar = frozenset({"grid", "name", "kind"})

    def __init__(self, session: Session, actor: Actor) -> None:
        self.grids = GridChoices(session)
        self.asked = Asked.of(session, custom_fields(session, "establishment", retired=True))
        self.custom = self.asked.on_sheets(actor)
        options = options_of(session, ESTABLISHMENT_KINDS, Establishment.kind)
        self.fields = (*_fields(self.grids.options, options), *custom.columns(self.custom))

    def find(self, session: Session, entries: Sequence[Entry]) -> None:
        """By grid and name."""
        keys = {
            entry: (self.grids.ids.get(entry.values.get("grid") or ""), entry.values.get("name")) for entry in entries
        }
        found = ids_by(session, Establishment, ("grid_id", "name"), [key for key in keys.values() if None not in key])
        for entry, key in keys.items():
            entry.id = found.get(key)

    def start(self) -> Facts:
        """Nothing is known of it."""
        return {**super().start(), "extra": {}}

    def read(self, session: Session, entries: Sequence[Entry]) -> None:
        """Grid by code, point from its two numbers."""
        super().read(session, entries)
        for entry in entries:
            given = self.given(entry)
            if given.get("grid"):
                entry.columns["grid_id"] = self.grids.ids[given["grid"]]
            read_point(entry, given)

    def write(self, facts: Facts) -> dict[str, Any]:
        """The cells of an establishment."""
        return {**super().write(facts), "grid": self.grids.codes.get(facts["grid_id"]), **write_point(facts)}

    def natural(self, entry: Entry) -> tuple[tuple[Any, ...], ...]:
        """Name in its grid."""
        return ((entry.columns["grid_id"], entry.columns["name"]),)

    def judge(self, session: Session, entries: Sequence[Entry]) -> None:
        """A name that is free, a grid in use, the town's own fields."""
        keys = {entry: (entry.columns["grid_id"], entry.columns["name"]) for entry in entries}
        taken = ids_by(session, Establishment, ("grid_id", "name"), keys.values())
        for entry in entries:
            if taken.get(keys[entry]) not in (None, entry.id):
                entry.wrong("该网格内已有同名单位", "name")
            if "grid_id" in entry.changes and (said := self.grids.problem(entry.columns["grid_id"])):
                entry.wrong(said, "grid")
            if not entry.columns["kind"]:
                entry.wrong("必填，不能空着", "kind")
            path = self.grids.paths.get(entry.columns["grid_id"] or 0)
            self.asked.judge(self, entry, entry.columns["kind"], path)

    def kept_by(self, session: Session, ids: Sequence[int]) -> dict[int, str]:
        """Issues that tell of it."""
        return referred_to(session, "establishment_id", ids, {"issue": "件诉求"})


def _fields(grids: Options, kinds: Options) -> tuple[Field, ...]:
    return (
        Field("grid", "所属网格", "choice", required=True, options=grids, width=20, key_part=True, note="网格的名称或编码",
              example=grids[0][1] if grids else ""),
        Field("name", "名称", required=True, longest=100, example="文昌超市", width=24, key_part=True),
        Field("kind", "类别", "choice", required=True, options=kinds, example=kinds[0][1] if kinds else "", width=14),
        Field("address", "地址", longest=200, example="文昌路 8 号", width=28),
        Field("contact_name", "联系人", longest=64, example="张三", width=10),
        Field("phone", "电话", "phone", example="13900000000"),
        *LOCATION,
        Field("remark", "备注", longest=500, width=20),
    )  # fmt: skip
