"""What one sheet looks like: its columns, its hidden record numbers, the stamp that names the template's version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any, Literal, NamedTuple

Kind = Literal["text", "integer", "decimal", "date", "boolean", "choice", "choices", "phone", "id_number"]
Level = Literal["error", "warning"]

TOKEN_LABEL = "记录编号（请勿修改）"
PROBLEM_LABEL = "问题与提示"
EXAMPLE_MARK = "示例"


@dataclass(frozen=True, slots=True)
class Field:
    """One column. `options` are (key, label) pairs; `longest` is in characters; `width` in characters of Excel.

    `key_part`: part of the natural key. `repeats`: belongs to the outer record of a grouped sheet, written on every
    row of its group, and may be blank or merged below the first. `source`: "own" or where else it was declared. `formerly`: labels
    of older templates, still understood.
    """

    key: str
    label: str
    kind: Kind = "text"
    required: bool = False
    options: tuple[tuple[str, str], ...] = ()
    longest: int | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    note: str = ""
    example: str = ""
    width: float = 14
    key_part: bool = False
    sensitive: bool = False
    source: str = "own"
    repeats: bool = False
    formerly: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `notes` are lines for the instructions; `outer` names the outer record of a grouped sheet (住户).

    `examples`: whole example rows as field key -> text; without any, one is put together from `Field.example`.
    """

    key: str
    title: str
    fields: tuple[Field, ...]
    notes: tuple[str, ...] = ()
    examples: tuple[Mapping[str, str], ...] = ()
    outer: str = ""

    @property
    def token_labels(self) -> tuple[str, ...]:
        """Headers of the hidden columns, outer record first; always one for the row's own record, at the end."""
        return (f"{self.outer}{TOKEN_LABEL}", TOKEN_LABEL) if self.outer else (TOKEN_LABEL,)

    def field(self, key: str) -> Field:
        """The field of that key; raises KeyError."""
        return next((each for each in self.fields if each.key == key), None) or _missing(key)

    def example_rows(self) -> tuple[Mapping[str, str], ...]:
        """The example rows that the template shows; none when no field has an example."""
        put_together = {each.key: each.example for each in self.fields if each.example}
        return self.examples or ((put_together,) if put_together else ())

    def fingerprint(self) -> str:
        """Eight hex digits that change whenever a column or an option changes."""
        said = json.dumps([asdict(each) for each in self.fields], ensure_ascii=False, default=str)
        return hashlib.sha256(said.encode()).hexdigest()[:8]

    def stamp(self, version: str) -> str:
        """The text in the file that names sheet, columns and the profile's version, e.g. `households/1f0c22ab/v3`."""
        return f"{self.key}/{self.fingerprint()}/{version}"


class Stamp(NamedTuple):
    """What a stamp says."""

    sheet: str
    fingerprint: str
    version: str


def read_stamp(text: str) -> Stamp | None:
    """The parts of a stamp; None when the text is none."""
    parts = text.strip().split("/", 2)
    return Stamp(*parts) if len(parts) == 3 and all(parts) else None


class Token(NamedTuple):
    """A hidden record number: the record's table and id, and the version of the row when it was written."""

    table: str
    id: int
    version: str

    def __str__(self) -> str:
        return f"{self.table}:{self.id}:{self.version}"


def read_token(text: str) -> Token | None:
    """`<table>:<id>:<row version>` taken apart; None when it was damaged."""
    table, _, rest = text.strip().partition(":")
    number, _, version = rest.partition(":")
    if not (
        table.isidentifier() and number.isascii() and number.isdecimal() and len(number) < 19 and version.isalnum()
    ):
        return None
    return Token(table, int(number), version)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is to be said about a cell (`column` is its label) or about a whole row (`column` empty)."""

    row: int
    column: str
    message: str
    level: Level = "error"


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as it stood in the file. `number` as Excel shows it, `cells` by field key (columns not in the file are
    left out, blank cells are None), `tokens` as in `Sheet.token_labels` ("" where there is none).

    `inherited`: the columns of the outer record were blank here and were taken from the row above.
    """

    number: int
    cells: Mapping[str, Any]
    tokens: tuple[str, ...] = ("",)
    inherited: bool = False
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class CleanRow:
    """A row with typed values by field key, and everything found in it.

    text, phone, id_number -> str; integer -> int; decimal -> Decimal; date -> date; boolean -> bool; choice -> the
    option's key; choices -> tuple of keys in the order of the options; blank -> None. Columns that the file lacks are
    left out; a cell with an error has None. `inner` is False on a grouped sheet where only the outer record was filled.
    """

    number: int
    values: dict[str, Any]
    findings: list[Finding] = field(default_factory=list)
    tokens: tuple[str, ...] = ("",)
    inner: bool = True

    @property
    def good(self) -> bool:
        """Nothing worse than a warning."""
        return all(each.level == "warning" for each in self.findings)


@dataclass(frozen=True, slots=True)
class Record:
    """A row to export: values by field key (as in `CleanRow`) and tokens as in `Sheet.token_labels`."""

    values: Mapping[str, Any]
    tokens: tuple[str, ...] = ("",)


def _missing(key: str) -> Field:
    raise KeyError(key)
