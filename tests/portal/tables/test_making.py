"""Files of tables: what is too long or cannot be printed is refused with what to do instead; shares of a bonus make the pool."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.foundation.errors import Refusal
from portal.tables.bonus import shared_out
from portal.tables.making import MOST_ON_PAPER, MOST_ROWS, made
from portal.tables.shares import share
from portal.visits.rules import Rate
from reports.ledgers import Ledger, LedgerColumn, LedgerGroup


def ledger(text: str = "路灯不亮", count: int = 1) -> Ledger:
    return Ledger(
        title="问题清单", unit="试验镇", period="", date_text="2026年4月1日", columns=(LedgerColumn("问题"),),
        groups=(LedgerGroup("", ((text,),)),), count=count,
    )  # fmt: skip


def test_a_long_table_is_a_workbook_but_no_pdf() -> None:
    long = replace(ledger(), count=MOST_ON_PAPER + 1)
    assert made(long, "xlsx").startswith(b"PK")
    with pytest.raises(Refusal, match=f"共 {MOST_ON_PAPER + 1} 行.*下级网格.*Excel"):
        made(long, "pdf")


def test_nothing_is_longer_than_a_workbook_may_be() -> None:
    with pytest.raises(Refusal, match=f"最多 {MOST_ROWS} 行"):
        made(replace(ledger(), count=MOST_ROWS + 1), "xlsx")


def test_a_character_that_no_font_has_is_named_and_the_workbook_offered() -> None:
    with pytest.raises(Refusal, match=r"U\+E000.*Excel"):
        made(ledger("生僻字\ue000"), "pdf")
    assert made(ledger("生僻字\ue000"), "xlsx")


def test_no_data_is_a_dash() -> None:
    assert share(Rate(0, 0)) == "—"
    assert share(Rate(0, 4)) == "0.0%\n（0/4）"


@given(
    st.dictionaries(st.integers(1, 99), st.decimals(0, 100, places=1), max_size=20),
    st.integers(0, 300_000).map(Decimal),
)
def test_shares_make_the_pool_and_follow_the_points(points: dict[int, Decimal], pool: Decimal) -> None:
    shares = shared_out(pool, points)
    if not sum(points.values()) or (len(points) > 1 and len(set(points.values())) == 1):
        assert shares == {}
        return
    assert sum(shares.values()) == pool
    assert set(shares) == set(points)
    for one, other in zip(points, list(points)[1:], strict=False):
        if points[one] > points[other]:
            assert shares[one] >= shares[other]
    assert all(each >= 0 and each == round(each, 2) for each in shares.values())
