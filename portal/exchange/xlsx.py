"""The parts of an .xlsx file: its worksheets, shared texts, date styles and merged ranges.

Read by our own parser and not as a whole: see docs/decisions/0009-exchange.md.
"""

from __future__ import annotations

import datetime as dt
import lzma
import posixpath
import re
import struct
import zipfile
import zlib
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import overload
from xml.etree import ElementTree
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ParserCreate

from portal.exchange.archives import LIMITS, Limits, check_part
from portal.exchange.lines import Line, Merge, Table
from portal.exchange.xlsx_cells import (
    BROKEN,
    PIECE,
    CellParser,
    LocalNames,
    column_number,
    fed,
    refuse_doctype,
    unescaped,
)
from portal.foundation.errors import Refusal

# Number formats that Excel knows by number only (ECMA-376 18.8.30; 27-36 and 50-58 are the Chinese ones).
_DATE_FORMATS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)"')
_WIDEST = 200


class SharedTexts(Sequence[str]):
    """The texts that cells refer to by number, packed: millions of them as Python strings would take gigabytes."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self.packed, self.ends = bytearray(), array("L", [0])
        self.names, self.silent, self.text = LocalNames(), False, [""]
        self.parser = parser = ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.StartDoctypeDeclHandler = refuse_doctype
        with archive.open(name) as stream:
            for _ in fed(parser, stream, [], self.__len__):
                pass

    def start(self, tag: str, _: dict[str, str]) -> None:
        """An element begins; readings of characters (rPh) are no part of the text."""
        name = self.names[tag]
        if name == "si":
            self.text = []
        elif name == "t" and not self.silent:
            self.parser.CharacterDataHandler = self.text.append
        elif name == "rPh":
            self.silent = True

    def end(self, tag: str) -> None:
        """An element ends."""
        name = self.names[tag]
        if name == "t":
            self.parser.CharacterDataHandler = None
        elif name == "si":
            self.packed += unescaped("".join(self.text)).encode("utf-8", "surrogatepass")
            self.ends.append(len(self.packed))
        elif name == "rPh":
            self.silent = False

    def __len__(self) -> int:
        return len(self.ends) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        return self.packed[self.ends[index] : self.ends[index + 1]].decode("utf-8", "surrogatepass")


class XlsxFile:
    """An .xlsx file; opened anew for each pass, so that it can be read more than once."""

    def __init__(self, path: Path, limits: Limits = LIMITS) -> None:
        self.path, self.limits = path, limits

    def tables(self) -> list[Table]:
        """The visible worksheets in their order. Raises `Refusal` when the file is damaged."""
        with _readable(), zipfile.ZipFile(self.path) as archive:
            parts = self._parts(archive)
        return [Table(name, partial(self.lines, part), partial(self.merges, part)) for name, part in parts]

    def lines(self, part: str) -> Iterator[Line]:
        """The lines of a worksheet, one at a time."""
        with _readable(), zipfile.ZipFile(self.path) as archive, archive.open(part) as stream:
            parser = CellParser(self._texts, self._moments, self._epoch)
            yield from fed(parser.parser, stream, parser.finished, lambda: parser.rows)

    def merges(self, part: str) -> list[Merge]:
        """Merged ranges. They stand after the rows in the file: looked for beforehand, without parsing the rows."""
        found: list[Merge] = []
        with _readable(), zipfile.ZipFile(self.path) as archive, archive.open(part) as stream:
            kept = b""
            while piece := stream.read(PIECE):
                kept += piece
                done = 0
                for match in _MERGE.finditer(kept) if b"mergeCell" in kept else ():
                    done = match.end()
                    left, top, right, bottom = (each.decode() for each in match.groups())
                    found.append(Merge(int(top), column_number(left), int(bottom), column_number(right)))
                if len(found) > self.limits.merges:
                    raise Refusal(f"合并的单元格超过 {self.limits.merges} 处，请取消合并后再上传。", "file")
                kept = kept[max(done, len(kept) - _WIDEST) :]
        return sorted(found)

    @cached_property
    def _texts(self) -> Sequence[str]:
        with zipfile.ZipFile(self.path) as archive:
            names = {each.casefold(): each for each in archive.namelist()}
            if "xl/sharedstrings.xml" not in names:
                return ()
            check_part(archive, names["xl/sharedstrings.xml"], self.limits)
            return SharedTexts(archive, names["xl/sharedstrings.xml"])

    @cached_property
    def _moments(self) -> Sequence[bool]:
        """Whether a number is a day or time, by style number."""
        with zipfile.ZipFile(self.path) as archive:
            if "xl/styles.xml" not in archive.namelist():
                return ()
            root = _tree(archive, "xl/styles.xml", self.limits)
        codes = {each.get("numFmtId", ""): each.get("formatCode", "") for each in _all(root, "numFmt")}
        styles = [each.get("numFmtId", "0") for group in _all(root, "cellXfs") for each in _all(group, "xf")]
        return [int(each) in _DATE_FORMATS or _is_date(codes.get(each, "")) for each in styles]

    @cached_property
    def _epoch(self) -> dt.datetime:
        with zipfile.ZipFile(self.path) as archive:
            properties = _all(_tree(archive, "xl/workbook.xml", self.limits), "workbookPr")
        late = any(each.get("date1904") in ("1", "true") for each in properties)
        return dt.datetime(1904, 1, 1) if late else dt.datetime(1899, 12, 30)

    def _parts(self, archive: zipfile.ZipFile) -> list[tuple[str, str]]:
        links = _all(_tree(archive, "xl/_rels/workbook.xml.rels", self.limits), "Relationship")
        targets = {each.get("Id"): posixpath.join("/xl", each.get("Target", "")) for each in links}
        sheets = _all(_tree(archive, "xl/workbook.xml", self.limits), "sheet")
        visible = [each for each in sheets if each.get("state", "visible") == "visible"]
        numbered = ((each.get("name", ""), _attribute(each, "id")) for each in visible)
        found = ((name, posixpath.normpath(targets[link]).lstrip("/")) for name, link in numbered if link in targets)
        return [(name, part) for name, part in found if part in archive.NameToInfo and "worksheets/" in part]


_FAULTS = (
    LookupError, ValueError, OverflowError, EOFError, OSError, struct.error, zlib.error, lzma.LZMAError, zipfile.BadZipFile, ParseError,
    RuntimeError,
)  # fmt: skip
"""What damaged archives and sheets end in; `zipfile` raises RuntimeError for locked entries and ways of packing it does not know."""


@contextmanager
def _readable() -> Iterator[None]:
    """Whatever is wrong inside a file becomes one sentence."""
    try:
        yield
    except _FAULTS as error:
        raise Refusal(BROKEN, "file") from error


def _tree(archive: zipfile.ZipFile, name: str, limits: Limits) -> ElementTree.Element:
    check_part(archive, name, limits)
    content = archive.read(name)
    if b"<!DOCTYPE" in content[:4096]:
        refuse_doctype()
    return ElementTree.fromstring(content)


def _all(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [each for each in root.iter() if each.tag.rpartition("}")[2] == name]


def _attribute(element: ElementTree.Element, name: str) -> str:
    return next((value for key, value in element.items() if key.endswith("}" + name)), "")


def _is_date(code: str) -> bool:
    """Whether a number format shows days or times: it has y, m, d, h, s outside of quotes, colours and conditions."""
    return bool(re.search("[ymdhs]", _NOT_FORMAT.sub("", code.casefold()))) and "general" not in code.casefold()
