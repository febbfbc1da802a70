"""How assessments are called on screens and on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from portal.assessments.rules import AssessmentState, period_name


def period_text(period: str) -> str:
    """A period as paper writes it: 2025年第3季度."""
    return period_name(period).replace(" ", "")


def day_text(day: dt.date | None) -> str:
    """A day as paper writes it; none as an empty string."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def sheet_title(town: str, scheme: str) -> str:
    """The heading of an assessment sheet: the scheme's name as the name of its form."""
    for ending in ("办法", "方案", "细则", "表"):
        scheme = scheme.removesuffix(ending)
    return f"{town}{scheme}表"


def load_text(load: Mapping[str, Any] | None) -> str:
    """The load of the grids and the rule it is weighed by, in words; nothing where it was not weighed."""
    if not load:
        return ""
    told = f"{load['households']}户、{load['residents']}人，重点人员{load['key_persons']}人"
    weighed = f"工作量{float(load['points']):g}，全体中位数{float(load['median']):g}，系数{float(load['factor']):.4f}"
    return f"{told}；{weighed}。{load['rule']}"


def coverage_text(scores: Sequence[Mapping[str, Any]]) -> str:
    """How many indicators a total rests on, in words; nothing where it rests on all of them.

    `scores`: of every indicator its `score` (None without data), its `weight`, and whether it is yet to come (`waiting`). The weights
    of those that have a score are scaled up to 100 (`rules.total_of`).
    """
    waiting = sum(bool(each.get("waiting")) for each in scores)
    kept = [Decimal(each["weight"]) for each in scores if each["score"] is not None]
    without = len(scores) - len(kept) - waiting
    if not without and not waiting:
        return ""
    parts = [f"{without} 项无数据"] * bool(without) + [f"{waiting} 项尚未计分"] * bool(waiting)
    if not kept:
        return f"{len(scores)} 项中 {'、'.join(parts)}，没有总分"
    share = sum(kept) / sum(Decimal(each["weight"]) for each in scores) * 100
    how = "总分暂按" if waiting else "总分按"
    return f"{len(scores)} 项中 {'、'.join(parts)}，{how}其余 {len(kept)} 项（权重 {share:.0f}%）折算"


def standing_text(state: str, assessed_on: str | None) -> str:
    """Whether the sheet can still change. `assessed_on`: ISO text."""
    if state == AssessmentState.FINAL:
        final = dt.date.fromisoformat(assessed_on) if assessed_on else None
        return f"本表已于{day_text(final)}定稿，内容不再变动。" if final else "本表已定稿，内容不再变动。"
    return "本表已反馈本人，尚未定稿。" if state == AssessmentState.TOLD else "本表为草稿，尚未反馈本人。"
