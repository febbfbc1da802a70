"""CSV and other separated text: which encoding, which separator, and its lines."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from portal.exchange.lines import Line, Table
from portal.foundation.errors import Refusal

_PIECE = 1 << 18
_SEPARATORS = (",", "\t", ";", "|")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_LOOKED_AT = 50


class CsvFile:
    """A text file with one row a line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.encoding = encoding_of(path)
        self.separator = _separator(path, self.encoding)

    def tables(self) -> list[Table]:
        """The one table of the file."""
        return [Table("CSV", partial(self.lines))]

    def lines(self) -> Iterator[Line]:
        """Its lines, numbered as Excel would number them. Raises `Refusal` for a quote without its partner."""
        number = 0
        with self.path.open(encoding=self.encoding, newline="") as stream:
            try:
                for number, cells in enumerate(csv.reader(stream, delimiter=self.separator), start=1):
                    yield Line(number, [each or None for each in cells])
            except csv.Error as error:
                raise Refusal(
                    f"CSV 第 {number + 1} 行的引号没有成对，后面读不下去了，请改正后再上传。", "file"
                ) from error


def encoding_of(path: Path) -> str:
    """The encoding in which the whole file reads without fault; Excel saves “CSV” as GBK, “CSV UTF-8” with a mark.

    Raises `Refusal` when there is none. UTF-8 is tried before GB18030: text in GB18030 is hardly ever right as UTF-8.
    """
    with path.open("rb") as file:
        head = file.read(_PIECE)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return _first_right(path, encoding)
    zeros = head.count(0), head[1::2].count(0)
    if zeros[0] > len(head) // 5:
        return _first_right(path, "utf-16-le" if zeros[1] * 2 >= zeros[0] else "utf-16-be")
    return _first_right(path, "utf-8", "gb18030")


def _first_right(path: Path, *encodings: str) -> str:
    for encoding in encodings:
        if _reads(path, encoding):
            return encoding
    raise Refusal("认不出文件的文字编码。请用 Excel 或 WPS 另存为 .xlsx 或“CSV UTF-8”后再上传。", "file")


def _reads(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while piece := file.read(_PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _separator(path: Path, encoding: str) -> str:
    """The separator that makes the most columns on one of the first lines."""
    with path.open(encoding=encoding, newline="") as stream:
        first = [line[:20_000] for line in islice(stream, _LOOKED_AT)]
    widths = {mark: max((_width(line, mark) for line in first), default=0) for mark in _SEPARATORS}
    return max(_SEPARATORS, key=lambda mark: widths[mark])


def _width(line: str, mark: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=mark), ()))
    except csv.Error:
        return 0
