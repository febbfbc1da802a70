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
    number: str = ""
    """The column with the number by which screens call a row; without one it is called by its key."""
    known_by: tuple[str, ...] = ()
    """What else tells people which row it is: days, and the rows that it belongs to."""


PRIVATE = {
    "household": Privacy("住户", frozenset({"grid", "code", "kind", "walking_order"}), frozenset({"head_name"}), number="code"),
    "resident": Privacy("人员", frozenset({"household", "relation"}), frozenset({"name"}), known_by=("household",)),
    "establishment": Privacy("单位场所", frozenset({"grid", "kind"}), frozenset({"name", "contact_name"})),
    "delivery": Privacy(
        "送达登记", frozenset({"household", "households", "kind", "delivered_on", "way", "batch_id", "recorded_at", "recorded_by"}),
        known_by=("household", "delivered_on"),
    ),
    "visit_task": Privacy("走访任务", frozenset()),
    "visit_absence": Privacy("不在家登记", frozenset({"visit"}), known_by=("visit",)),
    "sample_item": Privacy("抽查核实", frozenset({
        "sample", "position", "visit_id", "member_id", "issue_id", "result", "checked_at", "checked_by",
    })),
    "visit": Privacy(
        "走访", frozenset({"household", "establishment", "member", "visited_on", "way", "recorded_at"}),
        known_by=("household", "visited_on"),
    ),
    "issue": Privacy(
        "诉求",
        frozenset({
            "number", "source", "grid", "household", "establishment", "category", "department", "member", "state", "outcome",
            "registered_at", "due_on", "closed_at", "stage", "issue_class", "holder", "due_at", "step_due_on", "paused_at",
            "paused_from", "paused_until", "urged_at", "handled_at", "revisited_at", "merged_into", "solved_on_the_spot",
        }),
        frozenset({"contact_name"}),
        number="number",
    ),
    "issue_extension": Privacy("延期申请", frozenset({
        "issue", "days", "asked_at", "asked_by", "asked_by_id", "granted", "decided_at", "decided_by",
    }), known_by=("issue",)),
    "issue_file": Privacy("诉求附件", frozenset({"issue", "event_id", "media", "size", "sha256", "uploaded_at", "uploaded_by"}), known_by=("issue",)),
    "assessment": Privacy("考核", frozenset({
        "scheme", "period", "member", "grid", "state", "total", "grade", "assessed_on", "opened_by", "told_at", "appeal_until",
    }), known_by=("period", "member", "grid")),
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
        return f"{private.noun} {_number(row, private)}{_known(row, private)}"
    return audit.person_name(row) if hasattr(row, "last_name") else str(row)


def _number(row: Any, private: Privacy) -> str:
    """As on paper: a number that begins anew in each grid stands behind the code of its grid, unless that is out of sight."""
    if not private.number:
        return f"#{inspect(row).identity[0]}"
    number = getattr(row, private.number)
    return f"{row.grid.code}-{number}" if private.number == "code" and row.grid else str(number)


def _known(row: Any, private: Privacy) -> str:
    found = (getattr(row, name) for name in private.known_by)
    said = [label_of(one) if hasattr(one, "__tablename__") else str(one) for one in found if one is not None]
    return f"（{'，'.join(said)}）" if said else ""


def told(table: str, column: str, pair: list[Any]) -> list[Any]:
    """(old, new) of a column as the trail may keep it; nothing stays nothing."""
    private = PRIVATE.get(table)
    if private is None or column in private.open:
        return pair
    return [value and (f"{str(value)[0]}**" if column in private.names else STARS) for value in pair]
