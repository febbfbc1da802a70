"""The codes of grids: what they are made of, the next one, and what is wrong with one."""

import itertools
from collections.abc import Collection
from typing import Literal, Self

from pydantic import Field, model_validator

from seeds.sections.base import Key, Rows, Section, Text

LONGEST_CODE = 20
_FREE_DIGITS = 2


class CodeSegment(Section):
    """A run of digits; a code of `level` ends with this segment.

    `filled_by`: the official area code (`official`), the digit of the grid's kind (`kind`), or a number that counts up
    among the grids of one parent (`sequence`)."""

    name: Text
    digits: int = Field(ge=1, le=9)
    level: Key | None = None
    filled_by: Literal["official", "sequence", "kind"] = "sequence"


class CodeScheme(Section):
    """No scheme, or a fixed template of digit runs such as 6+3+3+3 (DB11/T 2157-2023) or 3+1+2."""

    kind: Literal["none", "fixed"]
    segments: Rows[CodeSegment] = ()
    note: Text | None = None

    @model_validator(mode="after")
    def _segments_fit_kind(self) -> Self:
        if self.kind == "fixed" and not self.segments:
            raise ValueError("kind 为 fixed 时应写明 segments（每段的名称和位数）")
        if self.kind == "none" and self.segments:
            raise ValueError("kind 为 none 时不应再写 segments")
        if sum(segment.digits for segment in self.segments) > LONGEST_CODE:
            raise ValueError(f"各段合计不能超过 {LONGEST_CODE} 位")
        return self

    def length_of(self, level: str) -> int | None:
        """Digits in a code of this level, or None when the scheme says nothing about it."""
        segments = self.segments_of(level)
        return sum(segment.digits for segment in segments) if segments else None

    def segments_of(self, level: str) -> tuple[CodeSegment, ...]:
        """The segments of a code of this level, from the left; empty when the scheme says nothing about it."""
        found = [index for index, segment in enumerate(self.segments) if segment.level == level]
        return self.segments[: found[0] + 1] if found else ()

    def problem_with(self, code: str, level: str, parent: str = "", kind_digit: str | None = None) -> str | None:
        """What is wrong with `code` at `level`, in Chinese, or None when it is in order.

        `parent`: the code of the grid above, where that one has a code of the scheme; `kind_digit`: of the grid's kind."""
        segments = self.segments_of(level)
        if not segments:
            return None
        length = sum(segment.digits for segment in segments)
        if not (len(code) == length and code.isascii() and code.isdigit()):
            return (
                f"编码“{code}”应为 {length} 位数字（{'＋'.join(f'{each.name}{each.digits}位' for each in segments)}）"
            )
        if parent and len(parent) < length and not code.startswith(parent):
            return f"编码“{code}”应以上级网格的编码“{parent}”开头"
        ends = list(itertools.accumulate(segment.digits for segment in segments))
        for segment, end in zip(segments, ends, strict=True):
            digits = code[end - segment.digits : end]
            if segment.filled_by == "kind" and kind_digit is not None and digits != kind_digit:
                return f"编码“{code}”的第 {end} 位是{segment.name}，应为 {kind_digit}，现为 {digits}"
            if segment.filled_by == "sequence" and int(digits) == 0:
                return f"编码“{code}”中的{segment.name}应从 1 编起，不能是 0"
        return None

    def next_code(self, level: str, parent: str, taken: Collection[str], kind_digit: str | None = None) -> str | None:
        """The first free code of `level` under the grid coded `parent` (empty: none above).

        `taken`: codes in use. Without a scheme for this level a two-digit number is put behind the parent's code.
        None when it cannot be made: an official code nobody can invent, no digit for the kind, or all numbers used up."""
        segments = self.segments_of(level)
        if not segments:
            return _numbered(parent, _FREE_DIGITS, taken)
        length, prefix = sum(segment.digits for segment in segments), ""
        inherited = self._inherited(parent, length)
        for segment in segments[len(inherited) : -1]:
            if segment.filled_by != "kind" or kind_digit is None:
                return None
            prefix += kind_digit
        last = segments[-1]
        if last.filled_by != "sequence":
            return None
        return _numbered("".join(inherited) + prefix, last.digits, taken)

    def _inherited(self, parent: str, length: int) -> list[str]:
        """The runs of digits that a code takes over from its parent's, when that one fits the template."""
        if not (parent.isdigit() and len(parent) < length):
            return []
        runs, start = [], 0
        for segment in self.segments:
            if start + segment.digits > len(parent):
                break
            runs.append(parent[start : start + segment.digits])
            start += segment.digits
        return runs if start == len(parent) else []


def _numbered(prefix: str, digits: int, taken: Collection[str]) -> str | None:
    if len(prefix) + digits > LONGEST_CODE:
        return None
    codes = (f"{prefix}{number:0{digits}}" for number in range(1, 10**digits))
    return next((code for code in codes if code not in taken), None)
