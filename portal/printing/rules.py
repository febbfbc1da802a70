"""Kinds and states of printing: pure values and decisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portal.foundation.choices import Choice


class PrintKind(Choice):
    """What is printed."""

    LETTERS = "letters", "致群众一封信"
    CARDS = "cards", "服务联系卡"
    ASSESSMENTS = "assessments", "考核表"
    BADGES = "badges", "工作牌"
    LEAFLETS = "leaflets", "明白纸"
    BOARDS = "boards", "网格公示牌"
    HANDBOOKS = "handbooks", "工作手册"
    MAPS = "maps", "网格图"
    MAILING = "mailing", "签收表"
    TABLES = "tables", "统计报表"
    REPORTS = "reports", "考核报告"


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

LEASE_SECONDS = 120
"""How long a chunk belongs to the process that claimed it, unless renewed."""

CARDS_A_SHEET = 10
CARD_DUTIES = 4
"""How many duties a card of 90 × 54 mm holds in its usual type; more are set smaller."""

ORDER_ABOVE = 5000
"""A larger order for several villages makes a file a village."""

REASON_LENGTH = 200
"""How long the reason for printing something again may be."""

ORPHAN_HOURS = 24
"""Files that no row names are removed when they are older: until then a job may still be about to name them."""

ITEM_BYTES, SPARE_BYTES = 4 * 1024, 50 * 1024**2
"""What a letter takes on disk, in its part and in the whole file, and what must be left besides."""

OPEN_BATCH = (BatchState.WAITING, BatchState.RUNNING)
"""A batch whose chunks may still be printed."""


def chunk_size(kind: str, letters: int) -> int:
    """How many items one job renders; cards fill whole sheets, so that only the last sheet of a batch is partial."""
    return -(-letters // CARDS_A_SHEET) * CARDS_A_SHEET if kind == PrintKind.CARDS else letters


def split(subjects: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """The subjects in runs of at most `size`, in their order."""
    return (subjects[start : start + size] for start in range(0, len(subjects), size))


def room_problem(items: int, each: int, free: int) -> str | None:
    """What to say when the disk with `free` bytes left has clearly no room for so many items of `each` bytes."""
    needed = items * each + SPARE_BYTES
    if free >= needed:
        return None
    return f"服务器磁盘空间不足：印 {items} 份约需 {_mb(needed)} MB，只剩 {_mb(free)} MB。请联系系统管理员清理后再印"


def reason_problem(again: int, reason: str | None) -> str | None:
    """What is wrong with the reason given for an order of which `again` were printed this year already."""
    if again and not (reason or "").strip():
        return f"其中 {again} 份今年已印过，请写明再印的原因"
    if reason and len(reason) > REASON_LENGTH:
        return f"再印的原因最多 {REASON_LENGTH} 个字，现为 {len(reason)} 个字"
    return None


def _mb(size: int) -> int:
    return size // 1024**2


def whole_percent(done: int, of: int) -> int | None:
    """Percent rounded down; 100 only of what is all done, never 0 of what was begun, None of nothing."""
    return max(100 * done // of, min(done, 1)) if of else None


def common_grid(paths: Sequence[str]) -> int | None:
    """The id of the lowest grid above or at all of these paths (`/1/12/57/`); None when they share none."""
    shared: int | None = None
    for steps in zip(*(path.strip("/").split("/") for path in paths), strict=False):
        if len(set(steps)) > 1:
            break
        shared = int(steps[0])
    return shared


def spaced_phone(phone: str) -> str:
    """A mobile number in groups of 3, 4 and 4 digits, as people read it aloud; others as they are."""
    return (
        f"{phone[:3]} {phone[3:7]} {phone[7:]}" if len(phone) == 11 and phone.isdecimal() and phone[0] == "1" else phone
    )


def period_text(period: str) -> str:
    """`2025` -> 2025年度, `2025Q3` -> 2025年第3季度."""
    year, _, quarter = period.partition("Q")
    return f"{year}年第{quarter}季度" if quarter else f"{year}年度"


def sheet_title(town: str, scheme: str) -> str:
    """The heading of an assessment sheet: the scheme's name as the name of its form."""
    for ending in ("办法", "方案", "细则", "表"):
        scheme = scheme.removesuffix(ending)
    return f"{town}{scheme}表"


def paper_title(area: str, label: str) -> str:
    """How an order of paper for an area is called; 网格 is said once: 西村第一网格公示牌."""
    return area + (label.removeprefix("网格") if area.endswith("网格") else label)


def short_name(full_name: str) -> str:
    """How an order calls a grid: `镇/村/村第一网格` -> 村第一网格; the town itself by its name."""
    names = full_name.split("/")
    shown = names[0] if len(names) == 1 else names[1]
    for name in names[2:]:
        shown += name.removeprefix(names[1])
    return shown
