"""Which paper may be ordered on the page for new paper, what still lacks its text, and where the rest is printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.plans.current import profile_or_none
from portal.printing.rules import PrintKind
from portal.printing.worded import WORDINGS
from portal.wordings.content import BUILT_IN
from portal.wordings.models import Wording
from portal.wordings.rules import OPEN, WordingState

OFFERED: Mapping[PrintKind, str] = {
    PrintKind.LETTERS: "每户一封，A4，折好装左窗信封",
    PrintKind.CARDS: "每户一张，90×54 毫米，一张 A4 十张，带裁切线",
    PrintKind.BADGES: "区域内任职和走访的人每人一个，带照片和编号",
    PrintKind.LEAFLETS: "每村一份，A4，印本村联系人",
    PrintKind.BOARDS: "每个网格一块，A3，人员、职责和服务事项，可带位置小图",
    PrintKind.HANDBOOKS: "一本，A4 对折成 A5，带目录和通讯录",
    PrintKind.MAPS: "A4 到 A0，边界、住户、单位和走访进度",
}
"""What may be ordered for an area, and what one gets."""


class Elsewhere(NamedTuple):
    """A kind that is ordered on another screen: how, that screen's address, and what one must be allowed to do there."""

    kind: PrintKind
    said: str
    endpoint: str
    verb: tuple[str, str]


ELSEWHERE = (
    Elsewhere(PrintKind.ASSESSMENTS, "在“考核”列表中勾选，点“印考核表”", "AssessmentView.list", ("print_sheets", "AssessmentView")),
    Elsewhere(PrintKind.REPORTS, "在“考核汇总”中选好考核期，点“印考核报告”", "ResultView.index", ("can_use", "ResultView")),
    Elsewhere(PrintKind.TABLES, "在“统计报表”中打开一张表，点“下载 PDF”；方案只要 Excel 的表，下载 Excel 后打印", "TableView.index", ("can_use", "TableView")),
    Elsewhere(PrintKind.MAILING, "打开一批信或联系卡，点“印签收表”", "PrintView.list", ("can_use", "PrintView")),
)  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """A kind that may be ordered for an area, in words; whether there is a text for it, and the version that is being written."""

    kind: PrintKind
    said: str
    written: bool
    opened: Wording | None = None

    @property
    def wording(self) -> str:
        """The kind of its text."""
        return WORDINGS[self.kind].value


def offers(session: Session) -> list[Offer]:
    """All of them; one is written when the plan or the portal has a text for it, or the town or one of its villages an approved one."""
    states = (WordingState.APPROVED, *OPEN)
    statement = select(Wording).where(Wording.state.in_(states)).order_by(Wording.grid_id.desc())
    found = {(one.kind, one.state == WordingState.APPROVED): one for one in session.scalars(statement)}
    planned = _planned(session)
    return [
        Offer(
            kind,
            said,
            WORDINGS[kind] in BUILT_IN | planned or (WORDINGS[kind], True) in found,
            found.get((WORDINGS[kind], False)),
        )
        for kind, said in OFFERED.items()
    ]


def _planned(session: Session) -> set[str]:
    plan = profile_or_none(session)
    texts = () if plan is None else (plan.texts, *(each.texts for each in plan.texts_by_area))
    return {kind for kind in WORDINGS.values() if any(getattr(each, kind) is not None for each in texts)}
