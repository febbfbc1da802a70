"""What a blank cell below a merged or grouped one means: spread where the column repeats, named where it does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from portal.exchange.lines import Merge, Raw
from portal.exchange.sheet import Finding, Sheet


class MergedCells:
    """The merged ranges of a table, asked row after row from the top."""

    def __init__(self, merges: Sequence[Merge], sheet: Sheet, columns: Mapping[int, str]) -> None:
        self.waiting = list(reversed(merges))
        self.active: list[Merge] = []
        self.tops: dict[Merge, Raw] = {}
        self.fields = {position: sheet.field(key) for position, key in columns.items()}

    def fill(self, number: int, cells: list[Raw]) -> list[Finding]:
        """Spread merged values over the row's cells, in place; what cannot be spread is named."""
        while self.waiting and self.waiting[-1].top <= number:
            self.active.append(self.waiting.pop())
        self.active = [each for each in self.active if each.bottom >= number]
        findings = []
        for merge in self.active:
            if merge.top == number:
                self.tops[merge] = cells[merge.left] if merge.left < len(cells) else None
            findings += self._spread(merge, number, cells)
        self.tops = {merge: self.tops.get(merge) for merge in self.active}
        return findings

    def _spread(self, merge: Merge, number: int, cells: list[Raw]) -> list[Finding]:
        findings = []
        for column in range(merge.left, min(merge.right, max(self.fields, default=0)) + 1):
            field = self.fields.get(column)
            if field is None or (number, column) == (merge.top, merge.left):
                continue
            if field.repeats and column == merge.left:
                cells.extend([None] * (column + 1 - len(cells)))
                cells[column] = self.tops.get(merge)
            elif self.tops.get(merge) is not None:
                findings.append(Finding(number, field.label, _advice(merge)))
        return findings


def _advice(merge: Merge) -> str:
    return f"这一格与第 {merge.top} 行的单元格合并在一起，看不出是否也填这个内容。请取消合并，逐格填写。"


class Groups:
    """Fills the columns of the outer record from the row above where a row of a grouped sheet leaves all of them blank."""

    def __init__(self, sheet: Sheet) -> None:
        self.keys = [each.key for each in sheet.fields if each.repeats] if sheet.outer else []
        self.last: dict[str, Raw] = {}
        self.token = ""

    def fill(self, cells: dict[str, Raw], tokens: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
        """Fill `cells` in place; returns the tokens, and whether anything was taken from the row above."""
        if not self.keys:
            return tokens, False
        given = any(cells.get(key) is not None for key in self.keys) or tokens[0] not in ("", self.token)
        if given or not self.last:
            self.last = {key: cells[key] for key in self.keys if key in cells}
            self.token = tokens[0]
            return tokens, False
        cells.update(self.last)
        return (self.token, *tokens[1:]), True
