"""The report on an area: title page, contents that name the right pages, drawings, and every row of every table."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import Any, cast

from reports.assessment_reports import AssessmentReport
from reports.charts import graded
from reports.contexts import SheetGroup
from reports.render import render_pdf
from reports.samples import sample
from tests.reports.papers import page_texts

DESIGN = "assessment_report"


def report(**changes: Any) -> AssessmentReport:
    return replace(cast(AssessmentReport, sample(DESIGN)), **changes)


def pages(*reports: AssessmentReport) -> list[str]:
    return page_texts(render_pdf(DESIGN, list(reports), title="考核报告").pdf)


def test_a_village_s_report_begins_with_its_figures() -> None:
    (text,) = pages(report())
    for words in ("总体情况", "最低71.4中位86.2最高93.5", "李秀英", "92.4", "无数据", "不排名次", "赵民治", "分管领导"):
        assert words in text


def test_the_title_breaks_between_words_and_names_the_period_once() -> None:
    for cover, about in ((True, "滕州市"), (False, "滕州市柴胡店镇某某村第一网格")):
        made = render_pdf(DESIGN, [report(cover=cover, about=about)], title="考核报告").pdf
        told = subprocess.run(
            ["pdftotext", "-layout", "-l", "1", "-", "-"], input=made, capture_output=True, check=True
        )
        head = told.stdout.decode().partition("2027年1月10日")[0].replace(" ", "")
        assert head.count("2026年度") == 1
        assert "考核报告" in head
        assert "网格化服务管理" in head
        assert (about in head) is not cover


def test_a_town_s_report_has_a_title_page_and_contents_with_page_numbers() -> None:
    cover, contents, *rest = pages(report(cover=True))
    assert "考核报告" in cover
    assert "总体情况" not in cover
    assert "一、总体情况" in contents
    assert "二、网格员年度考核" in contents
    assert "3" in contents
    assert "李秀英" in "".join(rest)


def test_a_long_table_repeats_its_header_and_loses_no_row() -> None:
    one = report()
    table = one.parts[1].tables[0]
    rows = tuple((str(n), f"第{n}网格", f"编造人{n:03}", "90", "80", "85", "良好") for n in range(1, 121))
    long = replace(table, paper="across", groups=(SheetGroup("", rows),))
    texts = pages(replace(one, parts=(one.parts[0], replace(one.parts[1], tables=(long,)))))
    assert all(f"编造人{n:03}" in "".join(texts) for n in range(1, 121))
    assert sum("姓名" in text for text in texts) >= 3


def test_drawings_begin_on_the_page_of_their_words() -> None:
    """The box of all drawings of a part does not fit below a full page of words; its first ones do."""
    one = report()
    filler = replace(one.parts[0], paragraphs=("本期考核的说明。" * 36,) * 2)
    drawn = replace(one.parts[1], tables=(), averages=one.parts[1].averages * 5)
    first, second = pages(replace(one, parts=(filler, drawn)))
    assert "总分分布" in first
    assert "各项平均得分" in second


def test_signatures_stand_below_the_last_table_also_where_it_lies_across() -> None:
    one = report()
    wide = replace(one.parts[1].tables[0], paper="across")
    texts = pages(replace(one, parts=(one.parts[0], replace(one.parts[1], tables=(wide,)))))
    assert "李秀英" in texts[-1]
    assert "赵民治" in texts[-1]


def test_two_reports_in_one_file_point_at_their_own_pages() -> None:
    texts = pages(report(cover=True), report(cover=True, key="r2", title="另一份考核报告"))
    contents = [text for text in texts if "目录" in text]
    assert len(contents) == 2
    assert contents[0] != contents[1]


def test_grades_nobody_has_are_drawn_as_none() -> None:
    assert "0个网格" in graded([("优秀", 2), ("不合格", 0)], "个网格")
