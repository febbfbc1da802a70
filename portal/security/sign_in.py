"""Rules of signing in, after what assessors of 等保 level 2 and 3 look for: pure decisions on plain values."""

from __future__ import annotations

import datetime as dt
import re

LOCK_AFTER = 5
LOCK_MINUTES = 30
IDLE_MINUTES = 30
MIN_LENGTH = 8
_CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]")


def is_locked(failures: int | None, last_failure: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether five failures in a row, the last less than 30 minutes ago, lock the account."""
    if (failures or 0) < LOCK_AFTER or last_failure is None:
        return False
    return now - last_failure < dt.timedelta(minutes=LOCK_MINUTES)


def password_problem(password: str) -> str | None:
    """What is wrong with a new password, or nothing: at least 8 characters of 3 of 4 classes."""
    if len(password) < MIN_LENGTH:
        return f"密码至少 {MIN_LENGTH} 位"
    if sum(bool(re.search(pattern, password)) for pattern in _CLASSES) < 3:
        return "密码须含小写字母、大写字母、数字、符号中的三种"
    return None


def is_idle(last_seen: dt.datetime, now: dt.datetime) -> bool:
    """Whether a session has been idle too long."""
    return now - last_seen > dt.timedelta(minutes=IDLE_MINUTES)
