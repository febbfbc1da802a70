"""Tables of the plan that are too long to be laid out while somebody waits: printed through the queue, in parts of equal length.

The worker fills the table as the person who ordered it sees it: the scope is kept with the batch. It is filled once, so that no row
is in two parts or in none.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy.orm import Session

from portal.foundation.errors import BadParameter, OutOfScope, Refusal
from portal.grids.models import Grid
from portal.plans.current import profile_in_force
from portal.printing.kinds import Kind, Wish
from portal.printing.models import PrintBatch
from portal.printing.preview import NOTHING, OUTSIDE, Preview
from portal.printing.rules import PrintKind
from portal.security.scope import Scope, scope_of, set_scope
from portal.tables import offering, periods
from portal.tables.filling import fill
from portal.tables.making import MOST_ROWS
from reports.contexts import TableSheet
from reports.ledgers import Ledger, LedgerGroup, sheet_of
from seeds.sections.tables import ExportTable

DESIGN = "table"
A_PART = 1000
_FOR_ONE = "另有 {} 行只给您本人看，不印在别人也能下载的文件里"
TABLE, PERIOD, GRID, SCOPE = "table", "period", "grid", "scope"


def preview_table(session: Session, wish: Wish) -> Preview:
    """The parts of a table for a grid and a period. Raises `BadParameter`, `OutOfScope`, and `Refusal` for none or too many rows."""
    grid = session.get(Grid, wish.grid_id or -1)
    if grid is None:
        raise OutOfScope(OUTSIDE)
    table, scope = _table(session, wish.options.get(TABLE, "")), scope_of(session)
    period = periods.chosen(session, table, wish.options.get(PERIOD))
    if period is None:
        raise offering.not_begun(session, table)
    ground = offering.ground_for(session, table, grid, period)
    with _seen_as(session, _kept(scope)):
        ledger = fill(session, table, ground, 1)
    alone = fill(session, table, ground, 1).count - ledger.count if scope else 0
    if not ledger.count:
        raise Refusal(f"{NOTHING}：{_FOR_ONE.format(alone) if alone else offering.NEXT_STEP[table.subject]}")
    if ledger.count > MOST_ROWS:
        raise Refusal(f"这张表共 {ledger.count} 行，最多印 {MOST_ROWS} 行。请选择下级网格或较短的时段")
    subjects = tuple(range(1, math.ceil(ledger.count / A_PART) + 1))
    told = (ledger.period, f"共 {ledger.count} 行", f"分 {len(subjects)} 部分连续排印成一个文件")
    return Preview(
        PrintKind.TABLES, f"{ledger.title}（{ledger.unit}）", grid.id, subjects,
        notes=("，".join(each for each in told if each), *([_FOR_ONE.format(alone)] if alone else [])),
        options={TABLE: table.key, PERIOD: period.key, GRID: grid.id, SCOPE: _kept(scope)},
    )  # fmt: skip


def _table(session: Session, key: str) -> ExportTable:
    found = next((each for each in profile_in_force(session).tables if each.key == key), None)
    if found is None:
        raise BadParameter("没有这张报表")
    return found


def parts(session: Session, batch: PrintBatch, subjects: Sequence[int]) -> Mapping[int, TableSheet]:
    """The parts by their number. Raises `Refusal` when the plan has no such table or period any more."""
    asked = batch.options or {}
    with _seen_as(session, asked.get(SCOPE)):
        grid = session.get_one(Grid, asked[GRID])
        table = _table(session, asked[TABLE])
        period = periods.chosen(session, table, asked[PERIOD])
        if period is None:
            raise offering.not_begun(session, table)
        ledger = fill(session, table, offering.ground_for(session, table, grid, period))
    return {number: sheet_of(part) for number, part in zip(subjects, _divided(ledger, len(subjects)), strict=True)}


def _kept(scope: Scope | None) -> dict[str, Any] | None:
    """The orderer's scope without their own person: a batch is read by all who see its grid, so it holds no row that is for them alone."""
    return asdict(replace(scope, member_id=None)) if scope else None


@contextmanager
def _seen_as(session: Session, scope: dict[str, Any] | None) -> Iterator[None]:
    """The session with the scope of who ordered, as it was then; afterwards with its own again."""
    own = scope_of(session)
    if scope is not None:
        kept: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in scope.items()
        }
        set_scope(session, Scope(**kept))
    try:
        yield
    finally:
        set_scope(session, own)


def _divided(ledger: Ledger, number: int) -> Iterator[Ledger]:
    """Runs of equal length; totals, signatures and note stand under the last one."""
    rows = [(group.title, row) for group in ledger.groups for row in group.rows]
    size = max(math.ceil(len(rows) / number), 1)
    for part in range(1, number + 1):
        run = rows[(part - 1) * size : part * size]
        titles = dict.fromkeys(title for title, _ in run)
        groups = tuple(LedgerGroup(title, tuple(row for own, row in run if own == title)) for title in titles)
        name = f"{ledger.title}（{part}/{number}）" if number > 1 else ledger.title
        if part == number:
            yield replace(ledger, title=name, groups=groups)
        else:
            yield replace(ledger, title=name, groups=groups, totals=(), signatures=(), note="")


TABLES = Kind(
    DESIGN, 1000, parts, "part of a table", preview_table, verb=("can_export", "TableView"), item_bytes=2 * 1024**2,
    per_document=1,
)  # fmt: skip
