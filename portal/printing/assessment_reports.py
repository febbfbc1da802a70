"""The report on the assessments of a village or a town: words, drawings, map and tables, as they are on the page of results."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from statistics import median

from sqlalchemy.orm import Session

from portal.assessments.distribution import banded
from portal.assessments.marks import rounded
from portal.assessments.papers import centre_of
from portal.assessments.rules import days_of
from portal.assessments.wording import day_text, period_text
from portal.consequences.books import bonus_table, proposals_table, scheme_table, totals_table
from portal.consequences.overview import Overview, Row, grades_of, overview_of
from portal.foundation.clock import today
from portal.foundation.errors import BadParameter, OutOfScope, Refusal
from portal.grids.models import Grid
from portal.plans.current import profile_or_none
from portal.printing.kinds import Kind, Wish
from portal.printing.models import PrintBatch
from portal.printing.preview import NOTHING, OUTSIDE, Preview, Problem
from portal.printing.rules import PrintKind, short_name
from portal.printing.sheet_maps import counted_map, parts_of
from reports.assessment_reports import AssessmentReport, ReportPart
from reports.contexts import Band, ScoreRow, Signature, TableSheet
from reports.grid_maps import Frame
from reports.ledgers import Ledger, sheet_of
from reports.notices import Drawing

_DESIGN, _REPORT_BYTES = "assessment_report", 2 * 1024**2
_WORDS = ("网格化服务管理", "考核报告")
_NUMBERS = "一二三四五六七八九十"
_MAP = Frame(150.0, 84.0, 2.4)
_MOST_MAPPED = 60


def preview(session: Session, wish: Wish) -> Preview:
    """The report of one grid with all below it, for the option `period`. Raises `OutOfScope`, `Refusal` when there is nothing."""
    period = wish.options.get("period", "")
    if days_of(period) is None:
        raise BadParameter("请写明考核期，如 2025 或 2025Q3")
    grid = session.get(Grid, wish.grid_id) if wish.grid_id else None
    if grid is None:
        raise OutOfScope(OUTSIDE)
    found = overview_of(session, grid, period, today())
    if not found.count:
        raise Refusal(f"{NOTHING}：{grid.name}{period_text(period)}没有考核")
    open_ = [
        Problem(f"{name} {row.name}", f"{row.state}，尚未定稿")
        for name, rows in found.schemes.items()
        for row in rows
        if not row.final
    ]
    title = f"{short_name(grid.full_name)}{period_text(period)}{PrintKind.REPORTS.label}"
    return Preview(PrintKind.REPORTS, title, grid.id, (grid.id,), tuple(open_), options={"period": period})


def contexts(session: Session, batch: PrintBatch, subjects: Sequence[int]) -> Mapping[int, AssessmentReport]:
    """By grid id."""
    period, day = str((batch.options or {})["period"]), batch.created_at.date()
    grids = [grid for one in subjects if (grid := session.get(Grid, one))]
    return {grid.id: report_of(session, grid, period, day) for grid in grids}


def report_of(session: Session, grid: Grid, period: str, day: dt.date) -> AssessmentReport:
    """The report as the paper shows it; a town's has title page, contents and map."""
    found = overview_of(session, grid, period, day)
    town, about = grid.full_name.split("/")[0], short_name(grid.full_name)
    cover = _covered(session, grid)
    return AssessmentReport(
        key=f"r{grid.id}", title=f"{about}{''.join(_WORDS)}", about=about, words=_WORDS, area=grid.full_name.replace("/", ""),
        period_text=period_text(period), issuer=centre_of(session, town), date_text=day_text(day), cover=cover,
        parts=_numbered(_parts(session, found, cover)), signatures=tuple(map(Signature, ("制表人", "审核人", "负责人"))),
        standing=f"本报告所列考核还有{found.open}份没有定稿，仅供核对。" if found.open else "本报告所列考核均已定稿。",
    )  # fmt: skip


