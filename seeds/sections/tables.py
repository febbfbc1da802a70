"""Tables the plan wants on paper or as workbooks: title, columns and signatures, filled from the same records."""

from typing import Literal, NamedTuple, Self

from pydantic import Field, model_validator

from seeds.sections.base import Key, Rows, Section, Text
from seeds.sections.fields import Subject

TableSubject = Literal[
    "issue", "visit", "household", "resident", "establishment", "grid", "village", "member", "assessment", "admission", "pairing", "sample"
]  # fmt: skip

SOURCES: dict[str, str] = {
    "number": "序号", "blank": "手工填写", "grid": "网格", "village": "村（社区）", "town": "乡镇（街道）", "code": "编码或编号",
    "head": "户主", "name": "名称或姓名", "address": "地址", "phone": "电话", "kind": "类别", "sex": "性别", "age": "年龄",
    "care": "关爱类别", "member": "网格员", "role": "角色", "duties": "职责", "department": "承办部门", "title": "诉求标题",
    "text": "诉求内容", "category": "诉求类别", "class": "诉求分级", "source": "来源", "state": "办理状态", "outcome": "办理结果",
    "registered_on": "登记日期", "due_on": "办理期限", "closed_on": "销号日期", "measures": "办理措施", "answer": "答复情况",
    "unmet": "不能办理的原因", "answered_on": "答复日期",
    "revisited_on": "回访日期", "satisfaction": "满意程度", "visited_on": "走访日期", "way": "走访方式", "wishes": "意见建议",
    "away_since": "外出时间", "away_address": "在外住址", "occupation": "职业", "remark": "备注", "score": "得分", "grade": "等次",
    "bonus": "奖金", "group": "分类", "households": "户数", "people": "人数", "grids": "网格数", "members": "网格员数",
    "visits": "走访次数", "patrols": "巡查次数", "visited": "已走访户数", "unvisited": "未走访户数",
    "issues": "诉求数", "closed": "办结数", "open": "未办结数", "overdue": "超期数", "rate": "率", "field": "自定义字段",
    "establishments": "单位数", "residents": "符合条件的人数", "admitted_on": "准入日期", "withdrawn_on": "退出日期",
    "employment": "专职或兼职", "due_in": "时限说明", "solved_on_the_spot": "是否当场解决", "next_on": "约定下次日期",
    "visitor_area": "走访人负责的区域",
}  # fmt: skip
"""What a column may be filled with. Some take an argument after a colon: `rate:` a rate, `field:` a custom field,
`issues: closed: open:` an issue category or class, `residents:` a care category, `establishments:` a kind, `visits:` a way."""
_WITH_ARGUMENT = {"rate", "field", "issues", "closed", "open", "residents", "establishments", "visits"}
_NEEDS_ARGUMENT = {"rate", "field"}

FILTERS: dict[str, str] = {
    "visited": "已走访的", "unvisited": "未走访的", "with_issues": "有诉求的", "without_issues": "没有诉求的",
    "with_wishes": "有意见建议的", "open": "未办结的", "closed": "已销号的", "overdue": "超期的",
    "unsettled": "当场未能解决的", "way": "走访方式", "ledger": "台账", "care": "关爱类别",
    "kind": "单位或网格类别", "class": "诉求分级", "category": "诉求类别", "outcome": "办理结果", "source": "来源",
    "object": "走访对象",
}  # fmt: skip
"""What a table may be narrowed to. The later ones take an argument after a colon, such as `way:absent`."""
_PLAIN_FILTERS = {
    "visited",
    "unvisited",
    "with_issues",
    "without_issues",
    "with_wishes",
    "open",
    "closed",
    "overdue",
    "unsettled",
}
_VISITED = {"visited", "unvisited", "with_issues", "without_issues", "way", "object"}
_OF_ISSUES = {"open", "closed", "overdue", "unsettled", "ledger", "class", "category", "outcome", "source"}
FILTERS_OF: dict[TableSubject, frozenset[str]] = {
    "household": frozenset(_VISITED | {"ledger", "care"}), "resident": frozenset(_VISITED | {"ledger", "care"}),
    "establishment": frozenset(_VISITED | {"kind"}), "issue": frozenset(_OF_ISSUES),
    "visit": frozenset({"with_issues", "without_issues", "with_wishes", "way", "object"}),
    "admission": frozenset({"open", "closed", "category"}), "grid": frozenset({"kind"}),
}  # fmt: skip
"""What a table of one subject can be narrowed to; those not listed hold all their rows."""

