"""Where files of jobs lie: a local folder, or any store fsspec knows. A name either holds a whole file or nothing.

Names are relative (`12/3-<token>.pdf`); the token makes each writer's name its own, so that a late one cannot overwrite.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

import fsspec
from fsspec.implementations.local import LocalFileSystem

from portal.foundation.clock import CHINA


class Stored(NamedTuple):
    """A file that has been written."""

    name: str
    sha256: str


class _Hashing:
    """A file to write to that knows the hash of what was written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def write(self, content: bytes) -> int:
        self.digest.update(content)
        return self._file.write(content)


class Store:
    """`url`: a folder on this machine, or an fsspec address such as `s3://bucket/prefix`."""

    def __init__(self, url: str) -> None:
        self._fs, self._root = fsspec.core.url_to_fs(url)
        self._local = isinstance(self._fs, LocalFileSystem)

    def put(self, name: str, fill: Callable[[Any], object]) -> Stored:
        """Write what `fill(file)` writes under this name, durably and at once."""
        if not self._local:  # a remote object appears when it is closed, whole or not at all
            with self._fs.open(self._path(name), "wb") as file:
                writer = _Hashing(file)
                fill(writer)
            return Stored(name, writer.digest.hexdigest())
        final = Path(self._path(name))
        final.parent.mkdir(parents=True, exist_ok=True)
        partial = final.with_name(f".tmp-{final.name}")
        try:
            digest = _write_durably(partial, fill)
            partial.rename(final)
        finally:
            partial.unlink(missing_ok=True)
        _sync_folder(final.parent)
        return Stored(name, digest)

    def free(self) -> int | None:
        """Bytes left on the local disk; None for a remote store, which is not asked."""
        if not self._local:
            return None
        folder = Path(self._root)
        return shutil.disk_usage(next(one for one in (folder, *folder.parents) if one.exists())).free

    def read(self, name: str) -> bytes:
        """All of a file. Raises `FileNotFoundError`."""
        content: bytes = self._fs.cat_file(self._path(name))
        return content

    def open(self, name: str) -> IO[bytes]:
        """A file to read from. Raises `FileNotFoundError`."""
        file: IO[bytes] = self._fs.open(self._path(name), "rb")
        return file

    def size(self, name: str) -> int:
        """Bytes. Raises `FileNotFoundError`."""
        return int(self._fs.size(self._path(name)))

    def exists(self, name: str) -> bool:
        """Whether the file lies there."""
        return bool(self._fs.exists(self._path(name)))

    def files(self) -> Iterator[tuple[str, dt.datetime]]:
        """Every file with the time of its last change, as the database keeps times."""
        if not self._fs.exists(self._root):
            return
        for path, told in self._fs.find(self._root, detail=True).items():
            changed = told.get("mtime") or told.get("LastModified") or told.get("last_modified")
            if isinstance(changed, int | float):
                changed = dt.datetime.fromtimestamp(changed, CHINA)
            if isinstance(changed, dt.datetime):
                yield path[len(self._root) + 1 :], changed.astimezone(CHINA).replace(tzinfo=None)

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        if self._fs.exists(self._path(name)):
            self._fs.rm_file(self._path(name))

    def remove_folder(self, name: str) -> None:
        """Remove a folder and all in it, if it is there."""
        if self._fs.exists(self._path(name)):
            self._fs.rm(self._path(name), recursive=True)

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"


def _write_durably(path: Path, fill: Callable[[Any], object]) -> str:
    with path.open("wb") as file:
        writer = _Hashing(file)
        fill(writer)
        file.flush()
        os.fsync(file.fileno())
    return writer.digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
