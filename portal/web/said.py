"""What the small forms of a page say: texts, numbers and answers, refused in words when they read otherwise."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from flask import request

from portal.foundation.errors import Refusal
from portal.web.text import cleaned, plain

_MOST, _MOST_DIGITS = 100_000, 9


def text(name: str) -> str | None:
    """Without blanks around it; nothing for an empty one."""
    return cleaned(name, request.form.get(name))


def number(name: str, label: str) -> Decimal:
    """Raises `Refusal` for what is none."""
    try:
        value = Decimal(plain(request.form.get(name, "")).strip())
    except InvalidOperation:
        raise Refusal(f"{label}应填数字", name) from None
    if not value.is_finite() or abs(value) > _MOST:
        raise Refusal(f"{label}应填数字", name)
    return value


def whole(name: str, label: str) -> int:
    """A count; 1 where nothing was said. Raises `Refusal` for what is none."""
    said = plain(request.form.get(name, "") or "1").strip()
    if not said.isdecimal() or len(said) > _MOST_DIGITS:
        raise Refusal(f"{label}应填整数", name)
    return int(said)


def yes_or_no(name: str, asked: str) -> bool:
    """What two buttons `y` and `n` say. Raises `Refusal` with what was `asked` for anything else: silence is no decision."""
    said = request.form.get(name)
    if said not in ("y", "n"):
        raise Refusal(asked, name)
    return said == "y"
