"""What is handed over and how: pure values."""

from __future__ import annotations

import datetime as dt

from portal.foundation.choices import Choice
from portal.foundation.days import past_day_problem


class Paper(Choice):
    """What is handed over; the keys are those of printing."""

    LETTERS = "letters", "致群众一封信"
    CARDS = "cards", "服务联系卡"


class DeliveryWay(Choice):
    """How it reached the household."""

    HAND = "hand", "当面交给"
    DOOR = "door", "放在家门口或信箱"
    POST = "post", "邮寄"
    PASSED_ON = "passed_on", "邻居或亲属转交"


def delivery_problem(kind: str, day: dt.date | None, way: str, today: dt.date) -> tuple[str, str] | None:
    """What is wrong with a hand-over, as a sentence and the field it is about, or nothing."""
    if kind not in list(Paper):
        return "请选择发放的是信还是联系卡", "kind"
    if way not in list(DeliveryWay):
        return "请选择送达方式", "way"
    problem = past_day_problem("送达日期", day, today)
    return (problem, "day") if problem else None


def counted_since(kind: str, today: dt.date) -> dt.date | None:
    """Since when a hand-over still counts: a card stays in the house, a letter is news of its year."""
    return dt.date(today.year, 1, 1) if kind == Paper.LETTERS else None
