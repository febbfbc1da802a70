"""The uploaded file as cleaned rows in batches; the rows in hand can be asked as they stood in the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from types import TracebackType
from typing import Self

from sqlalchemy.orm import Session

from portal.exchange import files
from portal.exchange.cleaning import Cleaner
from portal.exchange.declaration import SheetParts
from portal.exchange.grouping import batches
from portal.exchange.reading import Reading, open_sheet
from portal.exchange.sheet import CleanRow, Field, Finding, ReadRow
from portal.plans.current import version_in_force


def sheet_version(session: Session) -> str:
    """The version of the profile, as stamps name it."""
    version = version_in_force(session)
    return f"{version.key}-{version.number}" if version else "0"


class Source:
    """Open it with `with`. Raises `Refusal` for a file that cannot be read as this sheet."""

    def __init__(self, stored: str, made: SheetParts) -> None:
        self._stored, self._made = stored, made
        self._stack = ExitStack()
        self._raw: dict[int, ReadRow] = {}

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            path = stack.enter_context(files.opened(self._stored))
            self._reading: Reading = open_sheet(path, self._made.sheet)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is to be said about the file as a whole."""
        return self._reading.findings

    def raw(self, number: int) -> ReadRow:
        """A row of the batch in hand, as it stood in the file."""
        return self._raw[number]

    def batches(self, size: int) -> Iterator[list[CleanRow]]:
        """The rows, cleaned."""
        for batch in batches(self._made, self._cleaned(), size):
            yield batch
            for row in batch:
                del self._raw[row.number]

    def _cleaned(self) -> Iterator[CleanRow]:
        cleaner = Cleaner(self._made.sheet)
        sensitive = [each for each in self._made.sheet.fields if each.sensitive]
        for row in self._reading.rows():
            self._raw[row.number] = row
            yield cleaner.clean(_without_stars(row, sensitive))


def _without_stars(row: ReadRow, sensitive: Sequence[Field]) -> ReadRow:
    """A sensitive value in stars, as it was exported, says nothing about what is stored: its cell counts as absent."""
    starred = {each.key for each in sensitive if "*" in str(row.cells.get(each.key) or "")}
    if not starred:
        return row
    return replace(row, cells={key: cell for key, cell in row.cells.items() if key not in starred})
