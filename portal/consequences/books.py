"""The tables of an overview: totals, one table a scheme with every indicator, proposals, and the bonus."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import groupby

from portal.assessments.wording import day_text, period_text
from portal.consequences.models import Proposal
from portal.consequences.overview import Overview, Row
from portal.consequences.rules import ProposalKind, ProposalState
from reports.charts import NOT_YET
from reports.ledgers import Cell, Ledger, LedgerColumn, LedgerGroup

NO_DATA = "无数据"
_ORDER = "按网格编码排列，不排名次；“无数据”不等于零分"


def tables_of(found: Overview) -> tuple[Ledger, ...]:
    """All tables that have rows, in the order of the workbook."""
    schemes = (scheme_table(found, name, rows) for name, rows in found.schemes.items())
    made = (totals_table(found), *schemes, proposals_table(found), bonus_table(found))
    return tuple(each for each in made if each.count)


def totals_table(found: Overview) -> Ledger:
    """One line an assessment."""
    columns = (
        LedgerColumn("序号", width=5), LedgerColumn("网格", width=20), LedgerColumn("对象", width=12), LedgerColumn("岗位", width=12),
        LedgerColumn("方案", width=20), LedgerColumn("总分", width=8), LedgerColumn("等次", width=8), LedgerColumn("状态", width=10),
    )  # fmt: skip
    rows = [(row, name) for name, several in found.schemes.items() for row in several]
    rows.sort(key=lambda pair: pair[0].place.code)
    more, said = _coverage([row for row, _ in rows])
    lines = [
        (
            row.place.village,
            (row.place.inner, row.name, row.post, name, _total(row), _grade(row), row.state, *said(row)),
        )
        for row, name in rows
    ]
    return _ledger(found, "考核结果汇总表", (*columns, *more), lines, note=_ORDER)


def scheme_table(found: Overview, name: str, rows: tuple[Row, ...]) -> Ledger:
    """One line an assessment, with the score of every indicator."""
    items = list(dict.fromkeys((each.name, f"{each.full:g}") for row in rows for each in row.scores.values()))
    columns = (
        LedgerColumn("序号", width=5), LedgerColumn("网格", width=18), LedgerColumn("对象", width=10),
        *(LedgerColumn(item, f"各项得分（满分{items[0][1]}）" if len({full for _, full in items}) == 1 else "各项得分", width=8) for item, _ in items),
        LedgerColumn("总分", width=7), LedgerColumn("等次", width=8), LedgerColumn("状态", width=9),
    )  # fmt: skip
    more, said = _coverage(rows)
    lines = [
        (row.place.village, (row.place.inner, row.name, *_scores(row, [item for item, _ in items]), _total(row), _grade(row),
                             row.state, *said(row)))
        for row in rows
    ]  # fmt: skip
    notes = dict.fromkeys(str(row.said["quota"]) for row in rows if row.said.get("quota"))
    return _ledger(found, f"{name}得分表", (*columns, *more), lines, note="；".join((_ORDER, *notes)))


def proposals_table(found: Overview) -> Ledger:
    """What is proposed, by which rule, and what was decided; the bonus has a table of its own."""
    columns = (
        LedgerColumn("序号", width=5), LedgerColumn("对象", width=12), LedgerColumn("种类", width=10), LedgerColumn("建议", width=30),
        LedgerColumn("依据", width=46), LedgerColumn("状态", width=9), LedgerColumn("决定人和理由", width=24),
    )  # fmt: skip
    lines = [
        ("", (subject_of(each), ProposalKind.label_of(each.kind), each.text, rule_of(each), ProposalState.label_of(each.state),
              decision_of(each)))
        for each in found.proposals
        if each.kind != ProposalKind.BONUS
    ]  # fmt: skip
    return _ledger(found, "评优和奖惩建议表", columns, lines, note="建议由有权决定的人采纳后才有效")


def bonus_table(found: Overview) -> Ledger:
    """奖金分配表: who gets how much, to the cent, and the rule."""
    columns = (
        LedgerColumn("序号", width=5), LedgerColumn("单位", width=20), LedgerColumn("姓名", width=12), LedgerColumn("考核得分", width=10),
        LedgerColumn("金额（元）", width=14), LedgerColumn("状态", width=9), LedgerColumn("领取人签字", width=16),
    )  # fmt: skip
    shared = [each for each in found.proposals if each.kind == ProposalKind.BONUS]
    lines = [
        (each.area.name, (_home(each), subject_of(each), Decimal(each.basis["score"]), money(each), ProposalState.label_of(each.state), ""))
        for each in shared
    ]  # fmt: skip
    whole = sum((money(each) for each in shared), Decimal(0))
    totals: tuple[Cell, ...] = ("合计", "", f"{len(shared)} 人", "", whole, "", "")
    rules = "；".join(dict.fromkeys(map(_rule, shared)))
    return _ledger(found, "奖金分配表", columns, lines, totals=totals, note=rules)


def subject_of(proposal: Proposal) -> str:
    """The member or grid it is about."""
    return str(proposal.member or (proposal.grid.name if proposal.grid else ""))


def rule_of(proposal: Proposal) -> str:
    """By which rule, and how far the totals it rests on rest on data."""
    coverage = proposal.basis.get("coverage")
    return _rule(proposal) + (f"（{coverage}）" if coverage else "")


def _rule(proposal: Proposal) -> str:
    return str(proposal.basis.get("rule", ""))


def decision_of(proposal: Proposal) -> str:
    """Who decided and why; nothing while it waits."""
    return f"{proposal.decided_by}：{proposal.decision or ''}" if proposal.decided_by else ""


def money(proposal: Proposal) -> Decimal:
    """The amount in yuan, with two places."""
    return (Decimal(proposal.amount_cents or 0) / 100).quantize(Decimal("0.01"))


def _home(proposal: Proposal) -> str:
    grid = proposal.member.grid if proposal.member else proposal.grid
    return "".join(grid.full_name.split("/")[1:]) or grid.name if grid else ""


def _scores(row: Row, names: Iterable[str]) -> list[Cell]:
    scores = row.scores
    return [_score(scores[name].score, scores[name].waiting) if name in scores else "" for name in names]


def _coverage(rows: Sequence[Row]) -> tuple[tuple[LedgerColumn, ...], Callable[[Row], tuple[str, ...]]]:
    """The column that tells what totals rest on, and its cell of a row; none where all rest on all indicators."""
    if not any(row.coverage for row in rows):
        return (), lambda row: ()
    return (LedgerColumn("计分说明", width=24),), lambda row: (row.coverage,)


def _total(row: Row) -> Cell:
    return _score(row.total, row.waiting)


def _score(value: Decimal | None, waiting: bool) -> Cell:
    if value is None:
        return NOT_YET if waiting else NO_DATA
    return value


def _grade(row: Row) -> str:
    return str(row.said["grade_name"] or "未评定")


def _ledger(
    found: Overview, title: str, columns: tuple[LedgerColumn, ...], lines: Sequence[tuple[str, tuple[Cell, ...]]], *,
    totals: tuple[Cell, ...] = (), note: str = "",
) -> Ledger:  # fmt: skip
    """`lines`: (header of its group, cells without the number); numbers run through all groups."""
    numbered = [(group, (number, *cells)) for number, (group, cells) in enumerate(lines, 1)]
    groups = tuple(
        LedgerGroup(title, tuple(row for _, row in run)) for title, run in groupby(numbered, lambda pair: pair[0])
    )
    return Ledger(
        title=title, unit=found.area.full_name.replace("/", ""), period=period_text(found.period), date_text=day_text(found.day),
        columns=columns, groups=groups, count=len(lines), totals=totals, signatures=("制表人", "审核人", "负责人"), note=note,
    )  # fmt: skip
