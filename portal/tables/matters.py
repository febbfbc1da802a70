"""Tables with one row a matter of the admission list (网格事项清单)."""

from __future__ import annotations

from dataclasses import dataclass

from portal.foundation.clock import today
from portal.tables.work import Family, Found, Part, Work
from seeds.sections.casework import AdmissionItem


@dataclass(frozen=True)
class MatterFact:
    """A matter, and how it stands today."""

    work: Work
    item: AdmissionItem

    @property
    def state(self) -> str:
        """Whether the grid takes it."""
        if self.item.holds_on(today()):
            return "已准入"
        return "已退出" if self.item.withdrawn_on and self.item.withdrawn_on <= today() else "尚未准入"


def find(work: Work, limit: int | None) -> Found:
    """The matters of the plan in force that meet the conditions, in its order."""
    admission = work.profile.casework.admission
    facts = [MatterFact(work, item) for item in (admission.items if admission else ()) if _meets(work, item)]
    return Found(len(facts), facts[:limit])


def _meets(work: Work, item: AdmissionItem) -> bool:
    held = item.holds_on(today())
    wanted = work.arguments("category")
    return (
        (not work.asks("open") or held)
        and (not work.asks("closed") or not held)
        and (not wanted or item.category in wanted)
    )


def _department(fact: MatterFact, _: str) -> str | None:
    known = {each.code: each.name for each in fact.work.profile.departments}
    return known.get(fact.item.department or "")


def _category(fact: MatterFact, _: str) -> str | None:
    known = {each.code: each.name for each in fact.work.profile.casework.categories}
    return known.get(fact.item.category or "")


PARTS: dict[str, Part] = {
    "group": lambda fact, _: fact.item.group, "kind": lambda fact, _: fact.item.group,
    "name": lambda fact, _: fact.item.name, "title": lambda fact, _: fact.item.name, "code": lambda fact, _: fact.item.key,
    "category": _category, "department": _department, "state": lambda fact, _: fact.state,
    "admitted_on": lambda fact, _: fact.item.admitted_on, "withdrawn_on": lambda fact, _: fact.item.withdrawn_on,
    "remark": lambda fact, _: fact.item.note,
}  # fmt: skip

GROUPS = {"category": lambda fact: fact.item.group, "department": lambda fact: _department(fact, "") or "未定部门"}

FAMILY = Family(find, PARTS, GROUPS)
