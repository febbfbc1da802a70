"""Which option a cell means."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from functools import lru_cache

from portal.exchange.folding import folded
from portal.exchange.lines import Raw
from portal.exchange.sheet import Field

_MARKS = re.compile(r"([、,，;；|\n]+)")
_MORE_MARKS = re.compile(r"([、,，;；|\n/／\s]+)")
_YES = frozenset(map(folded, ("是", "有", "对", "√", "✓", "✔", "☑", "Y", "YES", "TRUE", "T", "1", "1.0", "是的")))
_NO = frozenset(
    map(folded, ("否", "无", "没有", "不是", "错", "×", "✗", "✘", "☐", "N", "NO", "FALSE", "F", "0", "0.0", "X"))
)
_MOST_NAMED = 8
_LONGEST_LABEL = 6  # parts between signs that one label may hold


def read_boolean(raw: Raw) -> bool | str:
    """是/否, √/×, Y/N, 1/0 and the like; or in Chinese what is wrong."""
    if isinstance(raw, bool):
        return raw
    text = folded(str(raw))
    if text in _YES or text in _NO:
        return text in _YES
    return f"“{str(raw).strip()[:20]}”应填“是”或“否”"


class Options:
    """The options of a field, found by label or key, in 繁体 or 简体, with or without spaces."""

    def __init__(self, field: Field) -> None:
        self.labels = [label for _, label in field.options]
        self.order = {key: place for place, (key, _) in enumerate(field.options)}
        self.exact = {label: key for key, label in field.options}
        self.known = {folded(key): key for key, _ in field.options} | {
            folded(label): key for key, label in field.options
        }
        self.refused = lru_cache(maxsize=512)(self._refused)

    def find(self, text: str) -> str | None:
        """The key of the option of that label or key."""
        return self.exact.get(text) or self.known.get(folded(text))

    def one(self, raw: Raw) -> tuple[str | None, str]:
        """The key of the option, and in Chinese what is wrong ("": nothing)."""
        text = _text(raw)
        key = self.find(text)
        return (key, "") if key is not None else (None, self.refused(text))

    def several(self, raw: Raw) -> tuple[tuple[str, ...], str]:
        """Keys in the order of the options, and in Chinese what is wrong ("": nothing). Parts stand between 、，；| or
        line breaks, or else between / and spaces; an option may hold such signs itself.
        """
        text = _text(raw)
        wrong = ""
        for marks in (_MARKS, _MORE_MARKS):
            keys, unknown = self._parts(marks.split(text))
            if not unknown:
                return tuple(sorted(keys, key=self.order.__getitem__)), ""
            wrong = wrong or unknown
        return (), self.refused(wrong)

    def _parts(self, pieces: list[str]) -> tuple[set[str], str]:
        """Keys of a text split into part, sign, part, ... and the first part that is no option. The longest wins."""
        keys: set[str] = set()
        start = 0
        while start < len(pieces):
            ends = range(min(len(pieces), start + 2 * _LONGEST_LABEL), start, -2) if pieces[start].strip() else ()
            found = ((end, self.find("".join(pieces[start:end]).strip())) for end in ends)
            end, key = next(((end, key) for end, key in found if key is not None), (start + 1, None))
            if key is not None:
                keys.add(key)
            elif pieces[start].strip():
                return keys, pieces[start].strip()
            start = end + 1
        return keys, ""

    def _refused(self, text: str) -> str:
        if not self.labels:
            return f"“{text[:20]}”不能填：这一列还没有可选项"
        shown = self.labels[:_MOST_NAMED]
        if len(self.labels) > _MOST_NAMED:
            near = difflib.get_close_matches(text[:50], self.labels, n=3, cutoff=0.5)
            shown = [*near, *(label for label in shown if label not in near)][:_MOST_NAMED]
        more = f"等 {len(self.labels)} 项" if len(self.labels) > _MOST_NAMED else ""
        return f"“{text[:20]}”不在可选项内，可填：{'、'.join(shown)}{more}"


def _text(raw: Raw) -> str:
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return raw.date().isoformat() if isinstance(raw, dt.datetime) else str(raw)
