"""Records in the layout in which they can be changed and imported again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.exchange.declaration import Part, SheetParts, Workbook
from portal.exchange.facts import Facts
from portal.exchange.records import facts_of, owned_by, portions
from portal.exchange.sheet import Record, Token


def every_id(session: Session, made: SheetParts) -> list[int]:
    """Ids of all visible (outer) records."""
    model = made.parts[0].table.model
    return list(session.scalars(select(model.id).order_by(model.id)))


def told(workbook: Workbook, made: SheetParts, count: int, full: bool) -> str:
    """What the trail says of an export. `full`: with whole identity numbers."""
    more = ("，含完整证件号码" if full else "") + ("，含敏感类别" if made.tells_sensitive else "")
    return f"{workbook.title}（可修改的表）{count} 行{more}"


def records(session: Session, made: SheetParts, ids: Iterable[int]) -> Iterator[Record]:
    """The rows of these (outer) records in their order, a portion of them in memory at a time."""
    for portion in portions(ids):
        yield from _portion(session, made, portion)


def _portion(session: Session, made: SheetParts, ids: list[int]) -> Iterator[Record]:
    outer, inner = made.parts[0], made.inner
    outers = facts_of(session, outer.table, ids)
    owned = owned_by(session, inner.table, ids) if inner else {}
    inners = facts_of(session, inner.table, [each for some in owned.values() for each in some]) if inner else {}
    outer.look_up(session, list(outers.values()))
    if inner is not None:
        inner.look_up(session, list(inners.values()))
    for identity in ids:
        if identity not in outers:
            continue
        values, token = outer.write(outers[identity]), _token(outer, identity, outers[identity])
        if inner is None:
            yield Record(values, (token,))
            continue
        own = [each for each in owned.get(identity, ()) if each in inners]
        for each in own:
            yield Record({**values, **inner.write(inners[each])}, (token, _token(inner, each, inners[each])))
        if not own:
            yield Record(values, (token, ""))


def _token(part: Part, identity: int, facts: Facts) -> str:
    return str(Token(part.table.name, identity, part.version(facts)))
