"""Kinds and states of wordings: pure values."""

from __future__ import annotations

from portal.foundation.choices import Choice


class WordingKind(Choice):
    """Whose text it is; the keys are those of the profile's `texts`."""

    LETTER = "letter", "致群众一封信"
    CARD = "card", "服务联系卡"
    BADGE = "badge", "工作牌"
    LEAFLET = "leaflet", "明白纸"
    BOARD = "board", "公示牌"
    HANDBOOK = "handbook", "工作手册"
    GRID_MAP = "grid_map", "网格图"


class WordingState(Choice):
    """A draft may change; what was approved never does, and retires when a newer version is approved."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待审批"
    APPROVED = "approved", "已批准"
    RETURNED = "returned", "已退回"
    RETIRED = "retired", "已停用"


EDITABLE = (WordingState.DRAFT, WordingState.RETURNED)
OPEN = (*EDITABLE, WordingState.SUBMITTED)
"""A version that is still being written or judged; of one kind and grid there is at most one."""

MOST_SAMPLES = 10
"""So many copies of a text that nobody approved may be printed, each marked as a sample: enough to pass round a meeting table."""

_AREA = ("town", "village", "centre", "centre_phone", "hotline")
_GRID = ("town", "village", "grid", "member", "phone", "centre", "centre_phone", "hotline")

PLACES: dict[WordingKind, tuple[str, ...]] = {
    WordingKind.LETTER: (*_GRID, "head", "address"), WordingKind.CARD: _GRID, WordingKind.BADGE: _AREA, WordingKind.LEAFLET: _AREA,
    WordingKind.BOARD: _GRID, WordingKind.HANDBOOK: _AREA, WordingKind.GRID_MAP: ("town", "village", "grid", "centre", "centre_phone", "hotline"),
}  # fmt: skip
"""The placeholders that something stands for on each kind of paper; a card is for everybody in the grid, so it names no household."""

SAMPLED: dict[WordingKind, str] = {
    WordingKind.LETTER: "household", WordingKind.CARD: "household", WordingKind.BADGE: "member", WordingKind.LEAFLET: "grid",
    WordingKind.BOARD: "grid", WordingKind.HANDBOOK: "grid", WordingKind.GRID_MAP: "grid",
}  # fmt: skip
"""Of which table a sample of each kind takes its data."""
