"""Where the header of a table is, and which column of the file is which column of the sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.exchange.folding import folded, tidy
from portal.exchange.lines import Line, Raw
from portal.exchange.sheet import PROBLEM_LABEL, Sheet, Stamp, read_stamp
from portal.foundation.errors import Refusal

LOOKED_AT = 30
"""The header must stand in so many first rows; titles and notes may stand above it."""

STAMP_MARK = "模板版本："
_STAMP = re.compile(r"模板版本[:：]\s*(\S+)")
_ADDED = re.compile(r"[*＊]|\(必填\)|\(选填\)")
_REMARK = re.compile(r"\([^()]*\)$")
_MOST_NAMED = 20
_RUNNING_NUMBER = "序号"


@dataclass(frozen=True, slots=True)
class Header:
    """The header row. `columns`: position -> field key; `tokens`: positions of the record numbers, as in
    `Sheet.token_labels` (None: not in the file); `problem`: position of the column with problems and marks.
    """

    number: int
    columns: Mapping[int, str]
    tokens: tuple[int | None, ...]
    problem: int | None
    unknown: tuple[str, ...]
    stamp: Stamp | None


def find_header(sheet: Sheet, lines: Sequence[Line]) -> Header | None:
    """The header among the first lines of a table; None when none of them looks like it.

    Raises `Refusal` for another sheet's template, for a column that is there twice, and for missing required ones.
    """
    stamp = _stamp(lines)
    known = _known(sheet)
    best = max(lines, key=lambda line: len(_matches(line, known)), default=None)
    if best is None or len(_matches(best, known)) < min(2, len(sheet.fields)):
        return None
    if stamp and stamp.sheet != sheet.key:
        raise Refusal(f"这个文件是另一张表的模板，不是“{sheet.title}”。请确认选对了要导入的表。", "file")
    return _header(sheet, best, _matches(best, known), stamp)


def missing_header(sheet: Sheet) -> Refusal:
    """What to say when no table of the file has the header."""
    needed = [each.label for each in sheet.fields if each.required]
    others = [each.label for each in sheet.fields if not each.required]
    told = [f"必须有这些列：{'、'.join(needed)}"] * bool(needed)
    told += [f"可以有这些列：{'、'.join(others[:_MOST_NAMED])}{'等' if len(others) > _MOST_NAMED else ''}"] * bool(
        others
    )
    return Refusal(
        f"前 {LOOKED_AT} 行里没有找到“{sheet.title}”的表头。表头{'；'.join(told)}。可以先下载模板，把数据粘贴进去。",
        "file",
    )


def is_prose(lines: Sequence[Line]) -> bool:
    """Whether text has nothing of a table: no line of it has two cells."""
    return all(sum(cell is not None for cell in line.cells) < 2 for line in lines)


def _header(sheet: Sheet, line: Line, found: Mapping[int, str], stamp: Stamp | None) -> Header:
    twice = sorted({key for key in found.values() if list(found.values()).count(key) > 1})
    if twice:
        names = "、".join(f"“{_label(sheet, key)}”" for key in twice)
        raise Refusal(f"第 {line.number} 行的表头里有重复的列：{names}。请删去多余的一列。", "file")
    missing = [each.label for each in sheet.fields if each.required and each.key not in found.values()]
    if missing:
        raise Refusal(
            f"第 {line.number} 行的表头缺少必填的列：{'、'.join(missing)}。请补上这些列，或使用模板。", "file"
        )
    places = {key: position for position, key in found.items()}
    fields = {each.key for each in sheet.fields}
    return Header(
        number=line.number,
        columns={position: key for position, key in found.items() if key in fields},
        tokens=tuple(places.get(label) for label in sheet.token_labels),
        problem=places.get(PROBLEM_LABEL),
        unknown=tuple(
            tidy(str(cell))[:30]
            for position, cell in enumerate(line.cells)
            if cell is not None and position not in found and _fold(cell) != _RUNNING_NUMBER
        ),
        stamp=stamp,
    )


def _known(sheet: Sheet) -> dict[str, str]:
    """Folded header -> field key, or the header itself for the columns that every sheet has."""
    known = {_fold(label): label for label in (*sheet.token_labels, PROBLEM_LABEL)}
    before = {_fold(label): each.key for each in sheet.fields for label in each.formerly}
    return known | before | {_fold(each.label): each.key for each in sheet.fields}


def _matches(line: Line, known: Mapping[str, str]) -> dict[int, str]:
    """Position -> key. A remark behind a label, as in 出生日期（年月日）, is overlooked where that leaves no doubt."""
    texts = {position: _fold(cell) for position, cell in enumerate(line.cells) if isinstance(cell, str)}
    exact = {position: known[text] for position, text in texts.items() if text in known}
    bare = {position: _REMARK.sub("", text) for position, text in texts.items() if position not in exact}
    guessed = {position: known[text] for position, text in bare.items() if text in known}
    clear = {
        p: key for p, key in guessed.items() if key not in exact.values() and list(guessed.values()).count(key) == 1
    }
    return exact | clear


def _fold(cell: Raw) -> str:
    return _ADDED.sub("", folded(cell)) if isinstance(cell, str) else ""


def _label(sheet: Sheet, key: str) -> str:
    return next((each.label for each in sheet.fields if each.key == key), key)


def _stamp(lines: Sequence[Line]) -> Stamp | None:
    texts = (cell for line in lines for cell in line.cells if isinstance(cell, str) and "模板版本" in cell)
    found = (_STAMP.search(text) for text in texts)
    return next((read_stamp(match[1]) for match in found if match), None)
