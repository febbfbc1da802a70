"""All finished files of an order in one ZIP: stored as they are, for PDFs hardly shrink, and sent while they are read."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from portal.printing.covers import cover_name, has_cover
from portal.printing.models import PrintBatch
from portal.printing.rules import BatchState
from portal.printing.store import Store

_AT_ONCE = 256 * 1024
MISSING = "000-缺失.txt"


class Packed(NamedTuple):
    """A file of the store under the name that people see. `optional`: a cover, which may not have been made."""

    stored: str
    shown: str
    optional: bool = False


def fetchable(batch: PrintBatch) -> bool:
    """Whether its file lies there: ready, and not yet expired."""
    return batch.state == BatchState.READY and bool(batch.output) and not batch.expired_at


def file_name(batch: PrintBatch, what: str = "") -> str:
    """How a file of a batch is called on a person's disk; the number of the batch keeps two of one day apart."""
    title = batch.title.replace("/", "／").replace("\\", "＼")  # in a ZIP they would make folders
    return f"{title}-{batch.created_at:%Y%m%d}-{batch.id}{'-' + what if what else ''}.pdf"


def packed(batches: Sequence[PrintBatch], cover: str) -> list[Packed]:
    """The files of the finished among these batches in their order, covers first, as a printer takes them from the folder."""
    done = [batch for batch in batches if fetchable(batch)]
    return [
        each
        for place, batch in enumerate(done, 1)
        for each in (
            *(
                [Packed(cover_name(str(batch.output)), f"{place:03}-1-{file_name(batch, cover)}", optional=True)]
                if has_cover(batch)
                else []
            ),
            Packed(str(batch.output), f"{place:03}-2-{file_name(batch)}"),
        )
    ]


def lost(store: Store, files: Sequence[Packed]) -> list[str]:
    """The names that people know of what should lie in the store and does not."""
    return [one.shown for one in files if not one.optional and not store.exists(one.stored)]


def bundle(store: Store, files: Sequence[Packed], missing: Sequence[str] = ()) -> Iterator[bytes]:
    """The ZIP in portions of at most some 256 KiB; a cover that could not be made is left out. What is missing is named in a text
    at its head; a file that goes while the ZIP is sent breaks it off, so that nobody takes it for whole."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        if missing:
            archive.writestr(
                MISSING, "\r\n".join(("以下文件在服务器上找不到，没有打包进来，请联系系统管理员：", *missing, ""))
            )
        for one in files:
            if one.shown in missing:
                continue
            try:
                source = store.open(one.stored)
            except FileNotFoundError:
                if one.optional:
                    continue
                raise
            with source, archive.open(zipfile.ZipInfo(one.shown), "w", force_zip64=True) as target:
                while content := source.read(_AT_ONCE):
                    target.write(content)
                    yield sink.taken()
    yield sink.taken()


class _Sink:
    """A file that is only written to; what was written is taken away at once."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, content: bytes, /) -> int:
        self._written += content
        return len(content)

    def flush(self) -> None:
        """Nothing lies between."""

    def close(self) -> None:
        """Nothing is held open."""

    def taken(self) -> bytes:
        content = bytes(self._written)
        self._written.clear()
        return content
