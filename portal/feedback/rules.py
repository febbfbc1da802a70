"""What residents may do from the code on their paper: limits, receipt numbers, progress in plain words. Pure decisions."""

from __future__ import annotations

import datetime as dt
import secrets

CHARACTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of receipt numbers: 32, none that is easily taken for another."""
_BODY = 7

PER_CODE_A_DAY = 5
OPEN_PER_CODE = 10
PER_ADDRESS_AN_HOUR = 30
"""Generous: the phones of a whole town may share the address of their network."""
PER_GRID_A_DAY = 60
GUESSES = "60 per hour"
"""How often one network address may ask for codes and receipts that do not exist."""

SHORTEST, LONGEST = 4, 1000
"""Characters of what is told."""
REMARK_LONGEST = 200
MOST_PHOTOS, PHOTO_BYTES, PHOTO_WITHIN = 3, 8 * 1024**2, (1600, 1600)
LEAST_SECONDS = 3
"""A person needs longer to fill in the page; who is faster is a program."""
REOPEN_DAYS = 30
"""How long after closing a resident may still say that it does not help."""

RECEIVED, WORKING, ANSWERED, CLOSED = "已收到", "正在办理", "已答复", "已办结"
_WORDS = {"new": RECEIVED, "working": WORKING, "paused": WORKING, "answered": ANSWERED, "closed": CLOSED}
HEADINGS = {
    RECEIVED: "已经收到，谢谢您", WORKING: "您说的事正在办", ANSWERED: "您说的事有答复了", CLOSED: "您说的事有结果了",
}  # fmt: skip
"""The page of a receipt begins so. Closed is not solved: what came of it stands in the answer."""


def progress_word(stage: str) -> str:
    """How far an issue is, by what its state amounts to."""
    return _WORDS[stage]


def new_token() -> str:
    """A word of 128 random bits that fits into an address."""
    return secrets.token_urlsafe(16)


def new_receipt() -> str:
    """A receipt number: seven random characters and one that checks them."""
    body = "".join(secrets.choice(CHARACTERS) for _ in range(_BODY))
    return body + _check_character(body)


def receipt_of(text: str) -> str | None:
    """The receipt number a person typed, in whatever case and with whatever dashes; None when it cannot be one.

    One wrong character and, but for 2 with Z, any two neighbours exchanged are found out.
    """
    typed = "".join(each for each in text.upper() if each.isalnum())
    if len(typed) != _BODY + 1 or set(typed) - set(CHARACTERS):
        return None
    return typed if _check_character(typed[:-1]) == typed[-1] else None


def shown_receipt(receipt: str) -> str:
    """As people read it aloud: `ABCD-EFGH`."""
    return f"{receipt[:4]}-{receipt[4:]}"


def _check_character(body: str) -> str:
    """By the Luhn algorithm modulo 32 (ISO/IEC 7812-1, annex B, on 32 characters)."""
    total, size = 0, len(CHARACTERS)
    for place, character in enumerate(reversed(body)):
        value = CHARACTERS.index(character) * (2 if place % 2 == 0 else 1)
        total += value // size + value % size
    return CHARACTERS[-total % size]


def text_problem(text: str) -> str | None:
    """What is wrong with what is told, or nothing."""
    if len(text) < SHORTEST:
        return "请把事情写清楚一些，比如在哪里、怎么回事"
    return f"最多写 {LONGEST} 个字，请缩短" if len(text) > LONGEST else None


def may_rate(stage: str, handled_at: dt.datetime | None, rated_at: dt.datetime | None, closed_at: dt.datetime | None,
             now: dt.datetime) -> bool:  # fmt: skip
    """Whether a resident may say now how good the last answer is: once for each answer, and not long after closing."""
    if stage not in ("answered", "closed") or handled_at is None:
        return False
    if rated_at is not None and rated_at >= handled_at:
        return False
    return stage == "answered" or (closed_at is not None and now - closed_at <= dt.timedelta(days=REOPEN_DAYS))
