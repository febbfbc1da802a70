"""What a page for residents carries hidden: a number of its own and when it was opened, signed, for one code only."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer

_SALT = "resident-page"


@dataclass(frozen=True)
class Stamp:
    """A page that was opened: its own number, and the time."""

    uid: str
    opened: dt.datetime


def new_stamp(secret: str, code_id: int, moment: dt.datetime) -> str:
    """The hidden text of a page opened now."""
    return _signer(secret).dumps([code_id, str(uuid.uuid4()), moment.isoformat()])


def read_stamp(secret: str, code_id: int, text: str) -> Stamp | None:
    """What a page sent back carries; None when it was not made here or for another code."""
    try:
        own, uid, opened = _signer(secret).loads(text)
    except BadSignature:
        return None
    return Stamp(uid, dt.datetime.fromisoformat(opened)) if own == code_id else None


def _signer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=_SALT)
