"""Rules of signing in, after what assessors of 等保 level 2 and 3 look for: pure decisions on plain values."""

from __future__ import annotations

import datetime as dt
import re

LOCK_AFTER = 5
LOCK_MINUTES = 30
IDLE_MINUTES = 30
PASSWORD_DAYS = 90
MIN_LENGTH = 8
MAX_LENGTH = 128
_CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]")
_USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9._-]{2,31}")


def is_locked(locked_until: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether the account is locked at this moment."""
    return locked_until is not None and now < locked_until


def failures_after(failures: int, last_failure: dt.datetime | None, now: dt.datetime) -> int:
    """How many failures in a row this one makes; those older than 30 minutes are forgotten."""
    recent = last_failure is not None and now - last_failure < dt.timedelta(minutes=LOCK_MINUTES)
    return failures + 1 if recent else 1


def locked_until(failures: int, now: dt.datetime) -> dt.datetime | None:
    """Until when this many failures lock the account: the fifth for 30 minutes."""
    return now + dt.timedelta(minutes=LOCK_MINUTES) if failures >= LOCK_AFTER else None


def username_problem(username: str) -> str | None:
    """What is wrong with a user name, or nothing."""
    if not _USERNAME.fullmatch(username):
        return "用户名须为 3 到 32 位，以字母开头，只含字母、数字、点、下划线和连字符"
    return None


def password_problem(password: str, username: str = "") -> str | None:
    """What is wrong with a new password, or nothing: 8 to 128 characters of 3 of 4 classes, without the user name."""
    if len(password) < MIN_LENGTH:
        return f"密码至少 {MIN_LENGTH} 位"
    if len(password) > MAX_LENGTH:
        return f"密码最多 {MAX_LENGTH} 位"
    if sum(bool(re.search(pattern, password)) for pattern in _CLASSES) < 3:
        return "密码须含小写字母、大写字母、数字、符号中的三种"
    if username and username.lower() in password.lower():
        return "密码不能包含用户名"
    return None


def is_expired(changed_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether a password is older than 90 days."""
    return now - changed_at > dt.timedelta(days=PASSWORD_DAYS)


def is_idle(last_seen: dt.datetime, now: dt.datetime) -> bool:
    """Whether a session has been idle too long."""
    return now - last_seen > dt.timedelta(minutes=IDLE_MINUTES)