FIELDS_OF: dict[TableSubject, tuple[Subject, ...]] = {
    "household": ("household",), "resident": ("resident", "household"), "establishment": ("establishment",),
    "issue": ("household", "resident", "establishment", "grid"), "visit": ("household", "resident", "establishment", "grid"),
    "grid": ("grid",), "village": ("grid",), "member": ("grid",), "pairing": ("grid",),
}  # fmt: skip
"""Whose custom fields a table of one subject can show, the first that has the key."""


class TableFilter(NamedTuple):
    """One condition of `only`: its name (see FILTERS) and what stands behind the colon, empty when nothing does."""

    name: str
    argument: str


class TableColumn(Section):
    """One column. `heading`: a common header over neighbouring columns; `source`: see SOURCES; `width` in characters."""

    name: Text
    source: Text
    heading: Text | None = None
    width: int = Field(default=12, ge=4, le=80)

    @model_validator(mode="after")
    def _source_known(self) -> Self:
        name, colon, argument = self.source.partition(":")
        if name not in SOURCES:
            raise ValueError(f"不认识的数据来源“{name}”，可用：{'、'.join(SOURCES)}")
        if colon and (name not in _WITH_ARGUMENT or not argument):
            raise ValueError(
                f"数据来源“{self.source}”的写法不对，冒号后的内容只用于：{'、'.join(sorted(_WITH_ARGUMENT))}"
            )
        if not colon and name in _NEEDS_ARGUMENT:
            raise ValueError(f"数据来源“{name}”应写明是哪一个，例如 {name}:key")
        return self

    @property
    def argument(self) -> str:
        """What stands behind the colon of the source; empty when nothing does."""
        return self.source.partition(":")[2]


class ExportTable(Section):
    """A table as such offices lay it out: title, unit, date, header rows, signatures. One row a `subject`.

    `only`: conditions that all hold for its rows, see FILTERS; several of one name: any of them. `scheme`: the assessment whose
    scores it shows, when not the only one for its subject."""

    key: Key
    name: Text
    title: Text
    subject: TableSubject
    filled_by: Key | None = None
    period: Literal["none", "week", "month", "quarter", "year", "campaign"] = "none"
    campaign: Key | None = None
    scheme: Key | None = None
    group_by: Literal["village", "grid", "class", "category", "department", "member"] | None = None
    only: Rows[Text] = ()
    forms: Rows[Literal["xlsx", "pdf"]] = ("xlsx",)
    columns: Rows[TableColumn] = Field(min_length=1)
    totals: bool = False
    signatures: Rows[Text] = ()
    note: Text | None = None

    @model_validator(mode="after")
    def _filters_known(self) -> Self:
        for name, argument in self.filters:
            possible = FILTERS_OF.get(self.subject, frozenset())
            if name not in possible:
                choices = "、".join(each for each in FILTERS if each in possible) or "（都不能用）"
                raise ValueError(f"only 里的“{name}”不能用于这种报表（subject 为 {self.subject}），可用：{choices}")
            if (name in _PLAIN_FILTERS) == bool(argument):
                wanted = f"{name} 后面不写冒号" if argument else f"“{name}”应写明是哪一个，例如 {name}:key"
                raise ValueError(f"only 的写法不对：{wanted}")
        return self

    @property
    def filters(self) -> tuple[TableFilter, ...]:
        """The conditions of `only`, read."""
        return tuple(TableFilter(name, argument) for name, _, argument in (each.partition(":") for each in self.only))
