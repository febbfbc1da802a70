"""The file that is handed over and comes back with answers: a workbook or JSON lines, one row an issue. See docs/handover.md."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from sqlalchemy.orm import Session

from portal.exchange.cleaning import Cleaner
from portal.exchange.reading import open_sheet
from portal.exchange.sheet import CleanRow, Field, ReadRow, Sheet
from portal.foundation.clock import now
from portal.foundation.errors import Refusal
from portal.issues.handover import Answer
from portal.issues.papers import IssueHandover
from portal.issues.workflow import ISSUE_CLASSES, OUTCOMES
from reports.workbooks import Column, write_table
from seeds.sections.casework import OutsidePlatform

FORMAT, VERSION = "portal-handover", 1
NEW, AGAIN = "新增", "已导出"
MOST_ROWS = 2000
COLUMNS = (
    Column("mark", "标记", 8), Column("number", "诉求编号", 16), Column("platform", "平台", 16), Column("title", "标题", 24),
    Column("text", "内容", 40), Column("issue_class", "分级", 18), Column("category_code", "类别代号", 14), Column("category", "类别", 18),
    Column("grid", "所在网格", 28), Column("place", "地点", 24), Column("contact_name", "联系人", 10), Column("phone", "联系电话", 14),
    Column("longitude", "经度", 12, "decimal"), Column("latitude", "纬度", 12, "decimal"),
    Column("registered_at", "登记时间", 18, "datetime"), Column("due_on", "办理期限", 12, "date"),
    Column("exported_at", "交出时间", 18, "datetime"), Column("outside_number", "平台编号", 18), Column("state", "平台状态", 12),
    Column("outcome", "办理结果", 12), Column("answer", "答复", 40), Column("answered_on", "答复日期", 12, "date"),
)  # fmt: skip
"""In this order in the workbook; the keys are the names in JSON lines. The last five come back filled in."""


def rows(
    session: Session, platform: OutsidePlatform, new: Iterable[IssueHandover], again: Iterable[IssueHandover]
) -> Iterator[dict[str, Any]]:
    """One mapping by the keys of `COLUMNS` for each issue, the new ones first."""
    for mark, found in ((NEW, new), (AGAIN, again)):
        for row in found:
            yield _row(session, platform, row, mark)


def _row(session: Session, platform: OutsidePlatform, row: IssueHandover, mark: str) -> dict[str, Any]:
    issue, point = row.issue, row.issue.location
    return {
        "mark": mark, "number": issue.number, "platform": platform.name, "title": issue.title, "text": issue.text,
        "issue_class": ISSUE_CLASSES.label_of(issue.issue_class, session), "category_code": issue.category.code,
        "category": issue.category.name, "grid": issue.grid_name, "place": issue.place, "contact_name": issue.contact_name,
        "phone": issue.phone, "longitude": round(point.x, 6) if point else None, "latitude": round(point.y, 6) if point else None,
        "registered_at": issue.registered_at, "due_on": issue.due_on, "exported_at": row.exported_at,
        "outside_number": row.outside_number, "state": row.outside_state, "outcome": None, "answer": row.answer,
        "answered_on": row.answered_at.date() if row.answered_at else None,
    }  # fmt: skip


def write_workbook(target: IO[bytes], platform: OutsidePlatform, found: Sequence[Mapping[str, Any]]) -> None:
    """A workbook with one sheet."""
    title = f"{platform.name}诉求交接单（第 {VERSION} 版）"
    write_table(target, title, COLUMNS, ([row[column.key] for column in COLUMNS] for row in found))


def write_lines(target: IO[bytes], platform: OutsidePlatform, found: Sequence[Mapping[str, Any]]) -> None:
    """UTF-8 JSON lines: a header with format and version, then one object for each issue. Times are Beijing time."""
    header = {"format": FORMAT, "version": VERSION, "platform": platform.key, "written_at": now(), "rows": len(found)}
    for row in (header, *found):
        target.write(json.dumps(row, ensure_ascii=False, default=_written).encode() + b"\n")


def _written(value: dt.date) -> str:
    return value.isoformat()


# Answers


def answer_sheet(session: Session) -> Sheet:
    """The columns that are read back."""
    outcomes = tuple(OUTCOMES.options(session=session))
    return Sheet("handover", "诉求交接单", (
        Field("number", "诉求编号", required=True, longest=20, key_part=True),
        Field("outside_number", "平台编号", longest=64),
        Field("state", "平台状态", required=True, longest=64),
        Field("outcome", "办理结果", "choice", options=outcomes),
        Field("answer", "答复", longest=900),
        Field("answered_on", "答复日期", "date"),
    ))  # fmt: skip


def read_answers(session: Session, path: Path) -> tuple[list[Answer], list[tuple[int, str, str]]]:
    """The answers in a file of either kind, and what is wrong with rows that cannot be read: (row, issue number, sentence).

    Rows without a state were sent back unanswered and are left out. Raises `Refusal` for a file that is none of ours."""
    sheet = answer_sheet(session)
    raw = _lines(path, sheet) if _is_lines(path) else open_sheet(path, sheet).rows()
    cleaner, answers, wrong = Cleaner(sheet), list[Answer](), list[tuple[int, str, str]]()
    for count, row in enumerate(raw, 1):
        if count > MOST_ROWS:
            raise Refusal(f"一个文件最多 {MOST_ROWS} 行，请分成几个", "file")
        if not str(row.cells.get("state") or "").strip() and row.cells.get("number"):
            continue
        clean = cleaner.clean(row)
        problems = [f"{each.column}：{each.message}" for each in clean.findings if each.level == "error"]
        if problems:
            wrong.append((row.number, str(row.cells.get("number") or ""), "；".join(problems)))
        else:
            answers.append(_answer(clean))
    return answers, wrong


def _answer(row: CleanRow) -> Answer:
    values = row.values
    return Answer(
        row.number, values["number"], values["state"], values.get("outside_number"), values.get("outcome"), values.get("answer"),
        values.get("answered_on"),
    )  # fmt: skip


def _is_lines(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(64).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{")


def _lines(path: Path, sheet: Sheet) -> Iterator[ReadRow]:
    keys = [each.key for each in sheet.fields]
    for number, line in enumerate(path.read_text("utf-8-sig", errors="replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            said = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise Refusal(f"第 {number} 行不是 JSON", "file") from error
        if not isinstance(said, dict):
            raise Refusal(f"第 {number} 行应为一个 JSON 对象", "file")
        if "format" in said:
            _check_header(said)
            continue
        yield ReadRow(number, {key: None if said.get(key) in (None, "") else str(said[key]) for key in keys})


def _check_header(said: Mapping[str, Any]) -> None:
    if said.get("format") != FORMAT or said.get("version") != VERSION:
        raise Refusal(f"文件格式应为 {FORMAT} 第 {VERSION} 版", "file")
