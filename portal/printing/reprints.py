"""Printing single households of a batch again: which of them is meant, by number or name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.households.models import Household
from portal.printing.models import PrintItem
from portal.printing.preview import AnyRow

MOST_WORDS = 200
_DIGITS = 6
"""Of the longest number that is filled up with noughts."""
_BETWEEN = re.compile(r"[\s,，、;；]+")


def words_of(text: str) -> list[str]:
    """The numbers and names that were typed, each once."""
    return list(dict.fromkeys(word for word in _BETWEEN.split(text) if word))


def households_of(session: Session, batch_id: int, words: Sequence[str]) -> list[int]:
    """The households of a batch that these words name: number (户号, with any noughts before it), grid code and number
    (`网格编码-户号`), or name of the head.

    Raises `Refusal` on `who` for a word that names none, or several.
    """
    if not words:
        raise Refusal("请填写要再印的户号或户主姓名", "who")
    if len(words) > MOST_WORDS:
        raise Refusal(f"一次最多再印 {MOST_WORDS} 户，更多请按网格印制", "who")
    by_word: dict[str, set[int]] = {word: set() for word in words}
    full: dict[int, str] = {}
    meant: dict[str, list[str]] = {}
    for word in words:
        for spelling in _spellings(word):
            meant.setdefault(spelling, []).append(word)
    for row in _rows(session, batch_id, [*words, *meant]):
        full[row.id] = f"{row.grid_code}-{row.code}"
        for word in (*meant.get(row.code, ()), row.head_name, full[row.id]):
            if word in by_word:
                by_word[word].add(row.id)
    _refuse_unclear(by_word, full)
    return list(dict.fromkeys(one for ids in by_word.values() for one in ids))


def _spellings(word: str) -> list[str]:
    """How a number may stand in the register: who reads 0012 types 12."""
    bare = word.lstrip("0")
    known = bare.isdecimal() and len(bare) <= _DIGITS
    return [bare.zfill(width) for width in range(len(bare), _DIGITS + 1)] if known else [word]


def _rows(session: Session, batch_id: int, words: Sequence[str]) -> Sequence[AnyRow]:
    full = Grid.code + "-" + Household.code
    statement = (
        select(Household.id, Household.code, Household.head_name, Grid.code.label("grid_code"))
        .join(Household.grid)
        .join(PrintItem, PrintItem.subject_id == Household.id)
        .where(
            PrintItem.batch_id == batch_id,
            or_(Household.code.in_(words), Household.head_name.in_(words), full.in_(words)),
        )
        .order_by(Grid.code, Household.walking_order, Household.code, Household.id)
    )
    return session.execute(statement).all()


def _refuse_unclear(by_word: dict[str, set[int]], full: dict[int, str]) -> None:
    unknown = [word for word, ids in by_word.items() if not ids]
    if unknown:
        raise Refusal(f"这批印件中没有“{'”“'.join(unknown[:10])}”", "who")
    for word, ids in by_word.items():
        if len(ids) > 1:
            codes = "、".join(full[one] for one in sorted(ids)[:10])
            raise Refusal(f"这批印件中“{word}”有 {len(ids)} 户，请改填其中一户的完整编号：{codes}", "who")
