"""What the audit trail may keep of people's own affairs: who reads it, the audit administrator, must see no household.

Of the tables below an entry says which columns changed. Values are kept only where the table says so; all else is stars.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import inspect

from portal.foundation import audit

STARS = "******"


@dataclass(frozen=True)
class Privacy:
    """A table of people's affairs: how its rows are called, columns kept as they are, and columns kept as a surname."""

    noun: str
    open: frozenset[str]
    names: frozenset[str] = frozenset()


PRIVATE = {
    "household": Privacy("住户", frozenset({"grid", "code", "kind", "walking_order"}), frozenset({"head_name"})),
    "resident": Privacy("人员", frozenset({"household", "relation"}), frozenset({"name"})),
    "establishment": Privacy("单位场所", frozenset({"grid", "kind"}), frozenset({"name", "contact_name"})),
    "delivery": Privacy("送达登记", frozenset({"household", "households", "kind", "delivered_on", "way", "recorded_by"})),
    "visit_task": Privacy("走访任务", frozenset()),
    "visit_absence": Privacy("不在家登记", frozenset({"visit"})),
    "sample_item": Privacy("抽查核实", frozenset({
        "sample", "position", "visit_id", "member_id", "issue_id", "result", "checked_at", "checked_by",
    })),
    "visit": Privacy("走访", frozenset({"household", "member", "visited_on", "way"})),
    "issue": Privacy(
        "诉求",
        frozenset({
            "number", "source", "grid", "household", "establishment", "category", "department", "member", "state", "outcome",
            "registered_at", "due_on", "closed_at", "stage", "issue_class", "holder", "due_at", "step_due_on", "paused_at",
            "paused_until", "urged_at", "handled_at", "revisited_at", "merged_into", "solved_on_the_spot",
        }),
        frozenset({"contact_name"}),
    ),
    "issue_extension": Privacy("延期申请", frozenset({
        "issue", "days", "asked_at", "asked_by", "asked_by_id", "granted", "decided_at", "decided_by",
    })),
    "issue_file": Privacy("诉求附件", frozenset({"issue", "event_id", "media", "size", "sha256", "uploaded_at", "uploaded_by"})),
    "assessment": Privacy("考核", frozenset({
        "scheme", "period", "member", "grid", "state", "total", "grade", "assessed_on", "opened_by", "told_at", "appeal_until",
    })),
    "assessment_score": Privacy("考核得分", frozenset({"assessment", "indicator", "score", "raw", "numerator", "denominator"})),
    "assessment_judgement": Privacy("考核评分", frozenset({"row", "judge", "method", "score", "people", "given_at", "given_by"})),
    "assessment_signature": Privacy("考核签字", frozenset({"assessment", "position", "post", "name", "signed_at", "signed_by"})),
    "assessment_appeal": Privacy("考核申诉", frozenset({
        "assessment", "indicator", "state", "raised_at", "raised_by", "answered_at", "answered_by",
    })),
    "duty_failure": Privacy("重点任务记录", frozenset({
        "key", "member", "happened_on", "succeeded", "recorded_at", "recorded_by", "cancelled_at", "cancelled_by",
    })),
}  # fmt: skip
"""The one table of what is private: table -> what of it may be told."""


def label_of(row: Any) -> str:
    """How the trail calls a row: private ones by number, people with their surname first, others as they call themselves."""
    private = PRIVATE.get(row.__tablename__)
    if private is not None:
        return f"{private.noun} #{inspect(row).identity[0]}"
    return audit.person_name(row) if hasattr(row, "last_name") else str(row)


def told(table: str, column: str, pair: list[Any]) -> list[Any]:
    """(old, new) of a column as the trail may keep it; nothing stays nothing."""
    private = PRIVATE.get(table)
    if private is None or column in private.open:
        return pair
    return [value and (f"{str(value)[0]}**" if column in private.names else STARS) for value in pair]
