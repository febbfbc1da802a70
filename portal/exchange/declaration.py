"""What a concept declares of a sheet: which records its rows hold, how cells become columns and back, and which rules hold.

One `SheetParts` lives for one pass over a file or one export: it may keep what it has read, but no row of a session.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from portal.exchange import custom
from portal.exchange.actors import Actor
from portal.exchange.facts import Facts, version_of
from portal.exchange.records import RecordTable
from portal.exchange.sheet import CleanRow, Field, Finding, Sheet, Token, read_token
from portal.plans.custom import area_paths, extra_problems, holds_in, missing_problems
from seeds.sections.fields import CustomField


class Fate(Enum):
    """What becomes of a record of the file."""

    BAD, NEW, CHANGED, SAME = "bad", "new", "changed", "same"


@dataclass(eq=False)
class Entry:
    """A record as the file has it. `rows`: where it stands (an outer record on several rows); `values`: by field key.

    `current`: what is stored; `columns`: what would be stored. `again`: an outer record that stood in an earlier part of the file already.
    """

    part: Part
    rows: list[CleanRow]
    values: dict[str, Any]
    token: Token | None = None
    parent: Entry | None = None
    id: int | None = None
    current: Facts | None = None
    columns: Facts = field(default_factory=dict)
    again: bool = False
    bad: bool = False
    children: list[Entry] = field(default_factory=list)

    @property
    def number(self) -> int:
        """Its first row, as Excel shows it."""
        return self.rows[0].number

    @property
    def changes(self) -> dict[str, tuple[Any, Any]]:
        """Column -> (stored, new) where they differ."""
        before = self.current or {}
        return {name: (before.get(name), new) for name, new in self.columns.items() if before.get(name) != new}

    @property
    def fate(self) -> Fate:
        """What becomes of it."""
        if self.bad:
            return Fate.BAD
        if self.again:
            return Fate.SAME
        if self.current is None:
            return Fate.NEW
        return Fate.CHANGED if self.changes else Fate.SAME

    def wrong(self, message: str, key: str = "") -> None:
        """Keep it out, with a sentence on its cell or its row."""
        self.bad = True
        self.rows[0].findings.append(Finding(self.number, self.part.label(key), message))

    def remark(self, message: str, key: str = "") -> None:
        """Say something about a cell without keeping the row out."""
        self.rows[0].findings.append(Finding(self.number, self.part.label(key), message, "warning"))


@dataclass(frozen=True)
class Asked:
    """The fields of a town's own on one kind of record, retired ones included, and the paths of the areas they are bound to."""

    fields: tuple[CustomField, ...]
    areas: Mapping[str, str]

    @classmethod
    def of(cls, session: Session, fields: tuple[CustomField, ...]) -> Asked:
        """With the paths as they are now."""
        return cls(fields, area_paths(session, fields))

    def on_sheets(self, actor: Actor) -> tuple[CustomField, ...]:
        """Those with a column on the actor's sheets: none of areas that the actor has nothing to do with."""
        return custom.on_sheets(self.fields, self.areas, actor.scope.paths if actor.scope else None)

    def judge(self, part: Part, entry: Entry, kind: str | None, path: str | None, level: str | None = None) -> None:
        """What an older record lacks is asked only where the file has the column, and nothing that no sheet has; of records in
        other areas nothing is asked, and nothing is taken. `path`: of the grid that the record stands in; `level`: of a grid, its
        own."""
        extra = entry.columns["extra"] or {}
        before = (entry.current or {}).get("extra") or {}
        left = {each.attribute for each in self.fields if each.sensitive and each.key not in extra}
        for each in self.fields:
            if not holds_in(each, self.areas, path):
                left.add(each.attribute)
                if extra.get(each.key) != before.get(each.key):
                    entry.wrong("这个网格的记录不填这一栏", part.before + each.attribute)
        problems = extra_problems(self.fields, extra, kind, level) + missing_problems(self.fields, extra, kind, level)
        for message, attribute in problems:
            key = part.before + attribute
            asked = entry.fate is Fate.NEW or key in entry.values or key not in part.keys
            if asked and attribute not in left:
                entry.wrong(message, key)


