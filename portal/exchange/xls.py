"""Excel files from before 2007. The format ends at 65,536 rows, so that a sheet may be read as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from portal.exchange.lines import Line, Merge, Raw, Table
from portal.foundation.errors import Refusal

DAMAGED = "文件已损坏，打不开。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"


class XlsFile:
    """An .xls file (Excel, or .et as WPS writes it)."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def tables(self) -> list[Table]:
        """The visible worksheets in their order. Raises `Refusal` when the file is damaged or locked."""
        with _readable(), CalamineWorkbook.from_path(self.path) as book:
            sheets = [
                each.name
                for each in book.sheets_metadata
                if each.typ == SheetTypeEnum.WorkSheet and each.visible == SheetVisibleEnum.Visible
            ]
        return [Table(name, partial(self.lines, name), partial(self.merges, name)) for name in sheets]

    def lines(self, name: str) -> Iterator[Line]:
        """The lines of a worksheet; calamine begins with its first row, but with its first column that is filled."""
        with _readable():
            sheet = self._sheet(name)
            margin: list[Raw] = [None] * (sheet.start[1] if sheet.start else 0)
            for number, cells in enumerate(sheet.iter_rows(), start=1):
                yield Line(number, margin + [None if each == "" else each for each in cells])

    def merges(self, name: str) -> list[Merge]:
        """Merged ranges."""
        with _readable():
            found = self._sheet(name).merged_cell_ranges or []
        return sorted(Merge(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in found)

    def _sheet(self, name: str) -> CalamineSheet:
        with CalamineWorkbook.from_path(self.path) as book:
            return book.get_sheet_by_name(name)


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except PasswordError as error:
        raise Refusal("文件加了密码，请在 Excel 或 WPS 中取消密码后再上传。", "file") from error
    except (CalamineError, OSError, ValueError) as error:
        raise Refusal(DAMAGED, "file") from error
    except BaseException as error:
        # A panic of calamine's Rust code is no Exception, and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise Refusal(DAMAGED, "file") from error
