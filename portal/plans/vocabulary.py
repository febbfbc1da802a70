"""Kinds that a profile names: of establishments, of grids, and the sources of issues. The face of a `Choice`, read from the profile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask_appbuilder import Model
from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.plans.current import profile_or_none
from seeds.schema import Profile

BUILT_IN: dict[str, tuple[tuple[str, str], ...]] = {
    "establishment_kinds": (
        ("shop", "商铺"), ("restaurant", "餐饮店"), ("enterprise", "企业"), ("school", "学校"), ("kindergarten", "幼儿园"),
        ("hospital", "医院"), ("clinic", "卫生室（诊所）"), ("organ", "机关事业单位"), ("market", "市场"), ("association", "社会组织"),
        ("other", "其他"),
    ),
    "grid_kinds": (("ordinary", "普通网格"), ("dedicated", "专属网格")),
    "issue_sources": (
        ("visit", "走访发现"), ("patrol", "巡查发现"), ("phone", "来电"), ("counter", "来访"), ("online", "网络"), ("hotline", "12345 热线"),
        ("superior", "上级交办"),
    ),
}  # fmt: skip
"""What stands before any profile is applied."""

_SECTIONS: dict[str, Callable[[Profile], Iterable[Any]]] = {
    "establishment_kinds": lambda profile: profile.establishment_kinds,
    "grid_kinds": lambda profile: profile.grid_kinds,
    "issue_sources": lambda profile: profile.casework.sources,
}


@dataclass(frozen=True)
class Vocabulary:
    """The entries under one name; the first is the usual one. Without a session it asks that of the request."""

    name: str

    def options(self, retired: bool = False, session: Session | None = None) -> list[tuple[str, str]]:
        """(key, label) pairs for a form; with the retired ones for a search."""
        profile = profile_or_none(session or db.session())
        if profile is None:
            return list(BUILT_IN[self.name])
        entries = _SECTIONS[self.name](profile)
        return [(each.key, each.name) for each in entries if retired or not getattr(each, "retired", False)]

    def label_of(self, key: str | None) -> str:
        """The label of a stored key, retired or not; nothing as an empty string."""
        return {**dict(BUILT_IN[self.name]), **dict(self.options(retired=True))}.get(key, key) if key else ""

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.options())


ESTABLISHMENT_KINDS = Vocabulary("establishment_kinds")
GRID_KINDS = Vocabulary("grid_kinds")
ISSUE_SOURCES = Vocabulary("issue_sources")

_COLUMNS = {
    "establishment": ("kind", ESTABLISHMENT_KINDS, "类别"), "grid": ("kind", GRID_KINDS, "类别"), "issue": ("source", ISSUE_SOURCES, "来源"),
}  # fmt: skip
"""Table -> its column of keys, the vocabulary, and what people call the column."""


@event.listens_for(Session, "before_flush")
def _check_keys(session: Session, _context: Any, _instances: Any) -> None:
    """No key is stored that the profile does not know. What is stored already stays until the row is given another."""
    for item in [*session.new, *session.dirty]:
        if isinstance(item, Model) and item.__tablename__ in _COLUMNS:
            _check_key(session, item, *_COLUMNS[item.__tablename__])


def _check_key(session: Session, item: Any, column: str, vocabulary: Vocabulary, label: str) -> None:
    history: Any = inspect(item).attrs[column].history
    key = getattr(item, column) if item in session.new or history.has_changes() else None
    known = dict(vocabulary.options(retired=True, session=session)) if key or item in session.new else {}
    if key and key not in known:
        names = "、".join(f"{name}（{each}）" for each, name in vocabulary.options(session=session))
        raise Refusal(f"{label}“{key}”不在实施方案中，应从这些里选：{names}", column)
    if key is None and item in session.new and _has_default(item, column) and known:
        setattr(item, column, next(iter(known)))


def _has_default(item: Any, column: str) -> bool:
    return item.__table__.columns[column].default is not None
