"""A sheet that says what was counted, and never counts what was not."""

from dataclasses import replace
from decimal import Decimal

import pytest

from reports.charts import bars, figure, spread, trend
from reports.contexts import AssessmentSheet, Band, Peers, ScoreRow, Signature
from reports.render import render_pdf
from seeds.loading import available_profiles, load_profile
from seeds.sections.assessment import Indicator
from tests.reports.papers import page_texts, sheet


def text_of(**changes: object) -> str:
    (text,) = page_texts(render_pdf("assessment", [sheet(**changes)], title="考核").pdf)
    return text


def test_the_sheet_shows_items_totals_and_signatures() -> None:
    one, text = sheet(), text_of()
    for row in one.rows:
        assert row.name in text
        assert row.basis in text
    for words in (
        one.person,
        one.grade,
        "89.3",
        one.comment,
        one.date_text,
        one.title,
        one.period_text,
        one.load,
        one.reply,
        one.standing,
        *(each.post for each in one.signatures),
        *(each.reason for each in one.objections),
    ):
        assert words in text
    assert "走访595户／应访640户（93.0%）" in text
    assert "原18.1" in text
    assert "李秀英2026年12月22日" in text


def test_no_data_is_said_and_is_never_zero() -> None:
    rows = tuple(replace(row, score=None) for row in sheet().rows)
    text = text_of(rows=rows, total=None, history=(("2026年度", None),), peers=Peers("人"))
    assert text.count("无数据") >= 2 * len(rows) + 1
    assert "None" not in text
    assert "同期分布" not in text


def test_a_missing_item_draws_no_bar_and_a_missing_period_no_dot() -> None:
    row = sheet().rows[0]
    assert bars([row]).count("<rect") == 2
    assert bars([replace(row, score=None)]).count("stroke-dasharray") == 1
    assert trend([("一", Decimal(80)), ("二", None), ("三", Decimal(90))]).count("<circle") == 2


def test_one_period_draws_no_line_and_says_nothing_of_earlier_ones() -> None:
    assert trend([("2026年度", Decimal(80))]) == ""
    assert "历期总分" in text_of()
    assert "历期总分" not in text_of(history=(("2026年度", Decimal(80)),))


def test_grids_are_not_counted_as_people() -> None:
    text = text_of(peers=replace(sheet().peers, unit="个网格"))
    assert "同期分布（共96个网格，深色为本表所在）" in text
    assert "48个网格" in text


def test_only_the_own_band_is_dark() -> None:
    drawn = spread([Band("80—90 分", 3), Band("90 分以上", 2, own=True)])
    assert drawn.count("#9c1c1c") == 1
    assert drawn.index("#d9c4c0") < drawn.index("#9c1c1c")


def test_many_items_run_to_further_pages_with_nothing_lost() -> None:
    row = sheet().rows[0]
    rows = tuple(replace(row, name=f"考核项目{number:02}") for number in range(30))
    rendered = render_pdf("assessment", [sheet(rows=rows)], title="考核")
    text = "".join(page_texts(rendered.pdf))
    assert rendered.pages > 1
    assert all(row.name in text for row in rows)
    assert sheet().signatures[-1].post in text


def test_an_empty_column_of_notes_leaves_its_place_to_what_the_points_rest_on() -> None:
    """Six items that say in full what they rest on, an objection and four signatures stay on one page."""
    evidence = "应走访次数46，其中已走访次数1（2.2%）；得2.2分（满分100）；更正为90.0分：村里证明属实。"
    rows = tuple(replace(row, evidence=evidence, note="") for row in sheet().rows[:6])
    named = tuple(replace(each, name="赵民治") for each in (*sheet().signatures, sheet().signatures[1]))
    without = text_of(rows=rows, signatures=named, history=(), peers=Peers("人"))
    assert "备注" not in without
    assert "更正为90.0分：村里证明属实。" in without
    assert "备注" in text_of()


@pytest.mark.parametrize(("value", "shown"), [("12", "12.0"), ("17.25", "17.3"), ("100", "100.0"), ("0", "0.0")])
def test_scores_are_written_to_one_decimal(value: str, shown: str) -> None:
    assert figure(Decimal(value)) == shown


