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
