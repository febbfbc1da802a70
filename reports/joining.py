"""Chunk PDFs joined into one file, a chunk at a time: memory holds one chunk, whatever the length of the whole."""

import re
import zlib
from collections.abc import Iterable
from enum import Enum
from hashlib import sha256
from os import PathLike
from pathlib import Path
from typing import IO

from reports.errors import ReportError
from reports.pdf_file import REFERENCE, Foreign, PdfFile, Thing, value

Source = bytes | str | PathLike[str]

_CATALOG, _PAGES, _INFO = 1, 2, 3
_ANNOTATIONS = re.compile(rb"/Annots\s*(?:\[[^\]]*\]|\d+ 0 R)")
_A4 = b"[0 0 595.28 841.89]"
_PACK = 400
"""Objects that have no stream are packed so many at a time."""
_KEPT = (b"OutputIntents", b"Metadata")
"""What makes a file fit for archives; the first file's are kept when all have them."""


class Fronts(Enum):
    """What begins on the front of a sheet when it is printed on both sides; empty backs are put in where needed."""

    FILES = "each file"
    PAGES = "each page"


def merge(
    pdfs: Iterable[Source], out: str | PathLike[str] | IO[bytes], *, title: str = "", fronts: Fronts | None = None
) -> int:
    """Join the PDFs in order into `out` (path or binary file) and return the number of pages, empty backs among them.

    Streams are copied as they are; equal ones (images, fonts cut to the same characters) are kept once.
    Links, outlines and named places are dropped. Raises ReportError for a file that is not a PDF or when there is none.
    """
    if isinstance(out, str | PathLike):
        with Path(out).open("wb") as file:
            return merge(pdfs, file, title=title, fronts=fronts)
    joint = _Joint(out, fronts)
    for number, source in enumerate(pdfs, 1):
        try:
            joint.add(PdfFile(source if isinstance(source, bytes) else Path(source).read_bytes()))
        except (Foreign, OSError, ValueError, RecursionError) as error:
            raise ReportError(f"第{number}个文件不是可用的 PDF，无法合并。") from error
    if not joint.kids:
        raise ReportError("没有可合并的文件。")
    joint.close(title)
    return len(joint.kids)


class _Joint:
    """Writes objects as they come and remembers only where each lies."""

    def __init__(self, out: IO[bytes], fronts: Fronts | None) -> None:
        self.out = out
        self.fronts = fronts
        self.position = 0
        self.places: dict[int, tuple[int, int, int]] = {}
        self.known: dict[bytes, int] = {}
        self.kids: list[int] = []
        self.packed: list[tuple[int, bytes]] = []
        self.archive: dict[bytes, bytes] | None = None
        self.last = _INFO
        self._put(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def add(self, file: PdfFile) -> None:
        numbers = {file.tree: _PAGES}
        kept = {name: said for name in _KEPT if (said := value(name, file.root))}
        if self.archive is None:
            self.archive = {name: self._moved(said, file, numbers) for name, said in kept.items()}
        self.archive = {name: said for name, said in self.archive.items() if name in kept}
        for page in file.pages():
            thing = file.thing(page)
            self.last += 1
            number = self.last
            self.kids.append(number)
            self._write(number, Thing(self._moved(_ANNOTATIONS.sub(b"", thing.text), file, numbers), None))
            if self.fronts == Fronts.PAGES:
                self._turn_over(thing.text)
        if self.fronts == Fronts.FILES:
            self._turn_over(thing.text)

    def _turn_over(self, page: bytes) -> None:
        """An empty back as large as this page, where the next would stand on a back."""
        if len(self.kids) % 2:
            self.last += 1
            self.kids.append(self.last)
            box = value(b"MediaBox", page) or _A4
            self._write(
                self.last, Thing(b"<</Type/Page/Parent %d 0 R/MediaBox%b/Resources<<>>>>" % (_PAGES, box), None)
            )

    def close(self, title: str) -> None:
        kids = b" ".join(b"%d 0 R" % kid for kid in self.kids)
        more = b"".join(b"/%b %b" % each for each in (self.archive or {}).items())
        self._write(_PAGES, Thing(b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(self.kids), kids), None))
        self._write(_CATALOG, Thing(b"<</Type/Catalog/Pages %d 0 R/Lang(zh-CN)%b>>" % (_PAGES, more), None))
        said = (b"\xfe\xff" + title.encode("utf-16-be")).hex().encode()
        self._write(_INFO, Thing(b"<</Title<%b>>>" % said, None))
        self._pack()
        self._finish(sha256(said + kids).hexdigest()[:32].encode())

    def _finish(self, mark: bytes) -> None:
        start, own = self.position, self.last + 1
        self.places[own] = 1, start, 0
        rows = b"".join(
            bytes([kind]) + second.to_bytes(6, "big") + third.to_bytes(2, "big")
            for kind, second, third in [(0, 0, 65535), *(self.places[number] for number in range(1, own + 1))]
        )
        self._put(
            _stream(own, b"/Type/XRef/W[1 6 2]/Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]"
                    % (own + 1, _CATALOG, _INFO, mark, mark), rows)
            + b"startxref\n%d\n%%%%EOF\n" % start
        )  # fmt: skip

    def _moved(self, text: bytes, file: PdfFile, numbers: dict[int, int]) -> bytes:
        """`text` with every reference pointing at its place in the new file, and its target brought there first."""
        return REFERENCE.sub(lambda match: b"%d 0 R" % self._brought(int(match[1]), file, numbers), text)

    def _brought(self, number: int, file: PdfFile, numbers: dict[int, int]) -> int:
        if number not in numbers:
            thing = file.thing(number)
            numbers[number] = self._kept_once(Thing(self._moved(thing.text, file, numbers), thing.stream))
        return numbers[number]

    def _kept_once(self, thing: Thing) -> int:
        digest = sha256(thing.text + b"\0" + (thing.stream or b"")).digest()
        if digest not in self.known:
            self.last += 1
            self.known[digest] = self.last
            self._write(self.last, thing)
        return self.known[digest]

    def _write(self, number: int, thing: Thing) -> None:
        if thing.stream is None:
            self.packed.append((number, thing.text))
            if len(self.packed) == _PACK:
                self._pack()
            return
        self.places[number] = 1, self.position, 0
        self._put(b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (number, thing.text, thing.stream))

    def _pack(self) -> None:
        """Write the objects that waited into one object stream."""
        if not self.packed:
            return
        self.last += 1
        heads, bodies, at = [], [], 0
        for place, (number, text) in enumerate(self.packed):
            self.places[number] = 2, self.last, place
            heads.append(b"%d %d" % (number, at))
            bodies.append(text)
            at += len(text) + 1
        head = b" ".join(heads) + b" "
        self.places[self.last] = 1, self.position, 0
        extra = b"/Type/ObjStm/N %d/First %d" % (len(bodies), len(head))
        self._put(_stream(self.last, extra, head + b" ".join(bodies)))
        self.packed = []

    def _put(self, content: bytes) -> None:
        self.out.write(content)
        self.position += len(content)


def _stream(number: int, extra: bytes, data: bytes) -> bytes:
    packed = zlib.compress(data, 9)
    head = b"<<%b/Filter/FlateDecode/Length %d>>" % (extra, len(packed))
    return b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (number, head, packed)
