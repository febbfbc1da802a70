"""Fields sealed at rest: AES-256-GCM, and a keyed blind index to find and to compare them.

A sealed value reads `v1.<base64 of nonce and ciphertext>`; the table and column are bound in as associated data, so a value
cannot be moved to another column. The database refuses any value without the prefix, so nothing unsealed can be written.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app
from sqlalchemy import String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

PREFIX = "v1."


def seal(text: str, place: str, key: bytes) -> str:
    """Seal `text` for the column named by `place` ("table.column"); key: 32 bytes."""
    nonce = os.urandom(12)
    return PREFIX + base64.urlsafe_b64encode(nonce + AESGCM(key).encrypt(nonce, text.encode(), place.encode())).decode()


def unseal(sealed: str, place: str, key: bytes) -> str:
    """The text again. Raises ValueError when the key is another one or the value was moved or changed."""
    raw = base64.urlsafe_b64decode(sealed.removeprefix(PREFIX))
    try:
        return AESGCM(key).decrypt(raw[:12], raw[12:], place.encode()).decode()
    except InvalidTag as error:
        raise ValueError(f"cannot unseal {place}: wrong DATA_KEY or altered value") from error


def blind_index(text: str, place: str, key: bytes) -> str:
    """A keyed hash (hex, 32 characters) that is equal for equal texts of one column and tells nothing without the key."""
    return hmac.new(key, f"{place}|{text}".encode(), hashlib.sha256).hexdigest()[:32]


def data_key() -> bytes:
    """The key of the running portal."""
    key: bytes = current_app.config["PORTAL"].data_key
    return key


class Sealed(TypeDecorator[str]):
    """A text column sealed at rest. `check` refuses bad values before anything is sealed."""

    cache_ok = True
    impl = String

    def __init__(self, place: str, check: Callable[[str], None] | None = None) -> None:
        super().__init__(255)
        self.place = place
        self.check = check

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Check, then seal; empty text is stored as nothing."""
        if not value:
            return None
        if self.check:
            self.check(value)
        return seal(value, self.place, data_key())

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Unseal."""
        return None if value is None else unseal(value, self.place, data_key())


def masked(text: str | None, head: int = 4, tail: int = 2) -> str:
    """All but the first and last characters as stars; nothing as an empty string."""
    if not text:
        return ""
    if len(text) <= head + tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]
