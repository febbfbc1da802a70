"""Uploads and workbooks of problems at rest: they hold what the database seals, so they are sealed as well.

A sealed file is a row of blocks; each block's place is bound in, and the last one says that it is the last.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

from portal.exchange import passing
from portal.foundation.sealed import data_key
from portal.jobs.store import Store, Stored

BLOCK = 1024 * 1024
_NONCE, _TAG = 12, 16


def store() -> Store:
    """The store of the running portal."""
    return Store(current_app.config["PORTAL"].files_url)


def keep(name: str, source: IO[bytes]) -> Stored:
    """Seal all of `source` under this name; the hash is that of the plain content."""
    digest, key = hashlib.sha256(), AESGCM(data_key())

    def fill(target: IO[bytes]) -> None:
        number, block = 0, source.read(BLOCK)
        while True:
            following = source.read(BLOCK) if block else b""
            digest.update(block)
            nonce = os.urandom(_NONCE)
            target.write(nonce + key.encrypt(nonce, block, _place(name, number, last=not following)))
            if not following:
                return
            number, block = number + 1, following

    return Stored(store().put(name, fill).name, digest.hexdigest())


def plain(name: str) -> Iterator[bytes]:
    """The content again, block by block. Raises `FileNotFoundError`; ValueError when it was altered or the key is another."""
    key = AESGCM(data_key())
    with store().open(name) as file:
        number, block = 0, file.read(_NONCE + BLOCK + _TAG)
        while block:
            following = file.read(_NONCE + BLOCK + _TAG)
            try:
                yield key.decrypt(block[:_NONCE], block[_NONCE:], _place(name, number, last=not following))
            except InvalidTag as error:
                raise ValueError(f"cannot unseal {name}: wrong DATA_KEY or altered file") from error
            number, block = number + 1, following


@contextmanager
def opened(name: str) -> Iterator[Path]:
    """The content as a file that this process alone can open, and that ends with it."""
    with passing.nameless() as file:
        for block in plain(name):
            file.write(block)
        yield passing.path_of(file)


def _place(name: str, number: int, last: bool) -> bytes:
    return f"{name}|{number}|{'last' if last else 'more'}".encode()
