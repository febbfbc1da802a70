"""Kinds and states of printing: pure values and decisions."""

from __future__ import annotations

from portal.foundation.choices import Choice


class PrintKind(Choice):
    """What is printed."""

    LETTERS = "letters", "致群众一封信"
    CARDS = "cards", "服务联系卡"
    ASSESSMENTS = "assessments", "年终考核表"


class BatchState(Choice):
    """A batch is ready only when all its chunks are done; ready is for ever."""

    WAITING = "waiting", "排队中"
    RUNNING = "running", "印制中"
    READY = "ready", "已完成"
    FAILED = "failed", "未完成"
    CANCELLED = "cancelled", "已取消"


class ChunkState(Choice):
    """Where one chunk of a batch stands."""

    PENDING = "pending", "待排队"
    QUEUED = "queued", "已排队"
    RUNNING = "running", "印制中"
    DONE = "done", "已完成"
    FAILED = "failed", "出错"


MAX_ATTEMPTS = 5
"""A chunk that was begun this often and never finished is failed, with its error shown."""
