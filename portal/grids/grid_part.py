"""Grids on a sheet, parents above their children. Boundaries are drawn on the map and stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.exchange import custom
from portal.exchange.actors import Actor
from portal.exchange.declaration import Asked, Entry, Part
from portal.exchange.facts import Facts
from portal.exchange.records import RecordTable, ids_by, portions
from portal.exchange.sheet import Field
from portal.exchange.vocabulary import Options, options_of
from portal.foundation.errors import Refusal
from portal.grids import rules, services
from portal.grids.codes import code_problem
from portal.grids.models import Grid, GridLevel
from portal.grids.rules import USUAL_KIND, GridStatus
from portal.plans.current import profile_or_none
from portal.plans.custom import custom_fields
from portal.plans.vocabulary import GRID_KINDS

_PLACE = {"level_id", "parent_id", "kind"}


class _Place(NamedTuple):
    """A grid that others may hang below; one that stands earlier in the file has no id before it is stored."""

    id: int | None
    path: str
    rank: int
    status: str


class GridPart(Part):
    """Found by its code."""

    table = RecordTable(
        Grid,
        ("parent_id", "level_id", "code", "name", "kind", "status", "valid_from", "valid_to", "remark", "extra"),
        listens=True,
    )
    noun = "网格"
    plain: ClassVar = ("code", "name", "kind", "valid_from", "valid_to", "remark")
    lasting: ClassVar = frozenset({"code", "name", "kind", "level", "parent"})

    def __init__(self, session: Session, actor: Actor) -> None:
        self._scoped = actor.scope is not None
        levels = list(session.scalars(select(GridLevel).order_by(GridLevel.rank)))
        self._levels = {level.key: (level.id, level.rank) for level in levels}
        self._level_keys = {level.id: level.key for level in levels}
        self._rungs, profile = services.rungs(session), profile_or_none(session)
        self._dedicated = {kind.key for kind in profile.grid_kinds if kind.dedicated} if profile else set()
        kinds = options_of(session, GRID_KINDS, Grid.kind)
        self.asked = Asked.of(session, custom_fields(session, "grid", retired=True))
        self.custom = self.asked.on_sheets(actor)
        self.fields = (
            *_fields(tuple((level.key, level.name) for level in levels), kinds),
            *custom.columns(self.custom),
        )
        self._coming: dict[str, _Place] = {}
        self._paths: dict[int, str] = {}
        self._codes: dict[int, str] = {}

    def find(self, session: Session, entries: Sequence[Entry]) -> None:
        """By code."""
        found = ids_by(session, Grid, ("code",), [(_code(entry.values.get("code")),) for entry in entries])
        for entry in entries:
            entry.id = found.get((_code(entry.values.get("code")),))

    def start(self) -> Facts:
        """In use."""
        return {**super().start(), "kind": USUAL_KIND, "status": GridStatus.ACTIVE.value, "extra": {}}

    def read(self, session: Session, entries: Sequence[Entry]) -> None:
        """Level by key, parent by code: a stored grid or one above in the file."""
        super().read(session, entries)
        wanted = [_code(entry.values.get("parent")) for entry in entries if entry.values.get("parent")]
        stored = self._stored(session, [code for code in wanted if code])
        self._paths = self._own_paths(session, entries)
        for entry in entries:
            given, columns = self.given(entry), entry.columns
            columns["code"] = _code(columns["code"])
            if given.get("level"):
                columns["level_id"] = self._levels[given["level"]][0]
            above = _code(given.get("parent"))
            place = (stored.get(above) or self._coming.get(above)) if above else None
            if above and place is None:
                entry.wrong(f"没有编码为“{above}”的网格，或不在您的管辖范围内；上级网格要写在下级前面", "parent")
            elif place is not None:
                columns["parent_id"] = place.id
                self._paths.setdefault(entry.number, place.path)
                if problem := self._misplaced(entry, place):
                    entry.wrong(problem, "parent")

    def _own_paths(self, session: Session, entries: Sequence[Entry]) -> dict[int, str]:
        """Row -> path of the stored grid that it speaks of."""
        rows = {entry.id: entry.number for entry in entries if entry.id is not None}
        found: dict[int, str] = {}
        for portion in portions(rows):
            for identity, path in session.execute(select(Grid.id, Grid.path).where(Grid.id.in_(portion))):
                found[rows[identity]] = path
        return found

    def _stored(self, session: Session, codes: list[str]) -> dict[str, _Place]:
        found: dict[str, _Place] = {}
        for portion in portions(codes):
            statement = select(Grid.code, Grid.id, Grid.path, GridLevel.rank, Grid.status).join(Grid.level)
            found |= {row[0]: _Place(*row[1:]) for row in session.execute(statement.where(Grid.code.in_(portion)))}
        return found

    def _misplaced(self, entry: Entry, above: _Place) -> str | None:
        rank = next((rank for identity, rank in self._levels.values() if identity == entry.columns["level_id"]), None)
        if above.status == GridStatus.RETIRED and entry.current is None:
            return "上级网格已停用"
        if rank is None:
            return None
        problem, moved = rules.may_be_parent(entry.id, rank, above.path, above.rank), entry.changes.keys() & _PLACE
        if problem or not moved or entry.columns["kind"] in self._dedicated:
            return problem
        return rules.skipped_level(self._rungs, rank, above.rank)

    def look_up(self, session: Session, facts: Sequence[Facts]) -> None:
        """The codes of the grids above."""
        above = {each["parent_id"] for each in facts if each["parent_id"] is not None}
        for portion in portions(above):
            statement = select(Grid.id, Grid.code).where(Grid.id.in_(portion))
            self._codes |= {
                int(row.id): row.code for row in session.execute(statement, execution_options={"unscoped": True})
            }

    def write(self, facts: Facts) -> dict[str, Any]:
        """The cells of a grid."""
        return {
            **super().write(facts), "level": self._level_keys.get(facts["level_id"]),
            "parent": self._codes.get(facts["parent_id"]) if facts["parent_id"] is not None else None,
        }  # fmt: skip

    def natural(self, entry: Entry) -> tuple[tuple[Any, ...], ...]:
        """The code."""
        return (("code", entry.columns["code"]),)

    def judge(self, session: Session, entries: Sequence[Entry]) -> None:
        """Code, period, level, a place in the tree; the town's own fields."""
        codes = [entry.columns["code"] for entry in entries if entry.columns["code"]]
        statement = select(Grid.code, Grid.id).where(Grid.code.in_(codes))
        rows = session.execute(statement, execution_options={"unscoped": True})
        taken: dict[str, int] = {row[0]: row[1] for row in rows}
        for entry in entries:
            columns = entry.columns
            found = {
                "code": rules.code_problem(columns["code"] or ""), "valid_to": rules.period_problem(columns["valid_from"], columns["valid_to"]),
                "level": None if columns["level_id"] else "必填，不能空着",
            }  # fmt: skip
            for key, problem in found.items():
                if problem:
                    entry.wrong(problem, key)
            if not entry.bad and (said := self._scheme_problem(session, entry)):
                entry.wrong(said, "code")
            if taken.get(columns["code"]) not in (None, entry.id):
                entry.wrong("编码已被其他网格使用", "code")
            if entry.current is None and self._scoped and not entry.values.get("parent"):
                entry.wrong("新网格必须有上级网格，且在您的管辖范围内", "parent")
            level = self._level_keys.get(columns["level_id"])
            self.asked.judge(self, entry, columns["kind"], self._paths.get(entry.number) or None, level)
            chosen = {"kind", "level_id"} & entry.changes.keys()
            if chosen and (wrong := services.kind_problem(session, columns["kind"], level)):
                entry.wrong(wrong, "kind")
            if not entry.bad and entry.current is None:
                rank = next(rank for identity, rank in self._levels.values() if identity == columns["level_id"])
                self._coming[columns["code"]] = _Place(None, self._paths.get(entry.number, ""), rank, columns["status"])

    def _scheme_problem(self, session: Session, entry: Entry) -> str | None:
        """What is wrong with a code by the plan's scheme; what keeps its code, place and kind keeps it in peace."""
        columns, profile = entry.columns, profile_or_none(session)
        if profile is None or not {"code", "level_id", "parent_id", "kind"} & entry.changes.keys():
            return None
        above = _code(entry.values.get("parent"))
        statement = select(Grid.code, GridLevel.key).join(Grid.level)
        if above is None and columns["parent_id"] is not None:
            found = session.execute(statement.where(Grid.id == columns["parent_id"])).first()
        else:
            found = session.execute(statement.where(Grid.code == above)).first() if above else None
        code, level = tuple(found) if found else (above or "", self._level_coming(above))
        return code_problem(
            profile, columns["code"], self._level_keys[columns["level_id"]], columns["kind"], code, level
        )

    def _level_coming(self, code: str | None) -> str:
        """The level of a grid that stands further up in the file."""
        rank = self._coming[code].rank if code in self._coming else None
        return next((key for key, (_id, known) in self._levels.items() if known == rank), "")

    def kept_by(self, session: Session, ids: Sequence[int]) -> dict[int, str]:
        """What still belongs to a grid."""
        found = {}
        for identity in ids:
            try:
                services.check_removal(session, session.get_one(Grid, identity))
            except Refusal as refusal:
                found[identity] = refusal.message
        return found


def _code(text: str | None) -> str | None:
    return text.upper() if text else None


def _fields(levels: Options, kinds: Options) -> tuple[Field, ...]:
    return (
        Field("code", "编码", required=True, longest=20, note="数字和大写字母，不能重复", example="341322100001001", width=20, key_part=True),
        Field("name", "名称", required=True, longest=64, example="文昌社区第一网格", width=24),
        Field("parent", "上级网格编码", longest=20, note="上级网格要先有，或写在本表的上面几行", example="341322100001", width=20),
        Field("level", "层级", "choice", options=levels, note="新网格必填", example=levels[-1][1] if levels else "", width=12),
        Field("kind", "类别", "choice", options=kinds, note="不填为普通网格", width=14),
        Field("valid_from", "启用日期", "date", width=13),
        Field("valid_to", "停用日期", "date", width=13),
        Field("remark", "备注", longest=500, width=20),
    )  # fmt: skip
