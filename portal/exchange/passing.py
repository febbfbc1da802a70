"""Where plain content lies while a process works on it: in its own folder below the instance, gone with it.

A folder is locked by its process; whoever finds one that nobody locks any more may remove it, for its process was killed.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from flask import current_app


@contextmanager
def nameless() -> Iterator[IO[bytes]]:
    """A file without a name: it ends with the process, however that ends. Read it again by `path_of`."""
    with tempfile.TemporaryFile(dir=_root()) as file:
        yield file


def path_of(file: IO[bytes]) -> Path:
    """A path under which this process alone can open a nameless file."""
    file.flush()
    return Path(f"/proc/self/fd/{file.fileno()}")


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that only this process's user can enter, for programs that will have names; removed afterwards."""
    with _locked(_root(), fcntl.LOCK_SH):  # a sweep waits until the new folder is locked
        path = Path(tempfile.mkdtemp(dir=_root()))
        handle = os.open(path, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(handle)


def sweep() -> int:
    """Remove what killed processes left; how many folders."""
    root, swept = _root(), 0
    with _locked(root, fcntl.LOCK_EX):
        for path in root.iterdir():
            try:
                with _locked(path, fcntl.LOCK_EX | fcntl.LOCK_NB):
                    shutil.rmtree(path, ignore_errors=True)
                    swept += 1
            except (BlockingIOError, FileNotFoundError):
                continue  # its process is at work, or has just removed it
    return swept


@contextmanager
def _locked(path: Path, how: int) -> Iterator[None]:
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, how)
        yield
    finally:
        os.close(handle)


def _root() -> Path:
    """Below the instance; without a portal, as in a program that only writes templates, below the machine's own."""
    above = current_app.config["PORTAL"].instance if current_app else Path(tempfile.gettempdir())
    root: Path = above / "passing"
    root.mkdir(mode=0o700, exist_ok=True)
    return root
