"""The columns of the sheet of visits."""

from __future__ import annotations

from portal.exchange.sheet import Field
from portal.exchange.vocabulary import Options
from portal.visits.rules import Satisfaction, VisitWay


def visit_fields(grids: Options) -> tuple[Field, ...]:
    """With the grids that may be named."""
    return (
        Field("grid", "所属网格", "choice", required=True, options=grids, width=20, key_part=True, note="住户所在的网格",
              example=grids[-1][1] if grids else ""),
        Field("code", "户号", longest=32, example="001", width=10, key_part=True, note="走访单位的不填"),
        Field("head_name", "户主", longest=64, note="只用来核对，不会改动", width=10),
        Field("visited_on", "走访日期", "date", required=True, example="2026-03-01", width=13, key_part=True),
        Field("way", "方式", "choice", options=tuple(VisitWay.options()), note="不填为入户", example="入户", width=10),
        Field("satisfaction", "满意程度", "choice", options=tuple(Satisfaction.options()), note="见到人或通话后才填", width=10),
        Field("member", "网格员", longest=64, note="姓名；重名的再填电话", width=10),
        Field("member_phone", "网格员电话", "phone"),
        Field("note", "记录", longest=1000, width=30),
        Field("wishes", "意见建议", longest=1000, width=30),
        Field("next_on", "下次走访", "date", width=13),
        Field("establishment", "单位", longest=100, width=16, key_part=True, note="走访单位的填名称，户号不填"),
        Field("met", "见到的人", longest=300, note="住户里见到或通话的人，姓名之间用顿号", width=16),
        Field("absence_phone", "外出联系电话", "phone", note="不在家的才填，知道多少填多少"),
        Field("absence_since", "外出时间", "date", width=13),
        Field("absence_address", "外出住址", longest=200, width=20),
        Field("absence_occupation", "外出职业", longest=64, width=10),
        Field("absence_until", "预计返回", "date", width=13),
        Field("absence_contact", "外出联系人", longest=64, width=10),
        Field("answers", "清单答案", longest=5000, note="只供查看，不会改动；在走访页面填写", width=30),
    )  # fmt: skip
