"""Ways of visiting and how satisfied people are: pure values."""

from __future__ import annotations

from portal.foundation.choices import Choice


class VisitWay(Choice):
    """How a household was reached; only the first two count as reached."""

    HOME = "home", "入户"
    PHONE = "phone", "电话"
    ABSENT = "absent", "无人在家"
    REFUSED = "refused", "拒访"


class Satisfaction(Choice):
    """What people say of the service."""

    SATISFIED = "satisfied", "满意"
    NEUTRAL = "neutral", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"


REACHED = (VisitWay.HOME, VisitWay.PHONE)
