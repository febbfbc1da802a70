"""A PDF as WeasyPrint and `joining` write it, read object by object as bytes: fast, because nothing is understood but references."""

import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple

REFERENCE = re.compile(rb"(\d+) 0 R\b")

_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_HEAD = re.compile(rb"\s*\d+ \d+ obj\s*")
_BODY_ENDS = re.compile(rb"stream\r?\n|endobj")
_LENGTH = re.compile(rb"/Length (\d+)(?! \d+ R)")
_KIDS = re.compile(rb"/Kids\s*\[([^\]]*)\]")
_NUMBERS = re.compile(rb"/(Type|W|Index|First|N|Size|Prev|Pages)\b\s*(\[[\d ]*\]|\d+)")
_ROOT = re.compile(rb"/Root (\d+) 0 R")


class Foreign(ValueError):
    """Bytes that are no PDF, or one built in a way that this reader does not know."""


class Thing(NamedTuple):
    """An object: its text, and its stream if it has one."""

    text: bytes
    stream: bytes | None


class PdfFile:
    """The objects of one file by number. Raises Foreign."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.places: dict[int, tuple[int, int]] = {}
        self.packs: dict[int, list[bytes]] = {}
        start = _START.search(data, max(0, len(data) - 1024))
        if not start:
            raise Foreign
        root = self._read_places(int(start[1]))
        self.root = self.thing(root).text
        self.tree = int(_found(rb"/Pages (\d+) 0 R", self.root))

    def thing(self, number: int) -> Thing:
        """The object of that number."""
        if number not in self.places:
            raise Foreign
        pack, place = self.places[number]
        return Thing(self._unpacked(pack)[place], None) if pack else self._at(place)

    def pages(self, node: int | None = None) -> Iterator[int]:
        """Numbers of the pages in their order."""
        kids = _KIDS.search(self.thing(self.tree if node is None else node).text)
        if kids is None:
            raise Foreign
        for kid in REFERENCE.findall(kids[1]):
            number = int(kid)
            if _KIDS.search(self.thing(number).text):
                yield from self.pages(number)
            else:
                yield number

    def _at(self, place: int) -> Thing:
        head = _HEAD.match(self.data, place)
        end = head and _BODY_ENDS.search(self.data, head.end())
        if not head or not end:
            raise Foreign
        text = self.data[head.end() : end.start()].strip()
        if end[0] == b"endobj":
            return Thing(text, None)
        length = int(_found(_LENGTH.pattern, text))
        return Thing(text, self.data[end.end() : end.end() + length])

    def _read_places(self, start: int) -> int:
        """Where everything lies; returns the number of the root."""
        if self.data[start : start + 4] == b"xref":
            return self._read_table(start)
        table = self._at(start)
        said = dict(_NUMBERS.findall(table.text))
        if b"Prev" in said or b"W" not in said:
            raise Foreign
        widths = [int(each) for each in said[b"W"].strip(b"[]").split()]
        first = int(said[b"Index"].strip(b"[]").split()[0]) if b"Index" in said else 0
        rows, width = _plain(table), sum(widths)
        for number, at in enumerate(range(0, len(rows) - width + 1, width), first):
            kind, second, third = _fields(rows[at : at + width], widths)
            if kind == 1:
                self.places[number] = 0, second
            elif kind:
                self.places[number] = second, third
        return int(_found(_ROOT.pattern, table.text))

    def _read_table(self, start: int) -> int:
        head, _, trailer = self.data[start:].partition(b"trailer")
        lines = head.split()[1:]
        if len(lines) < 2 or int(lines[0]) or b"/Prev" in trailer:
            raise Foreign
        for number in range(int(lines[1])):
            offset, _, kind = lines[2 + 3 * number : 5 + 3 * number]
            if kind == b"n":
                self.places[number] = 0, int(offset)
        return int(_found(_ROOT.pattern, trailer))

    def _unpacked(self, pack: int) -> list[bytes]:
        """The objects inside an object stream."""
        if pack not in self.packs:
            thing = self.thing(pack)
            said, data = dict(_NUMBERS.findall(thing.text)), _plain(thing)
            first = int(said[b"First"])
            starts = [int(each) + first for each in data[:first].split()[1::2]]
            ends = [*starts[1:], len(data)]
            self.packs[pack] = [data[start:end].strip() for start, end in zip(starts, ends, strict=True)]
        return self.packs[pack]


def value(name: bytes, text: bytes) -> bytes | None:
    """What a dictionary's text says under a name: a reference, or an array with all that is in it."""
    found = re.search(rb"/" + name + rb"\s*(?=\[|\d)", text)
    if found is None:
        return None
    if text[found.end() : found.end() + 1] != b"[":
        reference = REFERENCE.match(text, found.end())
        return reference[0] if reference else None
    depth = 0
    for place in range(found.end(), len(text)):
        depth += {b"[": 1, b"]": -1}.get(text[place : place + 1], 0)
        if not depth:
            return text[found.end() : place + 1]
    return None


def _plain(thing: Thing) -> bytes:
    if thing.stream is None:
        raise Foreign
    try:
        return zlib.decompress(thing.stream) if b"/FlateDecode" in thing.text else thing.stream
    except zlib.error as error:
        raise Foreign from error


def _fields(row: bytes, widths: list[int]) -> tuple[int, int, int]:
    one, two, _ = widths
    kind = int.from_bytes(row[:one], "big") if one else 1
    return kind, int.from_bytes(row[one : one + two], "big"), int.from_bytes(row[one + two :], "big")


def _found(pattern: bytes, text: bytes) -> bytes:
    match = re.search(pattern, text)
    if match is None:
        raise Foreign
    return match[1]
