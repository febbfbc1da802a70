"""What is handed over and how: pure values."""

from __future__ import annotations

from portal.foundation.choices import Choice


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
