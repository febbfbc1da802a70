"""The admission list (网格事项清单): which of its matters an issue falls under, and what to say when it falls under none.

The list is the profile's. It changes with the profile only; here it is shown and asked.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.foundation.clock import today
from portal.issues.models import Issue
from portal.plans.current import profile_or_none
from seeds.sections.casework import AdmissionItem, Casework


@dataclass(frozen=True)
class Standing:
    """How an issue stands to the list: the matter it falls under, and what is amiss, as a sentence; never a refusal."""

    item: AdmissionItem | None
    notice: str = ""


def standing_of(session: Session, issue: Issue) -> Standing | None:
    """How an issue stood to the list on the day it was registered; None where the plan keeps no list or knows no such category."""
    profile = profile_or_none(session)
    day = issue.registered_at.date() if issue.registered_at else today()
    return standing(profile.casework, issue.category.code, issue.category.name, day) if profile else None


def standing(casework: Casework, code: str, name: str, day: dt.date) -> Standing | None:
    """How a category stands to the list on that day."""
    if casework.admission is None or all(each.code != code for each in casework.categories):
        return None
    item = casework.admission_item_for(code, day)
    return Standing(item) if item else Standing(None, _notice(casework, code, name, day))


def _notice(casework: Casework, code: str, name: str, day: dt.date) -> str:
    item = casework.admission_item_for(code)
    advice = "请转交主管部门办理，或按程序申请准入"
    if item is None:
        return f"“{name}”不在网格事项清单内，{advice}"
    if item.withdrawn_on is not None and item.withdrawn_on <= day:
        return f"“{item.name}”已于 {item.withdrawn_on} 退出网格事项清单，{advice}"
    return f"“{item.name}”从 {item.admitted_on} 起才列入网格事项清单，{advice}"
