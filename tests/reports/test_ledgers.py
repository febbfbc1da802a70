"""Tables on paper and in workbooks: header rows, groups, totals and signatures, with nothing lost between pages."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from reports.ledger_book import write_ledger
from reports.ledgers import Ledger, LedgerColumn, LedgerGroup, heads, sheet_of
from reports.render import render_pdf
from tests.reports.papers import page_texts

COLUMNS = (
    LedgerColumn("序号", width=6), LedgerColumn("姓名", "反映人"), LedgerColumn("电话", "反映人", 14),
    LedgerColumn("问题内容", width=40), LedgerColumn("期限"), LedgerColumn("得分", width=8),
)  # fmt: skip
DAY = dt.date(2026, 3, 2)


def ledger(count: int = 2) -> Ledger:
    rows = tuple((place, f"人{place}", "0557-1", "=1+1", DAY, Decimal("90.5")) for place in range(1, count + 1))
    return Ledger(
        title="问题清单", unit="试验镇", period="2026年3月", date_text="2026年4月1日", columns=COLUMNS,
        groups=(LedgerGroup("西村", rows[: count // 2]), LedgerGroup("东村", rows[count // 2 :])), count=count,
        totals=("合计", f"共 {count} 条", "", "", "", ""), signatures=("填报人", "审核人"), note="逐件销号",
    )  # fmt: skip


def book(*made: Ledger) -> bytes:
    file = io.BytesIO()
    write_ledger(file, *made)
    return file.getvalue()


def test_neighbours_share_a_heading() -> None:
    upper, lower = heads(COLUMNS)
    assert [(head.text, head.across, head.down) for head in upper] == [
        ("序号", 1, 2), ("反映人", 2, 1), ("问题内容", 1, 2), ("期限", 1, 2), ("得分", 1, 2),
    ]  # fmt: skip
    assert [(head.text, head.at) for head in lower] == [("姓名", 1), ("电话", 2)]
    assert heads(COLUMNS[3:])[1] == ()


def test_a_workbook_holds_the_whole_table() -> None:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book(ledger()))).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "问题清单"
    assert rows[1][0] == "填报单位：试验镇"
    assert rows[1][3] == "2026年3月　填报日期：2026年4月1日"
    assert rows[2] == ["序号", "反映人", "", "问题内容", "期限", "得分"]
    assert rows[3][1:3] == ["姓名", "电话"]
    assert [rows[4][0], rows[6][0]] == ["西村", "东村"]
    assert rows[5] == [1, "人1", "0557-1", "=1+1", DAY, 90.5]
    assert rows[8][:2] == ["合计", "共 2 条"]
    assert rows[9][0] == "注：逐件销号"
    assert "填报人：" in str(rows[11][0])
    assert "审核人：" in str(rows[11][0])


def test_a_workbook_prints_with_its_header_on_every_page() -> None:
    with ZipFile(io.BytesIO(book(ledger()))) as parts:
        sheet, names = (parts.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "workbook"))
    assert "$3:$4" in names
    assert "<f>" not in sheet
    assert 'paperSize="9"' in sheet
    assert "&amp;P" in sheet


@pytest.mark.parametrize(("width", "paper"), [(10, "upright"), (70, "across"), (150, "large")])
def test_the_paper_follows_the_width(width: int, paper: str) -> None:
    assert replace(ledger(), columns=(*COLUMNS[:3], LedgerColumn("问题内容", width=width))).paper == paper


def test_pages_repeat_the_header_and_end_with_the_signatures() -> None:
    made = render_pdf("table", [sheet_of(ledger(60))], title="问题清单")
    pages = page_texts(made.pdf)
    assert len(pages) == made.pages > 1
    assert all("反映人" in page and "问题内容" in page for page in pages)
    assert "".join(pages).count("0557-1") == 60
    assert ("问题清单" in pages[0], "问题清单" in pages[1]) == (True, False)
    assert all(words in pages[-1] for words in ("人60", "合计", "共60条", "注：逐件销号", "填报人：", "审核人："))
    assert f"第{made.pages}页，共{made.pages}页" in pages[-1]


def test_nothing_found_is_said() -> None:
    empty = replace(ledger(), groups=(), count=0, totals=())
    (page,) = page_texts(render_pdf("table", [sheet_of(empty)], title="空").pdf)
    assert "没有符合条件的记录" in page


def test_one_book_holds_several_tables_under_names_that_differ() -> None:
    long = replace(ledger(), title="很长的题目" * 10)
    made = CalamineWorkbook.from_filelike(io.BytesIO(book(ledger(), ledger(), long, long)))
    assert made.sheet_names[:2] == ["问题清单", "问题清单（2）"]
    assert len(set(made.sheet_names)) == 4
    assert all(len(name) <= 31 for name in made.sheet_names)
    assert all(
        str(made.get_sheet_by_name(name).to_python()[0][0]).startswith(("问题", "很长")) for name in made.sheet_names
    )
