"""How a task stands and what a visit makes of it: pure decisions on plain values."""

from __future__ import annotations

import datetime as dt

from portal.foundation.choices import Choice


class CampaignState(Choice):
    """Whether a campaign runs."""

    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"


class TaskState(Choice):
    """What has come of a task. Visited, phoned, absent and refused stay separate: a rate cannot be inflated."""

    OPEN = "open", "未走访"
    VISITED = "visited", "已入户"
    PHONED = "phoned", "已电话联系"
    ABSENT = "absent", "不在家"
    REFUSED = "refused", "拒访"
    LEFT = "left", "已退出"


class Joined(Choice):
    """How a subject came into a campaign."""

    OPENING = "opening", "活动开始时"
    LATER = "later", "中途新增"
    CHOSEN = "chosen", "人工选定"


class SampleResult(Choice):
    """What checking a drawn record found."""

    CONFIRMED = "confirmed", "属实"
    DIFFERS = "differs", "与记录不符"
    UNREACHED = "unreached", "未联系上"


NOT_REACHED = (TaskState.OPEN, TaskState.ABSENT, TaskState.REFUSED)
"""Who has still to be met."""

STATE_OF_WAY = {
    "home": TaskState.VISITED, "phone": TaskState.PHONED, "absent": TaskState.ABSENT, "refused": TaskState.REFUSED,
}  # fmt: skip
"""What a visit makes of a task, by its way."""

TAKEN_OUT = "移出："
"""How the reason of a task begins that a person ended: the register does not bring it back."""

FOR_EVERYBODY = ("absent", "refused")
"""Ways that tell of the whole household; the others only of those who were met."""

RANK = {
    TaskState.OPEN: 0, TaskState.ABSENT: 1, TaskState.REFUSED: 1, TaskState.PHONED: 2, TaskState.VISITED: 3,
}  # fmt: skip
"""A task only rises: met in person over telephoned over not met over nothing yet."""


def decides(way: str, day: dt.date, visit_id: int, state: str, done_on: dt.date | None, decided_by: int | None) -> bool:
    """Whether this visit decides a task that stands so: it raises the state, or came before the visit that gave it an equal one.
    So the outcome does not depend on the order in which visits are entered."""
    new, old = RANK[STATE_OF_WAY[way]], RANK[TaskState(state)]
    if new != old or done_on is None or decided_by is None:
        return new > old
    return (day, visit_id) < (done_on, decided_by)