class Part(ABC):
    """One kind of record on a sheet. Subclasses keep what a pass needs; they get a session that sees what the actor sees."""

    table: ClassVar[RecordTable]
    noun: ClassVar[str]
    plain: ClassVar[tuple[str, ...]] = ()
    """Fields that are stored as they are, in the column of the same name."""
    before: ClassVar[str] = ""
    """Stands before the keys of a town's own fields: outer and inner records may have one alike."""
    lasting: ClassVar[frozenset[str]] = frozenset()
    """Columns that a blank cell never empties."""
    fields: tuple[Field, ...] = ()
    custom: tuple[CustomField, ...] = ()
    asked: Asked = Asked((), {})

    def label(self, key: str) -> str:
        """The header of a field's column."""
        return next((each.label for each in self.fields if each.key == key), "")

    @cached_property
    def keys(self) -> frozenset[str]:
        """Keys of its fields."""
        return frozenset(each.key for each in self.fields)

    def version(self, facts: Mapping[str, Any]) -> str:
        """The version of a record that holds this."""
        return version_of(self.table.name, facts, self.table.hidden)

    def token(self, texts: Iterable[str]) -> Token | None:
        """The token of this part's table among those of a row."""
        read = (read_token(text) for text in texts if text)
        return next((token for token in read if token is not None and token.table == self.table.name), None)

    @abstractmethod
    def find(self, session: Session, entries: Sequence[Entry]) -> None:
        """Set `id` of entries without a token to the stored record with the same natural key."""

    def read(self, session: Session, entries: Sequence[Entry]) -> None:
        """Set `columns` from `values`: over what is stored, or over what a new record starts with.

        A blank cell empties its column where the row carries a record number; found by its name, a record keeps what it has.
        """
        for entry in entries:
            entry.columns = dict(entry.current) if entry.current is not None else self.start()
            given = self.given(entry)
            entry.columns |= {key: given[key] for key in self.plain if key in given}
            if self.custom:
                entry.columns["extra"] = custom.stored(
                    self.custom, entry.columns.get("extra") or {}, given, self.before
                )

    def given(self, entry: Entry) -> dict[str, Any]:
        """The values that the file really says something with."""
        empties = entry.token is not None
        return {
            key: value for key, value in entry.values.items() if value is not None or (empties and key not in self.lasting)
        }  # fmt: skip

    def start(self) -> Facts:
        """The columns of a new record before the file is asked."""
        return dict.fromkeys((*self.table.columns, *self.table.elsewhere))

    def natural(self, entry: Entry) -> tuple[tuple[Any, ...], ...]:
        """What only one record may have, each as a tuple; asked after `read`, to find the same record twice in a file."""
        return ()

    def write(self, facts: Facts) -> dict[str, Any]:
        """Cell values by field key, from what is stored."""
        return {key: facts.get(key) for key in self.plain} | custom.shown(
            self.custom, facts.get("extra") or {}, self.before
        )

    @abstractmethod
    def judge(self, session: Session, entries: Sequence[Entry]) -> None:
        """Say what is wrong with new and changed records."""

    def complete(self, session: Session, entries: Sequence[Entry]) -> None:
        """Fill what is drawn only when a new record is really stored: numbers, places in an order."""
        return

    def look_up(self, session: Session, facts: Sequence[Facts]) -> None:
        """Called before `write` with all records of a portion: fetch what their cells need besides."""
        return

    def unfit(self, before: Facts, stored: Facts) -> str:
        """Why a record that gets back what it held before (some of its columns) would be refused by the profile in force, or nothing."""
        held = {**stored, **before}
        for each in self.fields:
            known = {key for key, _ in each.options}
            if (
                each.kind == "choice"
                and each.key in self.plain
                and before.get(each.key)
                and before[each.key] not in known
            ):
                return f"“{each.label}”原来的内容已不在方案中"
        problems = extra_problems(self.asked.fields, held.get("extra") or {}, held.get("kind"))
        return next((message for message, _ in problems), "")

    def kept_by(self, session: Session, ids: Sequence[int]) -> dict[int, str]:
        """Why these records, made by an import, cannot be deleted any more: id -> sentence."""
        return {}


@dataclass(frozen=True)
class SheetParts:
    """A sheet for one actor with the parts of its rows, outer record first."""

    sheet: Sheet
    parts: tuple[Part, ...]
    tells_sensitive: bool = False
    """Whether its columns tell the actor of sensitive care categories."""

    @property
    def inner(self) -> Part | None:
        """The part of the rows of a grouped sheet."""
        return self.parts[1] if len(self.parts) > 1 else None


@dataclass(frozen=True)
class Workbook:
    """A sheet that can be exported and imported. `screen`: whose `can_import` is needed; `at_once`: rows planned together;
    `exports`: the screens whose `can_export` is needed too, of all the people and homes that it hands out."""

    key: str
    title: str
    screen: str
    hint: str
    make: Callable[[Session, Actor], SheetParts]
    at_once: int | None = None
    exports: tuple[str, ...] = ()
