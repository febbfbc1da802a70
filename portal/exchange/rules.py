"""States of an import and what may follow on them: pure values and decisions."""

from __future__ import annotations

from portal.foundation.choices import Choice


class RunState(Choice):
    """Where an import stands. A file is checked first; nothing is written before a person says so."""

    CHECKING = "checking", "检查中"
    CHECKED = "checked", "待确认"
    IMPORTING = "importing", "导入中"
    DONE = "done", "已导入"
    UNDOING = "undoing", "撤销中"
    UNDONE = "undone", "已撤销"
    REFUSED = "refused", "未接受"
    FAILED = "failed", "出错"


class Change(Choice):
    """What an import made of a record."""

    NEW = "new", "新增"
    CHANGED = "changed", "修改"


class Mark(Choice):
    """What a finding is: an error keeps its row out, a warning does not; what an undo left alone is named too."""

    ERROR = "error", "错误"
    WARNING = "warning", "提醒"
    LEFT = "left", "未撤销"


WORKING = (RunState.CHECKING, RunState.IMPORTING, RunState.UNDOING)
"""A process is at it, or should be."""

UNDOABLE = (RunState.DONE, RunState.FAILED)
"""What may be taken back: a failed one because its rows went in batch by batch."""

MAX_ATTEMPTS = 5
LEASE_SECONDS = 120
SHOWN_FINDINGS = 500
"""How many findings a run keeps for its page; the workbook of problems holds all."""

BATCH_ROWS = 1000
"""Rows that are planned and stored at a time, each time in one transaction."""

KEPT_DAYS = 30
"""How long uploads that wait for a person and workbooks of problems are kept."""

MAX_UPLOAD = 64 * 1024 * 1024
