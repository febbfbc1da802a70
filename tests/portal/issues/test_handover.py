"""Issues handed to an outside platform once, whatever the file, and its answers taken in once."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.foundation.errors import Refusal
from portal.issues import handover, handover_file
from portal.issues.handover import Answer
from portal.issues.models import Issue, IssueEvent
from portal.issues.papers import IssueHandover
from portal.issues.services import StepFacts, take_step
from seeds.sections.casework import OutsidePlatform
from tests.fixtures.world import World


def numbers(rows: list[IssueHandover]) -> list[str]:
    return [row.issue.number for row in rows]


def done(number: str, **changes: Any) -> Answer:
    said: dict[str, Any] = {
        "state": "已办结",
        "outside_number": "E-1",
        "outcome": "solved",
        "answer": "已修好",
        **changes,
    }
    return Answer(2, number, **said)


def test_exporting_twice_hands_over_once(session: Session, platform: OutsidePlatform) -> None:
    assert handover.waiting_count(session, platform) == 2
    first = handover.hand_over(session, platform)
    assert numbers(first) == ["202603010000", "202603010001"]
    assert handover.hand_over(session, platform) == []
    assert handover.waiting(session, platform) == []
    assert numbers(handover.handed(session, platform)) == numbers(first)
    events = session.scalars(select(IssueEvent).where(IssueEvent.action == "hand_over")).all()
    assert [(event.from_state, event.to_state) for event in events] == [("registered",) * 2, ("assigned",) * 2]


def test_the_file_holds_new_ones_first_and_the_same_rows_again(
    session: Session, platform: OutsidePlatform, world: World
) -> None:
    first = handover.hand_over(session, platform)
    session.get_one(Issue, world.issues["east1-handled"]).issue_class = "joint"
    before = list(handover_file.rows(session, platform, first, []))
    again = list(
        handover_file.rows(session, platform, handover.hand_over(session, platform), handover.handed(session, platform))
    )
    assert [row["mark"] for row in again] == ["已导出", "已导出"]
    assert [{**row, "mark": "新增"} for row in again] == before


@pytest.mark.parametrize("kind", ["xlsx", "jsonl"])
def test_what_is_written_is_read_back(session: Session, platform: OutsidePlatform, tmp_path: Path, kind: str) -> None:
    found = list(handover_file.rows(session, platform, handover.hand_over(session, platform), []))
    assert found[0]["issue_class"] == "镇与上级部门联办"
    assert found[0]["grid"] == "试验镇/西村/西村第一网格"
    found[0] |= {
        "state": "已办结",
        "outcome": "已解决",
        "answer": "已修好",
        "answered_on": dt.date(2026, 3, 5),
        "outside_number": "E-7",
    }
    path = tmp_path / f"back.{kind}"
    with path.open("wb") as file:
        {"xlsx": handover_file.write_workbook, "jsonl": handover_file.write_lines}[kind](file, platform, found)
    answers, wrong = handover_file.read_answers(session, path)
    assert wrong == []
    assert [(one.number, one.state, one.outcome, one.answer, one.answered_on, one.outside_number) for one in answers] == [
        ("202603010000", "已办结", "solved", "已修好", dt.date(2026, 3, 5), "E-7")
    ]  # fmt: skip


def test_json_lines_say_their_format_and_version(session: Session, platform: OutsidePlatform) -> None:
    file = io.BytesIO()
    handover_file.write_lines(
        file, platform, list(handover_file.rows(session, platform, handover.hand_over(session, platform), []))
    )
    header, *rows = [json.loads(line) for line in file.getvalue().decode().splitlines()]
    assert (header["format"], header["version"], header["platform"], header["rows"]) == (
        "portal-handover",
        1,
        "city",
        2,
    )
    assert list(rows[0]) == [column.key for column in handover_file.COLUMNS]
    assert rows[0]["registered_at"] == "2026-03-01T09:00:00"


def test_an_answer_answers_the_issue_once(session: Session, platform: OutsidePlatform, world: World) -> None:
    handover.hand_over(session, platform)
    (verdict,) = handover.receive(session, platform, [done("202603010001")])
    assert (verdict.kind, verdict.sentence) == ("stored", "写入答复，待回访")
    issue = session.get_one(Issue, world.issues["west1-assigned"])
    assert (issue.stage, issue.outcome, issue.history[-1].note) == ("answered", "solved", "市平台：已修好")
    (verdict,) = handover.receive(session, platform, [done("202603010001")])
    assert verdict.kind == "same"
    count = select(func.count(IssueEvent.id)).where(IssueEvent.issue_id == issue.id, IssueEvent.action == "handle")
    assert session.scalar(count) == 1


def test_a_new_answer_after_reopening_counts(session: Session, platform: OutsidePlatform, world: World) -> None:
    handover.hand_over(session, platform)
    handover.receive(session, platform, [done("202603010001")])
    issue = session.get_one(Issue, world.issues["west1-assigned"])
    take_step(session, issue, "reopen", StepFacts(note="还是不亮"))
    assert numbers(handover.handed(session, platform)) == ["202603010000", "202603010001"]
    assert handover.receive(session, platform, [done("202603010001")])[0].kind == "same"
    assert issue.stage == "working"
    assert handover.receive(session, platform, [done("202603010001", answer="换了新灯")])[0].kind == "stored"
    assert issue.stage == "answered"


def test_a_state_on_the_way_is_only_noted(session: Session, platform: OutsidePlatform, world: World) -> None:
    handover.hand_over(session, platform)
    (verdict,) = handover.receive(session, platform, [Answer(2, "202603010000", "已受理", "E-9")])
    assert verdict.sentence == "记下平台状态：已受理"
    row = session.scalars(select(IssueHandover).where(IssueHandover.outside_number == "E-9")).one()
    assert (row.outside_state, row.issue.stage) == ("已受理", "new")


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (done("202603010003"), "没有交给“市平台”的这件诉求"),
        (done("1"), "没有交给“市平台”的这件诉求"),
        (done("202603010000", outcome=None), "已办结的请填写办理结果和答复"),
        (done("202603010000", answer=" "), "已办结的请填写办理结果和答复"),
        (done("202603010000", answer="长" * 901), "答复最多 900 字"),
    ],
)
def test_an_answer_that_cannot_stand_holds_up_no_other(
    session: Session, platform: OutsidePlatform, world: World, answer: Answer, sentence: str
) -> None:
    handover.hand_over(session, platform)
    bad, good = handover.receive(session, platform, [answer, done("202603010001")])
    assert bad.kind == "refused"
    assert sentence in bad.sentence
    assert good.kind == "stored"
    assert session.get_one(Issue, world.issues["west1-registered"]).stage == "new"


def test_the_same_number_twice_counts_once(session: Session, platform: OutsidePlatform) -> None:
    handover.hand_over(session, platform)
    verdicts = handover.receive(session, platform, [done("202603010001"), done("202603010001", answer="另一个")])
    assert [each.kind for each in verdicts] == ["stored", "refused"]


def test_rows_that_cannot_be_read_are_named(session: Session, platform: OutsidePlatform, tmp_path: Path) -> None:
    path = tmp_path / "back.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for place, row in enumerate((
            ("诉求编号", "平台状态", "办理结果", "答复", "答复日期"), ("202603010000", "已办结", "很好", "好", "2026-03-05"),
            ("202603010001", "", "", "", ""), ("202603010001", "已办结", "已解决", "好", "不知道"), ("", "已办结", "", "", ""),
        )):  # fmt: skip
            page.write_row(place, 0, row)
    answers, wrong = handover_file.read_answers(session, path)
    assert answers == []
    assert [(row, said.split("：")[0]) for row, _, said in wrong] == [(2, "办理结果"), (4, "答复日期"), (5, "诉求编号")]


@pytest.mark.parametrize("text", ['{"format": "portal-handover", "version": 2}', '{"number": 1', "[1]", '{"a":1}\n[]'])
def test_lines_of_another_kind_are_refused(
    session: Session, platform: OutsidePlatform, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "back.jsonl"
    path.write_text(text)
    with pytest.raises(Refusal):
        handover_file.read_answers(session, path)
