"""What a pass over a file finds: counts, the first findings, and the rows that stay out for the workbook of problems."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import IO, Any, Protocol

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from portal.exchange import files, passing
from portal.exchange.declaration import Fate
from portal.exchange.error_book import write_errors
from portal.exchange.models import ImportFinding
from portal.exchange.rules import SHOWN_FINDINGS
from portal.exchange.sheet import CleanRow, Finding, ReadRow, Sheet

ELSEWHERE = "同一户（组）的其他行有错误，这一行没有导入"


class Rows(Protocol):
    """Knows the rows as they stood in the file."""

    def raw(self, number: int) -> ReadRow:
        """The row with this number, of those that are being worked on."""
        ...


class Problems:
    """Grows with the pass; bad rows wait in a file, however many there are."""

    def __init__(self) -> None:
        self.rows = self.warned = self.found = 0
        self._fates: Counter[Fate] = Counter()
        self._first: list[Finding] = []
        self._bad: IO[bytes] | None = None
        self._open = ExitStack()

    def say(self, findings: Sequence[Finding]) -> None:
        """Take in what is to be said about the file as a whole."""
        self.found += len(findings)
        self._first += findings

    def add(self, batch: Sequence[CleanRow], found: Mapping[int, Fate], source: Rows) -> None:
        """Take in the rows of a batch with what becomes of them; nothing is said about rows that change nothing."""
        for row in batch:
            fate = found[row.number]
            self.rows += 1
            self._fates[fate] += 1
            findings = [] if fate is Fate.SAME else list(row.findings)
            if fate is Fate.BAD and row.good:
                findings.append(Finding(row.number, "", ELSEWHERE))
            self.found += len(findings)
            self.warned += fate is not Fate.BAD and bool(findings)
            self._first += findings[: SHOWN_FINDINGS - len(self._first)]
            if fate is Fate.BAD:
                self._put(source.raw(row.number), findings)

    def counts(self) -> dict[str, int]:
        """The counts as columns of `ImportRun`."""
        return {fate.value: self._fates[fate] for fate in Fate} | {"warned": self.warned}

    def keep_findings(self, session: Session, run_id: int) -> None:
        """Store the first findings in place of those of an earlier step."""
        table: Any = ImportFinding.__table__
        session.execute(delete(table).where(table.c.run_id == run_id))
        rows = [
            {"run_id": run_id, "row": each.row, "column": each.column[:64], "message": each.message[:300], "level": each.level}
            for each in self._first
        ]  # fmt: skip
        if rows:
            session.execute(insert(ImportFinding), rows)

    def write_book(self, name: str, sheet: Sheet, version: str) -> str | None:
        """Write the rows that stay out, sealed, under this name; None when there are none."""
        if self._bad is None:
            return None
        with passing.nameless() as book:
            write_errors(book, sheet, version, self._taken(self._bad))
            book.seek(0)
            return files.keep(name, book).name

    def close(self) -> None:
        """Let go of the rows that wait."""
        self._open.close()

    def _put(self, row: ReadRow, findings: list[Finding]) -> None:
        self._bad = self._bad or self._open.enter_context(passing.nameless())
        pickle.dump((row, findings), self._bad)

    def _taken(self, file: IO[bytes]) -> Iterator[tuple[ReadRow, list[Finding]]]:
        file.seek(0)
        while True:
            try:
                yield pickle.load(file)
            except EOFError:
                return
