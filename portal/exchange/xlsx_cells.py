"""The cells of one .xlsx worksheet, streamed: the parser sees a piece of the XML and hands out the rows finished in it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from typing import IO, NoReturn
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

from portal.exchange.archives import EXCEL_ROWS
from portal.exchange.lines import NO_RESULT, Line, Raw
from portal.foundation.errors import Refusal

PIECE = 1 << 18
MOST_WAITED = 32 << 20
"""So many bytes may pass without a row or text being finished; Excel allows 32,767 characters in a cell."""

MOST_COLUMNS = 1_024
_DIGITS = "0123456789"
_DAY = 86_400
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")

BROKEN = "表格内部已损坏，读不下去。请用 Excel 或 WPS 打开，另存一份后再上传。"


class LocalNames(dict[str, str]):
    """Tag with whatever namespace prefix -> bare name."""

    def __missing__(self, tag: str) -> str:
        self[tag] = name = tag.rpartition(":")[2]
        return name


def refuse_doctype(*_: object) -> NoReturn:
    """Expat handler: no spreadsheet declares a document type; what does wants entities expanded."""
    raise Refusal("文件内部含有不该有的声明，已拒绝读取。", "file")


def fed(parser: XMLParserType, stream: IO[bytes], finished: list[Line], progress: Callable[[], int]) -> Iterator[Line]:
    """Feed the parser piece by piece; after each, hand out and forget what it finished.

    `progress` counts rows or texts: raises `Refusal` for a file that hides an endless one, before it fills the memory.
    """
    waited = done = 0
    try:
        while piece := stream.read(PIECE):
            parser.Parse(piece, False)
            yield from finished
            finished.clear()
            waited = waited + len(piece) if progress() == done else 0
            done = progress()
            if waited > MOST_WAITED:
                raise Refusal("文件里有一处内容长得不像正常的表格，已拒绝读取。", "file")
        parser.Parse(b"", True)
    except ExpatError as error:
        raise Refusal(BROKEN, "file") from error


class CellParser:
    """Turns the XML of a worksheet into lines. Formula cells count by the value that was stored with them, and are
    `NO_RESULT` where none was.

    `shared` are the texts of the workbook, `moments` tells by style number whether a number is a day or time.
    """

    def __init__(self, shared: Sequence[str], moments: Sequence[bool], epoch: dt.datetime) -> None:
        self.shared, self.moments, self.epoch = shared, moments, epoch
        self.finished: list[Line] = []
        self.number = self.rows = 0
        self.cells: list[Raw] = []
        self.column = -1
        self.attributes: dict[str, str] = {}
        self.text: list[str] = []
        self.silent = self.formula = False
        self.columns: dict[str, int] = {}
        self.names = LocalNames()
        self.parser = parser = ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.StartDoctypeDeclHandler = refuse_doctype

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = self.names[tag]
        if name == "c":
            self.attributes, self.text, self.formula = attributes, [], False
        elif name == "v" or (name == "t" and not self.silent):
            self.formula = False
            self.parser.CharacterDataHandler = self.text.append
        elif name == "f":
            self.formula = True
        elif name == "row":
            self.number = int(attributes.get("r") or self.number + 1)
            self.cells, self.column = [], -1
        elif name == "rPh":
            self.silent = True

    def end(self, tag: str) -> None:
        """An element ends."""
        name = self.names[tag]
        if name == "v" or name == "t":
            self.parser.CharacterDataHandler = None
        elif name == "c":
            self.column = column = self.place()
            if column < MOST_COLUMNS and (self.text or self.formula):
                cells = self.cells
                cells.extend([None] * (column + 1 - len(cells)))
                cells[column] = self.value("".join(self.text)) if self.text else NO_RESULT
        elif name == "row":
            if self.number > EXCEL_ROWS:
                raise Refusal(BROKEN, "file")
            self.rows += 1
            self.finished.append(Line(self.number, self.cells))
        elif name == "rPh":
            self.silent = False

    def place(self) -> int:
        """The column of the cell at hand: `AB12` -> 27; the next one where the file does not say."""
        reference = self.attributes.get("r")
        if reference is None:
            return self.column + 1
        letters = reference.rstrip(_DIGITS)
        column = self.columns.get(letters)
        if column is None:
            column = self.columns[letters] = column_number(letters)
        return column

    def value(self, text: str) -> Raw:
        """The typed value of the cell at hand (ECMA-376 18.18.11)."""
        kind = self.attributes.get("t")
        if kind == "s":
            return self.shared[int(text)] or None
        if kind in ("inlineStr", "str", "e"):
            return unescaped(text) or None
        if kind == "b":
            return text.strip() == "1"
        if kind == "d":
            return dt.datetime.fromisoformat(text)
        number = int(text) if text.isdecimal() and len(text) < 19 else float(text)
        style = self.attributes.get("s")
        return moment(number, self.epoch) if style and self.moments[int(style)] else number


def unescaped(text: str) -> str:
    """`_x000D_` and the like as the characters that XML cannot hold (ECMA-376 22.9.2.19)."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def column_number(letters: str) -> int:
    """`A` -> 0, `AA` -> 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def moment(serial: float, epoch: dt.datetime) -> Raw:
    """Excel's day count as a time of day, a day, or a day with a time; the number itself when it lies beyond.

    Excel believes in 29 February 1900 (serial 60): days before it count one more.
    """
    if 0 <= serial < 1:
        return (dt.datetime.min + dt.timedelta(seconds=round(serial * _DAY))).time() if serial else None
    if not 1 <= serial < 2_958_466:
        return serial
    early = 1 if serial < 60 and epoch.year < 1900 else 0
    return epoch + dt.timedelta(days=int(serial) + early, seconds=round(serial % 1 * _DAY))
