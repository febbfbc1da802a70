"""Days on which something is said to have happened: not before the portal's records begin, and not in the future."""

from __future__ import annotations

import datetime as dt

EARLIEST = dt.date(2000, 1, 1)


def past_day_problem(label: str, day: dt.date | None, today: dt.date) -> str | None:
    """What is wrong with such a day, in a sentence that names the field, or nothing."""
    if day is None:
        return f"请填写{label}"
    if day < EARLIEST:
        return f"{label}太早，应在 {EARLIEST} 至今天（{today}）之间"
    return f"{label}不能晚于今天（{today}）" if day > today else None
