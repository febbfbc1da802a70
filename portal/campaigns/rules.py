"""How a task stands and what a visit makes of it: pure decisions on plain values."""

from __future__ import annotations

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
