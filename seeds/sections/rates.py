"""Rates: every one a numerator over a denominator out of one list of counts."""

from typing import Literal, get_args

from pydantic import Field

from seeds.sections.base import Key, Rows, Section, Text

Measure = Literal[
    "objects_due", "objects_visited", "objects_reached", "objects_absent", "households", "households_visited",
    "households_reached", "visits_due", "visits_done", "visits_answered", "visits_satisfied",
    "issues_registered", "issues_due", "issues_closed", "issues_solved", "issues_answered", "issues_on_time",
    "issues_solved_on_the_spot", "issues_revisited", "revisits_answered", "revisits_satisfied",
    "records_due", "records_complete", "letters_due", "letters_delivered", "cards_due", "cards_delivered",
]  # fmt: skip
MEASURES: dict[str, str] = dict(zip(get_args(Measure), (
    "应走访对象数", "已入户走访对象数", "已见面或电话联系对象数", "不在家对象数", "应走访住户数", "已走访住户数",
    "已见面或电话联系住户数", "应走访次数", "已走访次数", "有评价的走访数", "满意和基本满意的走访数",
    "登记诉求数", "到期诉求数", "已销号诉求数", "已解决诉求数", "已答复诉求数",
    "按期办理诉求数", "当场解决诉求数", "已回访诉求数", "有评价的回访数", "满意和基本满意的回访数",
    "应建档案数", "要素齐全档案数", "应发信件数", "已发信件数", "应发联系卡数", "已发联系卡数",
), strict=True))  # fmt: skip


class Rate(Section):
    """One rate. `target`: the percent the plan asks for. Without data it is “—”, never 0 %."""

    key: Key
    name: Text
    numerator: Measure
    denominator: Measure
    by: Rows[Literal["grid", "village", "member", "department", "category"]] = ("grid",)
    target: float | None = Field(default=None, gt=0, le=100)
    note: Text | None = None