def _parts(session: Session, found: Overview, cover: bool) -> list[ReportPart]:
    parts = [ReportPart("总体情况", _summary(found), map=_map(session, found) if cover else None)]
    parts += [_scheme_part(found, name, rows) for name, rows in found.schemes.items()]
    if len(found.schemes) > 1:
        parts.append(ReportPart("结果汇总", tables=_sheets(totals_table(found))))
    consequences = _sheets(proposals_table(found), bonus_table(found))
    if consequences:
        parts.append(
            ReportPart(
                "评优、奖金和奖惩建议", ("以下为按方案算出的建议，由有权决定的人采纳后才有效。",), tables=consequences
            )
        )
    return parts


def _scheme_part(found: Overview, name: str, rows: Sequence[Row]) -> ReportPart:
    totals = [row.total for row in rows if row.total is not None and not row.waiting]
    middle = f"最低{min(totals)}　中位{rounded(Decimal(median(totals)))}　最高{max(totals)}" if totals else ""
    return ReportPart(
        name, (_sentence(name, rows),), unit="人" if rows[0].said["subject"]["kind"] == "member" else "个网格",
        grades=tuple(grades_of(rows).items()), bands=tuple(Band(each.name, each.count) for each in banded(totals)) if totals else (),
        middle=middle, averages=_averages(rows), tables=_sheets(scheme_table(found, name, tuple(rows))),
    )  # fmt: skip


def _summary(found: Overview) -> tuple[str, ...]:
    head = f"{found.area.name}{period_text(found.period)}共考核{found.count}份，涉及{len(found.schemes)}个方案。"
    tail = "表中“无数据”表示本期没有可供计分的数据，不计分，也不等于零分；各表按网格编码排列，不排名次。"
    each = [_sentence(name, rows) for name, rows in found.schemes.items()]
    return (head, *(each if len(each) > 1 else ()), tail)


def _sentence(name: str, rows: Sequence[Row]) -> str:
    unit = "人" if rows[0].said["subject"]["kind"] == "member" else "个网格"
    grades = "，".join(f"{grade}{count}{unit}" for grade, count in grades_of(rows).items()) or "都还没有评定等次"
    without = sum(not row.said["grade_name"] for row in rows)
    about = name if name.endswith("考核") else f"{name}考核"
    partly = sum(bool(row.coverage) and row.total is not None for row in rows)
    told = f"其中{partly}{unit}的总分只按一部分指标折算，见表中“计分说明”。" if partly else ""
    return f"{about}{len(rows)}{unit}：{grades}{f'；{without}{unit}未评定等次' if without and grades_of(rows) else ''}。{told}"


def _averages(rows: Sequence[Row]) -> tuple[ScoreRow, ...]:
    """The mean of each indicator over those who have a score."""
    all_: dict[str, list[ScoreRow]] = {}
    for row in rows:
        for name, score in row.scores.items():
            all_.setdefault(name, []).append(score)
    made = []
    for name, several in all_.items():
        given = [each.score for each in several if each.score is not None]
        mean = rounded(sum(given, Decimal(0)) / len(given)) if given else None
        made.append(ScoreRow(name, several[0].weight, several[0].full, mean, ""))
    return tuple(made)


def _sheets(*ledgers: Ledger) -> tuple[TableSheet, ...]:
    return tuple(sheet_of(each) for each in ledgers if each.count)


def _map(session: Session, found: Overview) -> Drawing | None:
    """The grids right below on a map, by how many were assessed in each; none without boundaries, or when they are too many for the
    page."""
    parts = parts_of(session, found.area)
    if not parts or len(parts) > _MOST_MAPPED:
        return None
    places = [row.place.path for rows in found.schemes.values() for row in rows]
    try:
        return counted_map(session, found.area, places, "考核份数", "份", _MAP)
    except Refusal:
        return None


def _covered(session: Session, grid: Grid) -> bool:
    """Whether the report has title page, contents and map: that of a town or what is above it."""
    profile = profile_or_none(session)
    return grid.parent_id is None or bool(profile and grid.level.rank < profile.place_level("village").rank)


def _numbered(parts: Sequence[ReportPart]) -> tuple[ReportPart, ...]:
    return tuple(
        replace(part, title=f"{_NUMBERS[n] if n < len(_NUMBERS) else n + 1}、{part.title}")
        for n, part in enumerate(parts)
    )


REPORTS = Kind(_DESIGN, 1, contexts, "grid", preview, verb=("can_use", "ResultView"), item_bytes=_REPORT_BYTES)
