"""A filled table as a file: a workbook, or a PDF when it is not too long to be laid out while somebody waits."""

from __future__ import annotations

import io

from portal.foundation.errors import Refusal
from reports.errors import ReportError
from reports.ledger_book import write_ledger
from reports.ledgers import Ledger, sheet_of

FORMS = {"xlsx": "Excel 表格", "pdf": "PDF"}
"""The forms of files, and how they are called."""
MOST_ROWS = 50_000
MOST_ON_PAPER = 1_000
"""Laying out takes some 5 to 10 milliseconds a row."""


def made(ledger: Ledger, form: str) -> bytes:
    """The file. Raises `Refusal` when the table is too long for it, or holds characters that no font has."""
    most = MOST_ON_PAPER if form == "pdf" else MOST_ROWS
    if ledger.count > most:
        other = "，或下载 Excel 表格后打印" if form == "pdf" else ""
        raise Refusal(f"这张表共 {ledger.count} 行，{FORMS[form]} 最多 {most} 行。请选择下级网格或较短的时段{other}")
    return pdf(ledger) if form == "pdf" else workbook(ledger)


def workbook(ledger: Ledger) -> bytes:
    """The table as XLSX, however long."""
    file = io.BytesIO()
    write_ledger(file, ledger)
    return file.getvalue()


def pdf(ledger: Ledger) -> bytes:
    """The table as PDF, however long. Raises `Refusal` for what cannot be printed."""
    from reports.render import render_pdf  # laying out pages takes a while to load, and few ask for it

    try:
        return render_pdf("table", [sheet_of(ledger)], title=ledger.title).pdf
    except ReportError as error:
        raise Refusal(f"{error}也可以下载 Excel 表格打印") from error
