"""The columns of issues on a sheet."""

from __future__ import annotations

from portal.exchange.sheet import Field
from portal.exchange.vocabulary import Options


def fields_of(
    grids: Options, categories: Options, departments: Options, sources: Options, states: Options, classes: Options
) -> tuple[Field, ...]:
    """The columns, in the order of the sheet; what may be chosen is given."""
    return (
        Field("number", "编号", longest=20, note="不填则自动编号", width=16, key_part=True),
        Field("registered_on", "登记日期", "date", note="不填为导入当天", example="2026-03-01", width=13),
        Field("source", "来源", "choice", options=sources, note="不填为走访发现", width=12),
        Field("grid", "所属网格", "choice", required=True, options=grids, width=20, example=grids[-1][1] if grids else ""),
        Field("code", "户号", longest=32, note="这一网格里的户号；不涉及住户的不填", width=10),
        Field("category", "类别", "choice", required=True, options=categories, example=categories[0][1] if categories else "", width=22),
        Field("issue_class", "分类", "choice", options=classes, note="不填则按类别；已登记的在诉求的页面上改", width=14),
        Field("title", "标题", required=True, longest=100, example="路灯不亮", width=24),
        Field("text", "内容", required=True, longest=2000, example="村口第三盏路灯不亮", width=36),
        Field("place", "地点", longest=200, width=20),
        Field("contact_name", "联系人", longest=64, width=10),
        Field("phone", "电话", "phone"),
        Field("department", "承办部门", "choice", options=departments, note="不填则交办时再选", width=14),
        Field("member", "网格员", longest=64, note="姓名", width=10),
        Field("state", "办理状态", "choice", options=states, note="只供查看，不能导入", width=12),
    )  # fmt: skip
