"""Fields of a town's own when the profile changes: keys and options move in bulk, values that no longer fit stand in the way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Table, func, literal_column, select
from sqlalchemy.orm import Session

from portal.plans import stored_json
from portal.plans.following import SHOWN, Obstacle, Row
from portal.plans.keys import torn
from portal.plans.shifts import Entry, Shift, shift
from seeds.schema import Profile
from seeds.sections.fields import SUBJECTS, CustomField, Subject

_REMEDY = "请先改掉这些值"
_GONE = "请先清空这些值，或在新方案里保留这个字段；改名的请写 was: {key}，不再填写的请写 retired: true"
_ASIDE = "0"
"""Begins a key under which values wait while the key they get is still another's; no field's key begins so."""
_JUDGING = ("kind", "options", "minimum", "maximum", "longest")
"""What of a field decides whether a value fits."""


@dataclass(frozen=True)
class ExtraFollower:
    """The fields of one kind of record. `source` and `name`: where a row's name is read from."""

    subject: Subject
    noun: str
    screen: str
    source: FromClause
    name: ColumnElement[str]

    @property
    def tables(self) -> tuple[str, ...]:
        """The table of the records."""
        return (self.subject,)

    def changes(self, session: Session, old: Profile | None, new: Profile) -> list[str]:
        """Fields and options whose key changes, with the number of values; fields that are only kept from now on."""
        moved, before, found = self._shift(old, new), self._fields(old), []
        for was, key in moved.renamed.items():
            count = self._count(session, was)
            found += (
                [f"{self._what}“{before[was].name}”的代号“{was}”改为“{key}”，{count} 个值随之移动"] if count else []
            )
        for was, key, options in self._options(old, new):
            count = sum(
                count for value, count in stored_json.counted(session, self._table, was) if _holds(value, options)
            )
            names = "、".join(before[was].label_of(option) for option in options)
            found += (
                [f"{self._what}“{self._fields(new)[key].name}”的选项“{names}”换了代号，{count} 个值随之更改"]
                if count
                else []
            )
        for each in moved.retired:
            found.append(f"{self._what}“{each.name}”不再填写，已有的值照旧保留")
        for earlier, field in self._kept(old, new):
            if earlier.sensitive and not field.sensitive and (count := self._count(session, earlier.key)):
                found.append(f"{self._what}“{field.name}”不再按敏感信息遮盖，已有的 {count} 个值今后能看到、能导出")
        return found

    def warnings(self, session: Session, old: Profile | None, new: Profile) -> list[Obstacle]:
        """None: a value fits or it does not."""
        return []

    def obstacles(self, session: Session, old: Profile | None, new: Profile) -> list[Obstacle]:
        """Values of fields that go, values on both sides of a rename, and values that the new field would not take."""
        moved, before, fields, found = self._shift(old, new), self._fields(old), self._fields(new), []
        found += torn(self._what, moved.torn)
        for key, name in moved.removed.items():
            sentence = f"新方案不再有{self._what}“{name}”，但还有 {{}} {self.noun}填了它"
            held = stored_json.has(session, self._table, key)
            found += self._blocked(session, held, sentence, _GONE.format(key=key), before[key].sensitive)
        for was, key in moved.renamed.items():
            if key in moved.renamed:
                continue  # what stands there moves on itself
            both = stored_json.has(session, self._table, was) & stored_json.has(session, self._table, key)
            sentence = f"{self._what}“{fields[key].name}”要并入原来的“{was}”，但有 {{}} {self.noun}两处都填了"
            secret = before[was].sensitive or fields[key].sensitive
            found += self._blocked(session, both, sentence, "请先把其中一处清空", secret)
        for was, field in self._changed(old, new):
            found += self._unfit(session, before[was], field, dict(self._option_keys(was, field, old)))
        return found

    def follow(self, session: Session, old: Profile | None, new: Profile) -> None:
        """Move keys, then options."""
        renamed = self._shift(old, new).renamed
        for was, key in renamed.items():
            stored_json.rename(session, self._table, was, f"{_ASIDE}{key}" if key in renamed else key)
        for key in set(renamed.values()) & set(renamed):
            stored_json.rename(session, self._table, f"{_ASIDE}{key}", key)
        for _was, key, options in self._options(old, new):
            stored_json.replace(session, self._table, key, options, self._fields(new)[key].kind == "choices")

    @property
    def _what(self) -> str:
        return f"{SUBJECTS[self.subject]}的自定义字段"

    @property
    def _table(self) -> Table:
        found: Any = next(each for each in _tables(self.source) if each.name == self.subject)
        table: Table = found
        return table

    def _fields(self, profile: Profile | None) -> dict[str, CustomField]:
        return {field.key: field for field in profile.fields.of(self.subject)} if profile else {}

    def _shift(self, old: Profile | None, new: Profile) -> Shift:
        return shift(_entries(self._fields(old)), _entries(self._fields(new)))

    def _kept(self, old: Profile | None, new: Profile) -> Iterator[tuple[CustomField, CustomField]]:
        """(field before, field now) of all fields that both have."""
        back = {key: was for was, key in self._shift(old, new).renamed.items()}
        before = self._fields(old)
        for key, field in self._fields(new).items():
            earlier = before.get(back.get(key, key))
            if earlier is not None:
                yield earlier, field

    def _options(self, old: Profile | None, new: Profile) -> Iterator[tuple[str, str, dict[str, str]]]:
        """(key before, key now, {option before: option now}) of fields with options that got another key."""
        for earlier, field in self._kept(old, new):
            moved = self._option_keys(earlier.key, field, old)
            if moved:
                yield earlier.key, field.key, moved

    def _option_keys(self, was: str, field: CustomField, old: Profile | None) -> dict[str, str]:
        before = [Entry(each.key, each.name, each.was) for each in self._fields(old)[was].options]
        return shift(before, [Entry(each.key, each.name, each.was) for each in field.options]).renamed

    def _changed(self, old: Profile | None, new: Profile) -> Iterator[tuple[str, CustomField]]:
        for earlier, field in self._kept(old, new):
            back = earlier.retired or any(getattr(earlier, name) != getattr(field, name) for name in _JUDGING)
            if back and not field.retired:  # nobody has judged what stands in a retired field
                yield earlier.key, field

    def _unfit(
        self, session: Session, before: CustomField, field: CustomField, options: dict[str, str]
    ) -> list[Obstacle]:
        bad: list[str] = []
        was, secret = before.key, before.sensitive or field.sensitive
        total, example = 0, ""
        for value, count in stored_json.counted(session, self._table, was):
            problem = field.problem_with(_moved(json.loads(value), options))
            if problem:
                bad.append(value)
                total, example = total + count, example or problem
        if not bad:
            return []
        sentence = f"{self._what}“{field.name}”改了写法（{example}），有 {total} {self.noun}的值不符合"
        shown = stored_json.written(session, self._table, was).in_(bad[:SHOWN])
        return [Obstacle(sentence, self._named(session, shown, secret), total, _REMEDY)]

    def _blocked(self, session: Session, condition: Any, sentence: str, remedy: str, secret: bool) -> list[Obstacle]:
        total = session.scalar(select(func.count()).select_from(self._table).where(condition)) or 0
        if not total:
            return []
        return [Obstacle(sentence.format(total), self._named(session, condition, secret), total, remedy)]

    def _named(self, session: Session, condition: Any, secret: bool) -> tuple[Row, ...]:
        """The first rows; of a sensitive field only their grids: a house number would give the person away."""
        if secret:
            grid = next(each for each in _tables(self.source) if each.name == "grid")
            rows, screen = select(grid.c.id, grid.c.full_name).distinct(), "GridView"
        else:
            rows, screen = select(self._table.c.id, self.name), self.screen
        found = session.execute(
            rows.select_from(self.source).where(condition).order_by(literal_column("1")).limit(SHOWN)
        )
        return tuple(Row(str(name), screen, identity) for identity, name in found)

    def _count(self, session: Session, key: str) -> int:
        condition = stored_json.has(session, self._table, key)
        return session.scalar(select(func.count()).select_from(self._table).where(condition)) or 0


def _entries(fields: dict[str, CustomField]) -> list[Entry]:
    return [Entry(each.key, each.name, each.was, each.retired) for each in fields.values()]


def _moved(value: Any, options: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [options.get(each, each) for each in value]
    return options.get(value, value) if isinstance(value, str) else value


def _holds(value: str, options: dict[str, str]) -> bool:
    held = json.loads(value)
    return any(each in options for each in (held if isinstance(held, list) else [held]) if isinstance(each, str))


def _tables(source: Any) -> Iterator[Any]:
    if isinstance(source, Table):
        yield source
    else:
        yield from _tables(source.left)
        yield from _tables(source.right)