def test_full_marks_of_nothing_do_not_break_the_drawing() -> None:
    row = replace(sheet().rows[0], full=Decimal(0), score=Decimal(0))
    assert "0 / 0" in bars([row])


def test_full_marks_stand_without_needless_zeros_beside_scores() -> None:
    row = replace(sheet().rows[0], score=Decimal(12), full=Decimal("20.0"))
    assert "12.0 / 20<" in bars([row])


def standard(key: str, number: int) -> AssessmentSheet:
    """The sheet of one scheme of a plan as it usually ends: every item with what it rests on, one without data, a trend over two
    years, how all are spread, and all signatures written down by the centre."""
    plan = load_profile(available_profiles()[key])
    one, names = plan.assessment_schemes[number], {each.key: each.name for each in plan.roles}
    rows = tuple(_row(item, n == 1) for n, item in enumerate(one.indicators))
    signed = [Signature(names[each], "赵民治", "2026年1月12日", "同意", "周文员") for each in one.signers]
    return replace(
        sheet(), title=f"试验街道{one.name}表", rows=rows, load="", objections=(), reply="没有意见。",
        history=tuple((f"{year}年第{quarter}季度", Decimal(82)) for year in (2024, 2025) for quarter in range(1, 5)),
        signatures=(Signature("被考核人"), *signed, Signature("试验街道网格化服务管理中心（盖章）")),
        remarks=(f"{len(rows)} 项中 1 项无数据，总分按其余 {len(rows) - 1} 项（权重 88%）折算。",),
    )  # fmt: skip


def _row(item: Indicator, without: bool) -> ScoreRow:
    told = "应走访住户数 312，其中已见面或电话联系住户数 286（91.7%）；得 91.7 分（满分 100）。"
    said = "网格长评 85.0 分（1 人，查，周文员代录）；得 85.0 分（满分 100）。" if item.source == "manual" else told
    evidence, score = ("本期没有可供计分的数据。", None) if without else (said, Decimal("91.7"))
    return ScoreRow(item.name, f"{item.weight:g}%", Decimal(100), score, item.standard, "", None, evidence)


@pytest.mark.parametrize(
    ("key", "number"),
    [("huayang", 0), ("huayang", 1), *(("lilou", n) for n in range(3)), *(("wangjiang", n) for n in range(3))],
)
def test_the_standard_sheet_of_a_plan_with_a_trend_is_one_page(key: str, number: int) -> None:
    (text,) = page_texts(render_pdf("assessment", [standard(key, number)], title="考核").pdf)
    for words in ("历期总分", "第4季度", "同期分布", "由周文员代录", "项（权重88%）折算", "制表日期"):
        assert words in text


def test_a_longer_sheet_says_on_the_next_page_whose_it_is() -> None:
    one = standard("huayang", 0)
    rows = tuple(replace(row, evidence=row.evidence * 3) for row in one.rows)
    first, second = page_texts(render_pdf("assessment", [replace(one, rows=rows)], title="考核").pdf)
    assert "（续）" not in first
    assert f"{one.title}（续）{one.person}{one.period_text}" in second


def test_eight_items_with_their_grounds_fit_one_page() -> None:
    ground = "应走访住户数46，其中已见面或电话联系住户数1（2.2%）；得2.2分（满分100）；网格中心评90.0分（1人，查，吴某代录）。"
    rows = tuple(replace(sheet().rows[0], name=f"第{n}项工作", evidence=ground) for n in range(8))
    usual = render_pdf(
        "assessment", [sheet(rows=rows, load="", objections=(), history=(("2026年度", Decimal(80)),))], title="考核"
    )
    assert len(page_texts(usual.pdf)) == 1


def test_a_second_page_says_whose_it_is() -> None:
    rows = tuple(replace(sheet().rows[0], name=f"第{n}项工作") for n in range(40))
    first, *more = page_texts(render_pdf("assessment", [sheet(rows=rows)], title="考核").pdf)
    assert more
    one = sheet()
    assert "（续）" not in first
    assert all("（续）" in each and one.person in each and one.period_text in each for each in more)
