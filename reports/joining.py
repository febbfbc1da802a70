"""Chunk PDFs joined into one file, a chunk at a time: memory holds one chunk, whatever the length of the whole."""

from collections.abc import Iterable
from hashlib import sha256
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import IO

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from reports.errors import ReportError

Source = bytes | str | PathLike[str]

_CATALOG, _PAGES, _INFO = 1, 2, 3
_DROPPED = ("/Parent", "/Annots")


def merge(pdfs: Iterable[Source], out: str | PathLike[str] | IO[bytes], *, title: str = "") -> int:
    """Join the PDFs in order into `out` (path or binary file) and return the number of pages.

    Streams are copied as they are; equal ones (images, fonts cut to the same characters) are kept once.
    Links, outlines and named places are dropped. Raises ReportError for a file that is not a PDF or when there is none.
    """
    if isinstance(out, str | PathLike):
        with Path(out).open("wb") as file:
            return merge(pdfs, file, title=title)
    joint = _Joint(out)
    for number, source in enumerate(pdfs, 1):
        try:
            joint.add(PdfReader(BytesIO(source) if isinstance(source, bytes) else Path(source)))
        except (PyPdfError, OSError) as error:
            raise ReportError(f"第{number}个文件不是可用的 PDF，无法合并。") from error
    if not joint.kids:
        raise ReportError("没有可合并的文件。")
    joint.close(title)
    return len(joint.kids)


class _Joint:
    """Writes objects as they come and remembers only where each lies."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out = out
        self.position = 0
        self.offsets: dict[int, int] = {}
        self.known: dict[bytes, int] = {}
        self.kids = ArrayObject()
        self.last = _INFO
        self._put(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def add(self, reader: PdfReader) -> None:
        numbers: dict[int, int] = {}
        for page in reader.pages:
            kept = DictionaryObject({key: value for key, value in page.items() if key not in _DROPPED})
            self._renumber(kept, reader, numbers)
            kept[NameObject("/Parent")] = _reference(_PAGES)
            self.last += 1
            self._write(self.last, _bytes(kept))
            self.kids.append(_reference(self.last))

    def close(self, title: str) -> None:
        name = NameObject
        pages = {name("/Type"): name("/Pages"), name("/Count"): NumberObject(len(self.kids)), name("/Kids"): self.kids}
        catalog = {
            name("/Type"): name("/Catalog"),
            name("/Pages"): _reference(_PAGES),
            name("/Lang"): TextStringObject("zh-CN"),
        }
        self._write(_PAGES, _bytes(DictionaryObject(pages)))
        self._write(_CATALOG, _bytes(DictionaryObject(catalog)))
        self._write(_INFO, _bytes(DictionaryObject({name("/Title"): TextStringObject(title)})))
        self._finish()

    def _finish(self) -> None:
        start, size = self.position, self.last + 1
        lines = [b"xref\n0 %d\n0000000000 65535 f \n" % size]
        lines += [b"%010d 00000 n \n" % self.offsets[number] for number in range(1, size)]
        lines.append(b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\n" % (size, _CATALOG, _INFO))
        self._put(b"".join(lines) + b"startxref\n%d\n%%%%EOF\n" % start)

    def _renumber(self, value: PdfObject | None, reader: PdfReader, numbers: dict[int, int]) -> None:
        """Point every reference inside `value` at its place in the new file, bringing its target there first."""
        items = value.items() if isinstance(value, DictionaryObject) else ()
        places = enumerate(value) if isinstance(value, ArrayObject) else list(items)
        for key, inner in places:
            if isinstance(inner, IndirectObject):
                value[key] = _reference(self._brought(inner, reader, numbers))  # type: ignore[index]
            else:
                self._renumber(inner, reader, numbers)

    def _brought(self, reference: IndirectObject, reader: PdfReader, numbers: dict[int, int]) -> int:
        if reference.idnum not in numbers:
            target = reader.get_object(reference)
            self._renumber(target, reader, numbers)
            numbers[reference.idnum] = self._kept_once(_bytes(target or NullObject()))
        return numbers[reference.idnum]

    def _kept_once(self, content: bytes) -> int:
        digest = sha256(content).digest()
        if digest not in self.known:
            self.last += 1
            self.known[digest] = self.last
            self._write(self.last, content)
        return self.known[digest]

    def _write(self, number: int, content: bytes) -> None:
        self.offsets[number] = self.position
        self._put(b"%d 0 obj\n%b\nendobj\n" % (number, content))

    def _put(self, content: bytes) -> None:
        self.out.write(content)
        self.position += len(content)


def _reference(number: int) -> IndirectObject:
    return IndirectObject(number, 0, None)


def _bytes(value: PdfObject) -> bytes:
    out = BytesIO()
    value.write_to_stream(out)
    return out.getvalue()
