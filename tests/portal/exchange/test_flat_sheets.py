"""Every sheet: exported and imported again nothing changes; new rows come in, changed ones are updated, and all of it can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.navigation import sheets
from tests.portal.exchange.conftest import Desk, book, edited, rows_of

NEW: Mapping[str, Mapping[str, Any]] = {
    "households": {"所属网格": "西村第一网格", "地址": "新路 9 号", "住户类别": "空户"},
    "establishments": {"所属网格": "西村第一网格", "名称": "新开超市", "类别": "商铺", "电话": "０557－5021234"},
    "grids": {"编码": "900000100001003", "名称": "西村第三网格", "上级网格编码": "900000100001", "层级": "网格"},
    "members": {
        "档案所属": "西村",
        "姓名": "章新",
        "电话": "13911112222",
        "性别": "男",
        "任职网格": "西村第二网格",
        "任职开始": "2026-01-01",
    },
    "visits": {
        "所属网格": "西村第一网格",
        "户号": "002",
        "走访日期": "2026年3月2日",
        "方式": "入户",
        "满意程度": "满意",
        "网格员": "冯西一",
    },
    "issues": {
        "所属网格": "西村第一网格",
        "类别": "镇和村 · 居住环境",
        "标题": "井盖松动",
        "内容": "一走就响",
        "登记日期": "2026-03-02",
    },
    "issue_categories": {"代号": "road", "名称": "道路养护", "大类": "基础设施", "承办部门": "交通站"},
    "care_categories": {"代号": "fresh", "名称": "新类别", "大类": "困难群众"},
}
EDITS = {
    "households": "地址",
    "establishments": "地址",
    "care_categories": "大类",
    "grids": "备注",
    "members": "备注",
    "visits": "记录",
    "issues": "内容",
    "issue_categories": "大类",
}
KEYS = sorted(NEW)


def test_every_sheet_is_tried_here() -> None:
    assert set(sheets()) == set(NEW) == set(EDITS)


@pytest.mark.parametrize("key", KEYS)
def test_out_and_in_again_changes_nothing(desk: Desk, key: str) -> None:
    run = desk.upload(key, desk.export(key))
    assert (run.state, run.new, run.changed, run.bad) == ("checked", 0, 0, 0), desk.findings(run)
    assert run.same == run.total > 0


@pytest.mark.parametrize("key", KEYS)
def test_a_new_row_comes_in_once_and_can_be_taken_back(session: Session, desk: Desk, key: str) -> None:
    before = rows_of(desk.export(key))
    run = desk.load(key, book([NEW[key]]))
    assert (run.state, run.new, run.bad) == ("done", 1, 0), desk.findings(run)
    assert len(rows_of(desk.export(key))) == len(before) + 1
    again = desk.upload(key, book([NEW[key]]))
    assert (again.new, again.changed, again.same, again.bad) == (0, 0, 1, 0), desk.findings(again)
    undone = desk.undo(run.id)
    assert (undone.state, undone.left) == ("undone", 0), desk.findings(undone)
    assert rows_of(desk.export(key)) == before


@pytest.mark.parametrize("key", KEYS)
def test_an_edited_row_is_updated_and_given_back(desk: Desk, key: str) -> None:
    before, label = desk.export(key), EDITS[key]
    first = rows_of(before)[0]
    number = next(text for column, text in first.items() if "记录编号" in column)

    def change(row: dict[str, Any]) -> None:
        if number in row.values():
            row[label] = "改过"

    run = desk.load(key, edited(before, change))
    assert (run.state, run.new, run.bad) == ("done", 0, 0), desk.findings(run)
    assert run.changed == 1
    assert rows_of(desk.export(key))[0][label] == "改过"
    stale = desk.upload(
        key, edited(before, lambda row: row.update({label: "又改"}) if number in row.values() else None)
    )
    assert stale.bad == 1
    assert "已被别人修改" in desk.findings(stale)[0][2]
    assert desk.undo(run.id).restored == 1
    assert rows_of(desk.export(key)) == rows_of(before)
